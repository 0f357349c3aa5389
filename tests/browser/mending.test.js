// What somebody mends while a form is filled: messages follow, nothing else moves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { GENERAL, VEHICLE, day, labelled, paper, press, tick, toGeneralData } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

/** A text that says it is a PDF. */
const lie = (name) => ({ ...paper(name), buffer: Buffer.from('<!doctype html>') })

/** Somebody of the demo at the general data of a new permit. */
async function begun(size, name) {
  const page = await openPage(demo.browser, SIZES[size])
  await signIn(page, demo.url, name)
  await toGeneralData(page, demo.url)
  return page
}

const summary = (page) => page.locator('#errori')

for (const size of Object.keys(SIZES)) {
  test(`a field that is mended is no longer said to be wrong, ${size}`, async () => {
    const page = await begun(size, 'Giulia Esempio')
    const eyes = watch(page)
    await press(page, 'Avanti')
    await summary(page).getByText('Manca la risposta a «Targa»').waitFor()
    const plate = labelled(page, 'Targa')
    const before = await summary(page).getByRole('listitem').count()
    assert.equal(await plate.getAttribute('aria-invalid'), 'true')

    await plate.focus()
    await page.keyboard.type('ab 123 cd')
    // While it is typed the message stays; once it is left it goes, and the focus stays with the next field.
    assert.equal(await plate.getAttribute('aria-invalid'), 'true')
    await page.keyboard.press('Tab')
    const next = await page.evaluate(() => document.activeElement.id)
    await page.waitForFunction((e) => !e.hasAttribute('aria-invalid'), await plate.elementHandle(), { timeout: 5000 })
    assert.equal(await summary(page).getByRole('listitem').count(), before - 1)
    assert.equal(await summary(page).getByText('«Targa»').count(), 0)
    assert.equal(await page.evaluate(() => document.activeElement.id), next)
    assert.equal(await plate.inputValue(), 'ab 123 cd')

    // Also when the typing was saved before the field is left, and when the field is wrong anew.
    await plate.fill('ab')
    await page.waitForTimeout(1200)
    await page.keyboard.press('Tab')
    await summary(page).getByText('Scrivi la targa come sul libretto').waitFor()
    assert.equal(await plate.getAttribute('aria-invalid'), 'true')
    await plate.fill('ab 123 cd')
    await page.waitForTimeout(1200)
    await page.keyboard.press('Tab')
    await page.waitForFunction((e) => !e.hasAttribute('aria-invalid'), await plate.elementHandle(), { timeout: 5000 })
    await eyes.look()
    await page.context().close()
    report(eyes.faults)
  })

  test(`refused files take turns and hide nothing, ${size}`, async () => {
    const page = await begun(size, 'Marco Modello')
    await press(page, 'Avanti')
    await summary(page).getByText('Manca la risposta a «Targa»').waitFor()
    const field = page.locator('.form-field', { has: page.locator('label', { hasText: 'Carta di circolazione' }) })
    await labelled(page, 'Carta di circolazione').setInputFiles(lie('lie.pdf'))
    await field.getByText('«lie.pdf» non è un vero PDF: scegli il documento originale o una foto').waitFor()
    await summary(page).getByText('«lie.pdf»').waitFor()
    await summary(page).getByText('Manca la risposta a «Targa»').waitFor()

    // Somebody who goes on typing still reads why the file was refused.
    await labelled(page, 'CAP').fill('10095')
    await page.keyboard.press('Tab')
    await page.waitForFunction(() => !document.querySelector('#errori').innerText.includes('CAP'))
    assert.equal(await field.getByText('«lie.pdf»').count(), 1)

    await labelled(page, 'Carta di circolazione').setInputFiles(lie('altra.pdf'))
    await field.getByText('«altra.pdf» non è un vero PDF').waitFor()
    assert.equal(await field.getByText('«lie.pdf»').count(), 0)
    await labelled(page, 'Carta di circolazione').setInputFiles({ ...paper('enorme.pdf'), buffer: Buffer.alloc(21_000_000) })
    await field.getByText(/enorme\.pdf.*supera/).waitFor()
    assert.equal(await field.getByText('«altra.pdf»').count(), 0)
    await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta.pdf'))
    await field.locator('.file-rows').getByText('carta.pdf').first().waitFor()
    assert.equal(await field.locator('.field-problem').count(), 0)
    await page.context().close()
  })
}

test('from the summary and back, and the conditions', async () => {
  const page = await begun('phone', 'Teresa Campione')
  const eyes = watch(page)
  for (const [label, text] of [...GENERAL, ...VEHICLE]) await labelled(page, label).fill(text)
  await labelled(page, 'Perché chiedi il permesso').selectOption('Abito nella ZTL')
  await tick(page, 'Automobile')
  await tick(page, 'È mio')
  await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta.pdf'))
  await page.locator('.file-rows').getByText('carta.pdf').first().waitFor()
  await press(page, 'Avanti')
  await tick(page, 'Zona A · Centro storico')
  await labelled(page, 'Dal').fill(day('it-IT', 10))
  await labelled(page, 'Al').fill(day('it-IT', 60))
  await tick(page, 'Confermo la dichiarazione')
  await press(page, 'Avanti')
  await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()

  await page.locator('a[href*="/passi/general?da=riepilogo"]').first().click()
  await labelled(page, 'Marca e modello').fill('Fiat Tipo')
  await eyes.look()
  await press(page, 'Salva e torna al riepilogo')
  await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()
  await page.getByText('Fiat Tipo').first().waitFor()

  await press(page, 'Invia la domanda')
  await summary(page).getByRole('link', { name: /accetta i termini/ }).click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'accept')
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})
