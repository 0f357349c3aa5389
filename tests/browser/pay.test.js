// Paying online at the demo's platform: what it says counts, whatever its page says and whether anybody comes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { press } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

/** Somebody whose application waits for a payment, on the payment's page. */
async function toPay(name, size) {
  const page = await openPage(demo.browser, SIZES[size])
  const eyes = watch(page)
  await signIn(page, demo.url, name)
  await eyes.open(`${demo.url}/area-personale`)
  await press(page, /^Paga ora/)
  await page.getByRole('heading', { level: 1, name: 'Pagamento' }).waitFor()
  await eyes.look()
  return { page, eyes, here: page.url() }
}

/** Goes to the platform. */
async function leave(page, link) {
  await page.getByRole('link', { name: link }).click()
  await page.getByRole('heading', { level: 1, name: 'Paga' }).waitFor()
  assert.notEqual(new URL(page.url()).origin, demo.url)
}

const at = (page, answer) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: answer }).click()])

test('it was not paid, then it was and the page says no', async () => {
  const { page, eyes } = await toPay('Giulia Esempio', 'phone')
  await leave(page, 'Paga con pagoPA')
  await eyes.look()
  await at(page, 'Annulla')
  await page.getByText('per ora non risulta pagato nulla').waitFor()
  await eyes.look()
  await leave(page, 'Paga con pagoPA')
  await at(page, 'Pago, ma la pagina dice che non è riuscito')
  await page.getByText('Abbiamo ricevuto il pagamento').waitFor()
  await page.getByText('Banca di prova').waitFor()
  await eyes.look()
  await page.getByRole('link', { name: 'Vai alla pratica' }).click()
  await page.getByText('Pagamento registrato').first().waitFor()
  await page.getByRole('link', { name: /pagati il/ }).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Paga ora/ }).count(), 0)
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})

test('it was paid and nobody came back', async () => {
  const { page, eyes, here } = await toPay('Chiara Finzione', 'desk')
  const other = await page.context().newPage()
  await leave(page, 'Paga con pagoPA')
  await other.goto(here)
  await other.getByText('Aspettiamo la conferma del pagamento').waitFor()
  await at(page, 'Pago, ma la pagina non torna al Comune')
  await page.getByText('il Comune lo viene a sapere lo stesso').waitFor()
  // The page that waits finds out by itself.
  await other.getByText('Abbiamo ricevuto il pagamento').waitFor({ timeout: 30_000 })
  await page.context().close()
  report(eyes.faults)
})
