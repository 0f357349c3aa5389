// How somebody asks for the permit to enter the restricted traffic zone, and how an office takes a step.
import assert from 'node:assert/strict'

/** A small PDF, as an `<input type="file">` takes it. */
export const paper = (name) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n'),
})

/** A day from today, as people write it. */
export function day(from, plus) {
  const date = new Date(Date.now() + plus * 86_400_000)
  const words = new Intl.DateTimeFormat(from, { timeZone: 'Europe/Rome', day: '2-digit', month: '2-digit', year: 'numeric' })
  return words.format(date)
}

/** Answers of the step «Dati generali», in the order in which the keyboard meets them. */
export const GENERAL = [
  ['Comune di residenza', 'Grugliasco'],
  ['Provincia', 'TO'],
  ['Via, corso o piazza', 'Via Lupo'],
  ['Numero civico', '12'],
  ['CAP', '10095'],
  ['Indirizzo e-mail', 'prova@example.it'],
  ['Telefono', '333 1234567'],
]

export const VEHICLE = [
  ['Targa', 'ab 123 cd'],
  ['Marca e modello', 'Fiat Panda'],
]

export const SIGN_IN = /Identità digitale di prova/

/** A control by the words that begin its label. */
export const labelled = (page, label) => page.getByRole('main').getByLabel(new RegExp(`^${escaped(label)}`)).first()

/** Ticks or chooses as the keyboard does: the label that is drawn covers the box. */
export async function tick(page, label) {
  const box = labelled(page, label)
  await box.press('Space')
  assert.ok(await box.isChecked(), `«${label}» is ticked`)
}

/** Somebody signed in goes to the general data of a new permit. */
export async function toGeneralData(page, url) {
  await page.goto(`${url}/domanda/permesso-ztl`)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
}

/** Sends the page on and waits for the next one. */
export async function press(page, name) {
  const button = page.getByRole('main').getByRole('button', { name }).and(page.locator(':visible:not([aria-hidden])'))
  await Promise.all([page.waitForNavigation(), button.last().click()])
}

/** Number of an application in the text of a page. */
export async function number(page) {
  const text = await page.getByRole('main').innerText()
  return text.match(/\b20\d\d\/\d{6}\b/)?.[0]
}

/** Loads the page again until it shows a link of this name: papers are made after the step that needs them. */
export async function linkComes(page, name) {
  const link = page.getByRole('main').getByRole('link', { name }).first()
  for (let tries = 0; tries < 40 && !(await link.count()); tries += 1) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  return link
}

/** What the link leads to, fetched with the cookies of the page, is a PDF. */
export async function isPdf(page, link) {
  const address = new URL(await link.getAttribute('href'), page.url())
  const answer = await page.request.get(address.href)
  assert.equal(answer.status(), 200)
  assert.equal((await answer.body()).subarray(0, 5).toString(), '%PDF-')
}

/** A member of staff takes a step: its page, what it asks, its confirmation. */
export async function take(page, eyes, step, answers = []) {
  await page.getByRole('main').getByRole('link', { name: step, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: step }).waitFor()
  await eyes.look()
  for (const [label, text] of answers) await labelled(page, label).fill(text)
  await press(page, new RegExp(`${escaped(step)}$`))
  await page.getByText('Fatto.').first().waitFor()
  await eyes.look()
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
