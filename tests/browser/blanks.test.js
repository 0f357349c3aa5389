// A document to be printed and signed: at once after something was typed, from the summary, without script.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { labelled, press, toGeneralData } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

const offer = (page) =>
  page.getByRole('link', { name: 'Scarica il modello da compilare: Dichiarazione di chi ospita (PDF)' })

/** Clicks the link and reads the text of the PDF that comes. */
async function download(page, link) {
  const [arrived] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.equal(arrived.suggestedFilename(), 'dichiarazione-di-chi-ospita.pdf')
  const text = execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', await arrived.path(), '-'], { encoding: 'utf8' })
  return text.replaceAll(/\s+/g, ' ')
}

for (const size of Object.keys(SIZES)) {
  test(`a template holds what was typed a moment ago, ${size}`, async () => {
    const page = await openPage(demo.browser, SIZES[size])
    const eyes = watch(page)
    await signIn(page, demo.url, 'Giulia Esempio')
    await toGeneralData(page, demo.url)
    await labelled(page, 'Perché chiedi il permesso').selectOption('Sono ospite per un periodo')
    await offer(page).waitFor()
    await eyes.look()
    const tied = await labelled(page, 'Dichiarazione di chi ti ospita').getAttribute('aria-describedby')
    assert.ok(tied.split(' ').includes(await offer(page).getAttribute('id')), 'the field names its template')

    // The saving is slower than the hand.
    await page.route('**/campi', async (route) => {
      await new Promise((later) => setTimeout(later, 700))
      await route.continue()
    })
    await labelled(page, 'Nome e indirizzo di chi ti ospita').fill('Famiglia Prova, Via Crea 5')
    const text = await download(page, offer(page))
    assert.match(text, /Io sottoscritto\/a Famiglia Prova, Via Crea 5, nato\/a/)
    assert.match(text, /ospitare Giulia Esempio \(codice fiscale \w{16}\) nella mia casa/)
    assert.match(text, /Luogo e data Firma/)
    assert.ok(page.url().includes('/passi/general'), 'the page stays')
    await page.unroute('**/campi')

    // A line that is away: the page stays, and says that it waits.
    await page.context().setOffline(true)
    await labelled(page, 'Nome e indirizzo di chi ti ospita').fill('Altri')
    await offer(page).click()
    await page.getByText('In attesa di rete').first().waitFor()
    assert.ok(page.url().includes('/passi/general'), 'the page stays')
    await page.context().setOffline(false)
    await page.getByText('Salvato alle').first().waitFor({ timeout: 60_000 })
    assert.match(await download(page, offer(page)), /Io sottoscritto\/a Altri, nato/)

    await page.goto(page.url().replace(/\/passi\/.*/, '/riepilogo'))
    await eyes.look()
    assert.match(await download(page, offer(page)), /Io sottoscritto\/a Altri, nato/)
    await page.context().close()
    report(eyes.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault)))
  })
}

test('a template holds what was saved, without script', async () => {
  const page = await openPage(demo.browser, SIZES.phone, { javaScriptEnabled: false })
  const eyes = watch(page, { hasScript: false })
  await signIn(page, demo.url, 'Marco Modello')
  await toGeneralData(page, demo.url)
  await labelled(page, 'Perché chiedi il permesso').selectOption('Sono ospite per un periodo')
  await press(page, 'Aggiorna')
  await page.getByText('prima salva la bozza').waitFor()
  await eyes.look()
  await labelled(page, 'Nome e indirizzo di chi ti ospita').fill('Famiglia Prova, Via Crea 5')
  await press(page, /^Salva/)
  assert.match(await download(page, offer(page)), /Io sottoscritto\/a Famiglia Prova, Via Crea 5, nato/)
  await page.context().close()
  report(eyes.faults)
})
