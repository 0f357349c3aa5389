// An opinion: asked by the office, given by another office, and by somebody outside who has a link of their own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { report, watch } from './watch.js'

const demo = withDemo()

for (const size of Object.keys(SIZES)) {
  test(`the registry answers the police, ${size}`, async () => {
    const page = await openPage(demo.browser, SIZES[size])
    const eyes = watch(page)
    const question = `Risulta residente? (${size})`
    await ask(page, eyes, 'Ufficio Anagrafe', question)
    await page.getByText(question).first().waitFor()
    await page.context().close()

    const other = await openPage(demo.browser, SIZES[size])
    const theirs = watch(other)
    await signIn(other, demo.url, 'Luca Traccia', true)
    await theirs.open(`${demo.url}/ufficio/pareri`)
    await other.locator('table').first().locator('tbody a').last().click()
    await other.getByRole('heading', { name: 'Il tuo parere' }).waitFor()
    await theirs.look()
    // What is wrong is said at its place, and the list leads there.
    await other.getByRole('button', { name: 'Dai il parere' }).last().click()
    await other.locator('#errori').waitFor()
    await theirs.look()
    await other.locator('#errori a').first().click()
    const field = await other.evaluate(() => location.hash)
    assert.ok(await other.locator(field).count(), 'the list of what is wrong leads to the question')
    await other.getByRole('radio', { name: 'Favorevole', exact: true }).check({ force: true })
    await other.getByRole('button', { name: 'Dai il parere' }).last().click()
    await other.getByText('Il parere è stato inviato').waitFor()
    await theirs.look()
    await other.context().close()
    report([...eyes.faults, ...theirs.faults])
  })
}

test('somebody outside is led by the link of a message', async () => {
  const page = await openPage(demo.browser, SIZES.desk)
  const eyes = watch(page)
  await ask(page, eyes, 'A una persona esterna al Comune', 'La rampa regge?', {
    'Nome e cognome, o ente': 'Geom. Marco Modello',
    'E-mail a cui scrivere': 'geometra@example.it',
  })
  const link = await linkIn(page)
  await page.context().close()

  const phone = await openPage(demo.browser, SIZES.phone)
  const theirs = watch(phone)
  await signIn(phone, demo.url, 'Marco Modello')
  await theirs.open(link)
  await phone.getByRole('button', { name: 'Apri la richiesta' }).click()
  await phone.getByText('La rampa regge?').waitFor()
  await theirs.look()
  await phone.getByRole('radio', { name: 'Contrario' }).check({ force: true })
  await phone.getByLabel('Prescrizioni o motivi').fill('È troppo ripida.')
  await phone.getByRole('button', { name: 'Dai il parere' }).last().click()
  await phone.getByText('Il parere è stato dato').waitFor()
  await theirs.look()
  await phone.context().close()
  report([...eyes.faults, ...theirs.faults])
})

/** Asks an opinion on the police's first application that nobody of the browser's people is named in. */
async function ask(page, eyes, whom, question, more = {}) {
  await signIn(page, demo.url, 'Elena Bozza', true)
  await page.goto(`${demo.url}/ufficio?procedimento=permesso-ztl`)
  await page.locator('tbody th a').first().click()
  await page.getByRole('link', { name: 'Chiedi un parere' }).click()
  await eyes.look()
  await page.locator('[name=whom]').selectOption({ label: whom })
  if (Object.keys(more).length) {
    await page.getByRole('button', { name: 'Aggiorna' }).click()
    for (const [label, text] of Object.entries(more)) await page.getByLabel(label).fill(text)
  }
  await page.locator('[name=question]').fill(question)
  await page.locator('[name=shows]:not([type=hidden])').first().check({ force: true })
  await page.getByRole('button', { name: 'Invia la richiesta' }).last().click()
  await page.getByText('Fatto.').waitFor()
  await eyes.look()
}

/** The link in the last message to the geometer. */
async function linkIn(page) {
  for (let tries = 0; tries < 50; tries++) {
    await page.goto(`${demo.url}/demo/mail`)
    const text = await page.locator('main').innerText()
    const found = [...text.matchAll(/\/pareri\/[A-Za-z0-9_-]{30,}/g)]
    if (found.length) return demo.url + found[0][0]
    await new Promise((later) => setTimeout(later, 200))
  }
  throw new Error('no message with a link')
}
