// A button and a link leave somebody where they were, and the focus with them: with a script and without.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { GENERAL, VEHICLE, day, labelled, paper, press, tick, toGeneralData } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

/** Somebody of the demo at the general data of a new permit, on a telephone. */
async function begun(name, javaScriptEnabled) {
  const page = await openPage(demo.browser, SIZES.phone, { javaScriptEnabled })
  const eyes = watch(page, { hasScript: javaScriptEnabled })
  await signIn(page, demo.url, name)
  await toGeneralData(page, demo.url)
  return { page, eyes }
}

const focused = (page) => page.evaluate(() => document.activeElement?.id)

/** The place has the focus and is in sight. */
async function standsAt(page, id) {
  await page.waitForFunction((id) => document.activeElement?.id === id, id)
  const { top, height } = await page.evaluate((id) => {
    const { top } = document.getElementById(id).getBoundingClientRect()
    return { top, height: innerHeight }
  }, id)
  assert.ok(top >= 0 && top < height - 60, `${id} is in sight: ${top}`)
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script'

  test(`what is wrong in a group of choices is read between its name and its choices, ${how}`, async () => {
    const { page, eyes } = await begun('Giulia Esempio', javaScriptEnabled)
    await press(page, 'Avanti')
    const link = page.locator('#errori').getByRole('link', { name: /Tipo di veicolo/ })
    const group = (await link.getAttribute('href')).slice(1)
    await link.click()
    await standsAt(page, group)
    const box = page.locator(`[id='${group}']`)
    const edge = async (part) => (await box.locator(part).first().boundingBox())
    const [name, problem, choice] = [await edge('legend'), await edge('.field-problem'), await edge('.form-check')]
    assert.ok(problem.y >= name.y + name.height - 1, 'below the name')
    assert.ok(problem.y + problem.height <= choice.y + 1, 'above the choices')
    const described = await box.evaluate((it) => it.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.innerText ?? ''))
    assert.ok(described.some((text) => text.includes('Scegli una risposta')), described.join())
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.type), 'radio', 'its first choice comes next')
    await eyes.look()
    await page.context().close()
    report(eyes.faults)
  })

  test(`a row that is added has the focus, and the one beside a row that goes, ${how}`, async () => {
    const { page, eyes } = await begun('Marco Modello', javaScriptEnabled)
    await labelled(page, 'Perché chiedi il permesso').selectOption('Ho il contrassegno per persone con disabilità')
    if (!javaScriptEnabled) {
      await press(page, 'Aggiorna')
      await standsAt(page, 'f-kind')
    } else {
      await labelled(page, 'Numero del contrassegno').waitFor()
    }
    await press(page, 'Aggiungi un veicolo')
    await standsAt(page, 'f-vehicles-r2')
    if (javaScriptEnabled) await page.locator('[data-say]', { hasText: 'Hai aggiunto un riquadro' }).waitFor({ state: 'attached' })
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'f-vehicles-r2-plate')
    await press(page, 'Rimuovi Veicolo 2')
    await standsAt(page, 'f-vehicles-r1')
    if (javaScriptEnabled) await page.locator('[data-say]', { hasText: 'Hai tolto il riquadro' }).waitFor({ state: 'attached' })
    await page.context().close()
    report(eyes.faults)
  })

  test(`a change comes back to its part of the summary, ${how}`, async () => {
    const { page, eyes } = await begun('Teresa Campione', javaScriptEnabled)
    for (const [label, text] of [...GENERAL, ...VEHICLE]) await labelled(page, label).fill(text)
    await labelled(page, 'Perché chiedi il permesso').selectOption('Abito nella ZTL')
    await tick(page, 'Automobile')
    await tick(page, 'È mio')
    await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta.pdf'))
    if (javaScriptEnabled) await page.locator('.file-rows').getByText('carta.pdf').first().waitFor()
    await press(page, 'Avanti')
    await tick(page, 'Zona A · Centro storico')
    await labelled(page, 'Dal').fill(day('it-IT', 10))
    await labelled(page, 'Al').fill(day('it-IT', 60))
    await tick(page, 'Confermo la dichiarazione')
    await press(page, 'Avanti')
    await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()

    await page.getByText('Vai a una parte del riepilogo').click()
    await eyes.look()
    await page.locator('.summary-index').getByRole('link', { name: 'Veicoli' }).click()
    await standsAt(page, 'rs-vehicles')
    await page.locator('a[href*="parte=vehicles"]').click()
    await labelled(page, 'Marca e modello').fill('Fiat Tipo')
    if (javaScriptEnabled) await page.waitForTimeout(1200)
    await press(page, 'Salva e torna al riepilogo')
    await page.getByText('Fiat Tipo').first().waitFor()
    await standsAt(page, 'rs-vehicles')
    await page.context().close()
    report(eyes.faults)
  })
}

test('when an answer changes how many steps there are, it is said, and the title follows', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  await signIn(page, demo.url, 'Giulia Esempio')
  await page.goto(`${demo.url}/domanda/agevolazione-tari`)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await page.getByText('Passo 1 di circa 5').waitFor()
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
  await tick(page, 'Una casa')
  await page.getByText('Passo 2 di circa 6').first().waitFor()
  await page.locator('[data-say]', { hasText: 'Il numero dei passi è cambiato. Passo 2 di circa 6.' }).waitFor({ state: 'attached' })
  assert.match(await page.title(), /^Passo 2 di circa 6: /)
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})

test('what one has unfolded stays open while the page follows the answers', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  await signIn(page, demo.url, 'Marco Modello')
  await page.goto(`${demo.url}/domanda/occupazione-suolo-pubblico`)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await page.goto(page.url().replace(/\/passi\/.*/, '/passi/use'))
  const point = labelled(page, 'Punto sulla mappa')
  assert.ok(!(await point.isVisible()), 'coordinates are folded away')
  await page.getByText('Punto sulla mappa: solo se vuoi').click()
  await point.waitFor()
  await labelled(page, 'Perché ti serve lo spazio').selectOption('Cantiere, ponteggio, scavo')
  await labelled(page, 'Impresa che fa i lavori').waitFor()
  assert.ok(await point.isVisible(), 'it is still unfolded')
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})
