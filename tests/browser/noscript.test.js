// The same permit on a telephone that runs no script: every step by the buttons of the page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, withDemo } from './demo.js'
import { GENERAL, SIGN_IN, VEHICLE, day, isPdf, labelled, linkComes, number, paper, press, tick } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

test('a permit is asked for without script, from a telephone', async () => {
  const page = await openPage(demo.browser, SIZES.phone, { javaScriptEnabled: false })
  const eyes = watch(page, { hasScript: false })
  await eyes.open(`${demo.url}/servizi/mobilita-trasporti/permesso-ztl`)
  await page.locator('p').getByRole('link', { name: 'Accedi al servizio' }).click()
  await page.getByRole('link', { name: SIGN_IN }).click()
  await page.getByRole('button', { name: 'Teresa Campione' }).click()
  await page.waitForURL((at) => at.origin === demo.url)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await eyes.look()

  // Without an answer the page says what is missing, and where.
  await press(page, 'Avanti')
  await eyes.look()
  await page.getByRole('alert').getByRole('link').first().waitFor()
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
  await eyes.look()

  for (const [label, text] of [...GENERAL, ...VEHICLE]) await labelled(page, label).fill(text)
  await labelled(page, 'Perché chiedi il permesso').selectOption('Sono ospite per un periodo')
  await tick(page, 'Automobile')
  await tick(page, 'È mio')
  await press(page, 'Aggiorna')
  await eyes.look()
  await labelled(page, 'Nome e indirizzo di chi ti ospita').fill('Famiglia Prova, Via Crea 5')
  await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta.pdf'))
  await labelled(page, 'Dichiarazione di chi ti ospita').setInputFiles(paper('dichiarazione.pdf'))
  await press(page, /^Salva/)
  // Its name stands there at once; a link it becomes when it was found clean.
  await page.getByText('dichiarazione.pdf').first().waitFor()
  await eyes.look()
  await page.goto(page.url())
  for (const [label, text] of GENERAL.slice(0, 5)) assert.equal(await labelled(page, label).inputValue(), text)
  // Another step is gone to by the stepper: what was just typed comes along.
  await labelled(page, 'Nome e indirizzo di chi ti ospita').fill('Famiglia Prova, Via Crea 7')
  await page.setViewportSize(SIZES.desk)
  await press(page, 'Riepilogo')
  await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()
  assert.ok((await page.getByRole('main').innerText()).includes('Via Crea 7'))
  await page.goBack()
  await page.goto(page.url())
  await page.setViewportSize(SIZES.phone)
  await press(page, 'Avanti')

  await page.getByRole('heading', { name: 'Periodo di validità' }).waitFor()
  await tick(page, 'Zona A · Centro storico')
  await labelled(page, 'Dal').fill(day('it-IT', 10))
  await labelled(page, 'Al').fill(day('it-IT', 60))
  await tick(page, 'Confermo la dichiarazione')
  await press(page, 'Avanti')

  await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()
  const summary = await page.getByRole('main').innerText()
  for (const text of ['AB123CD', 'carta.pdf', 'dichiarazione.pdf', 'Via Crea 7']) assert.ok(summary.includes(text), text)
  await eyes.look()
  await tick(page, 'Accetto i termini e le condizioni di servizio')
  await press(page, 'Invia la domanda')
  await eyes.look()
  assert.ok(await number(page), 'the confirmation tells the number')
  await isPdf(page, await linkComes(page, /ricevuta/i))
  await page.context().close()
  report(eyes.faults)
})
