// The permit for the restricted traffic zone, from the home page to the paper, with script, on both sizes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { GENERAL, SIGN_IN, VEHICLE, day, isPdf, labelled, linkComes, number, paper, press, take, tick } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

const CITIZENS = { phone: 'Chiara Finzione', desk: 'Omar Prova' }

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`a permit is asked for, completed, paid and granted, ${size}`, async () => {
    const faults = []
    const people = []
    const open = async () => {
      const page = await openPage(demo.browser, viewport)
      people.push(page)
      return [page, watch(page, { faults })]
    }

    const [citizen, eyes] = await open()
    await find(citizen, eyes)
    await enter(citizen, eyes, CITIZENS[size])
    await fill(citizen, eyes)
    const asked = await send(citizen, eyes)

    const [clerk, clerkEyes] = await open()
    await signIn(clerk, demo.url, 'Elena Bozza', true)
    await openCase(clerk, clerkEyes, asked)
    await take(clerk, clerkEyes, 'Prendi in carico')
    await take(clerk, clerkEyes, "Chiedi un'integrazione", [
      ['Che cosa manca e perché', 'La carta di circolazione è illeggibile'],
      ['Giorni per rispondere', '20'],
    ])

    await answer(citizen, eyes, asked)

    const [head, headEyes] = await open()
    await signIn(head, demo.url, 'Silvia Schema', true)
    await openCase(head, headEyes, asked)
    await head.getByText('Eccola, più nitida').first().waitFor()
    await take(head, headEyes, 'Permesso pronto: da pagare')
    await take(head, headEyes, 'Registra il pagamento', [
      ['Importo', '36,00'],
      ['Data del pagamento', day('it-IT', 0)],
      ['Riferimento del pagamento', `POS ${size}`],
    ])
    await take(head, headEyes, 'Rilascia il permesso', [['Numero del permesso', `ZTL-${size}`]])
    await head.getByText('Accolta').first().waitFor()

    await citizen.getByRole('main').waitFor()
    await citizen.reload()
    await citizen.getByText('Conclusa - accolta').first().waitFor()
    await isPdf(citizen, await linkComes(citizen, /^Permesso di accesso alla ZTL/))
    await eyes.look()

    for (const page of people) await page.context().close()
    report(faults)
  })
}

/** From the home page by search to the sheet, and into the service. */
async function find(page, eyes) {
  await eyes.open(`${demo.url}/`)
  await page.getByRole('searchbox', { name: 'Di cosa hai bisogno?' }).fill('permesso ztl')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/cerca?**')
  await eyes.look()
  await page.getByRole('link', { name: 'Richiedere permesso di accesso ad area ZTL' }).click()
  await page.waitForURL('**/permesso-ztl')
  await eyes.look()
  await page.locator('p').getByRole('link', { name: 'Accedi al servizio' }).click()
}

async function enter(page, eyes, name) {
  await page.waitForURL('**/accedi?**')
  await eyes.look()
  await page.getByRole('link', { name: SIGN_IN }).click()
  await page.getByRole('button', { name }).click()
  await page.waitForURL((at) => at.origin === demo.url)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
}

/** Fills the three steps with the keyboard; half way the page is loaded again and holds everything. */
async function fill(page, eyes) {
  await eyes.look()
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
  await eyes.look()

  const isFirst = async (label) => {
    const control = labelled(page, label)
    await page.waitForFunction((e) => e === document.activeElement, await control.elementHandle(), { timeout: 3000 })
      .catch(() => assert.fail(`the keyboard comes to «${label}» next`))
  }
  const type = async (label, text) => {
    await isFirst(label)
    if (await labelled(page, label).evaluate((e) => e.value !== '')) await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await labelled(page, GENERAL[0][0]).focus()
  for (const [label, text] of GENERAL) await type(label, text)
  await isFirst('Posta elettronica certificata')
  await page.keyboard.press('Tab')
  await type('Perché chiedi il permesso', 'Abito')
  await type(...VEHICLE[0])
  await saved(page)

  await page.reload()
  await eyes.look()
  for (const [label, text] of GENERAL.slice(0, 5)) assert.equal(await labelled(page, label).inputValue(), text)
  assert.equal(await page.getByLabel('Perché chiedi il permesso').locator('option:checked').innerText(), 'Abito nella ZTL')
  assert.match(await labelled(page, 'Targa').inputValue(), /^ab ?123 ?cd$/i)

  await labelled(page, 'Targa').focus()
  await page.keyboard.press('Tab')
  await isFirst('Automobile')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await type(...VEHICLE[1])
  await isFirst('È mio')
  await page.keyboard.press('Space')
  await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta.pdf'))
  await page.locator('.file-rows').getByText('carta.pdf').first().waitFor()
  await saved(page)
  await eyes.look()
  await press(page, 'Avanti')

  await page.getByRole('heading', { name: 'Periodo di validità' }).waitFor()
  await eyes.look()
  await tick(page, 'Zona A · Centro storico')
  await labelled(page, 'Dal').fill(day('it-IT', 10))
  await labelled(page, 'Al').fill(day('it-IT', 300))
  await tick(page, 'Confermo la dichiarazione')
  await saved(page)
  await press(page, 'Avanti')
}

/** Waits until every answer is kept. */
async function saved(page) {
  await page.waitForTimeout(700)
  await page.waitForLoadState('networkidle')
  await page.getByText(/^Salvato alle \d\d:\d\d/).waitFor()
}

/** Reads the summary, accepts and sends; the number that the application got. */
async function send(page, eyes) {
  await page.getByRole('heading', { level: 1, name: 'Riepilogo' }).waitFor()
  const summary = await page.getByRole('main').innerText()
  for (const text of ['AB123CD', 'carta.pdf', 'Via Lupo', 'Zona A', '36,00']) assert.ok(summary.includes(text), text)
  await eyes.look()
  await tick(page, 'Accetto i termini e le condizioni di servizio')
  await press(page, 'Invia la domanda')
  await page.waitForURL('**/inviata')
  await eyes.look()
  const asked = await number(page)
  assert.ok(asked, 'the confirmation tells the number')
  await isPdf(page, await linkComes(page, /ricevuta/i))
  return asked
}

/** Staff find the application by its number. */
async function openCase(page, eyes, asked) {
  await eyes.look()
  await page.getByRole('searchbox').fill(asked)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/ufficio?**')
  await eyes.look()
  await page.locator('tbody').getByRole('link', { name: asked }).click()
  await page.getByRole('heading', { level: 1, name: asked }).waitFor()
  await eyes.look()
}

/** The citizen finds the request in the personal area and answers it. */
async function answer(page, eyes, asked) {
  await eyes.open(`${demo.url}/area-personale`)
  await page.getByRole('link', { name: new RegExp(`^Rispondi.*${asked}`) }).waitFor()
  await page.getByRole('article').filter({ hasText: asked }).getByRole('link').first().click()
  await page.getByText('La carta di circolazione è illeggibile').first().waitFor()
  await eyes.look()
  await page.getByRole('main').getByRole('link', { name: /^Rispondi/ }).first().click()
  await labelled(page, 'La tua risposta').fill('Eccola, più nitida')
  // What is typed outlives the page, and a file goes up when it is chosen.
  await page.reload()
  assert.equal(await labelled(page, 'La tua risposta').inputValue(), 'Eccola, più nitida')
  await labelled(page, 'Documenti').setInputFiles(paper('carta-nitida.pdf'))
  await page.getByText('carta-nitida.pdf').first().waitFor()
  assert.equal(await labelled(page, 'La tua risposta').inputValue(), 'Eccola, più nitida')
  await eyes.look()
  await press(page, "Invia l'integrazione")
  await page.getByText('Eccola, più nitida').first().waitFor()
  const left = await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft::')))
  assert.deepEqual(left, [], 'what was sent is kept no longer')
  await eyes.look()
}
