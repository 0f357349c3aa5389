// The letter of a decision: written again on the page of its move, looked at as a paper, sent; by keyboard, with and
// without a script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { day, isPdf, labelled, linkComes, take } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

const DECIDE = 'Rilascia il permesso'
const ADDED = 'Ritira il contrassegno al comando, la mattina.'

const WAYS = [
  ['phone', SIZES.phone, true],
  ['desk', SIZES.desk, true],
  ['phone, without a script', SIZES.phone, false],
]

for (const [name, viewport, hasScript] of WAYS) {
  test(`a letter is written, looked at and sent, ${name}`, async () => {
    const page = await openPage(demo.browser, viewport, { javaScriptEnabled: hasScript })
    // The one answer that is no 200 was asked for.
    const eyes = watch(page, { hasScript })
    await signIn(page, demo.url, 'Silvia Schema', true)
    await paid(page, eyes, name)
    const application = page.url()

    await page.getByRole('main').getByRole('link', { name: DECIDE, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: DECIDE }).waitFor()
    await labelled(page, 'Numero del permesso').fill(`ZTL ${name}`)
    await eyes.look()

    // Opened, it lies where the keyboard goes on.
    await enter(page, /^Leggi e modifica il testo/)
    const text = page.getByLabel('Testo', { exact: true })
    await text.waitFor()
    await eyes.look()
    assert.match(await text.inputValue(), new RegExp(`ZTL ${name}`))
    await page.keyboard.press('Tab')
    assert.ok(await has(page, 'Oggetto'), 'the keyboard comes to the subject next')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(`Il tuo permesso, ${name}`)
    await page.keyboard.press('Tab')
    assert.ok(await has(page, 'Testo'), 'the keyboard comes to the text next')

    // Nothing is a letter without words: it is said at its place, and the list leads there.
    const proposed = await text.inputValue()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await confirm(page)
    await page.locator('#errori').waitFor()
    await eyes.look()
    await enterOn(page.locator('#errori a').first(), page)
    assert.ok(await has(page, 'Testo'), 'the list of what is wrong leads to the text')
    assert.equal(await page.getByLabel('Oggetto', { exact: true }).inputValue(), `Il tuo permesso, ${name}`)

    await text.fill(proposed)
    await text.focus()
    await page.keyboard.press('ControlOrMeta+End')
    for (const key of ['Enter', 'Enter']) await page.keyboard.press(key)
    await page.keyboard.type(ADDED)
    await preview(page)
    // Coming back from the paper, everything is as it was, and nothing was done.
    assert.ok((await text.inputValue()).endsWith(ADDED))
    await eyes.look()

    // The text of the procedure comes back, and goes again.
    await enter(page, /^Rimetti il testo previsto/)
    await page.waitForFunction((added) => !document.querySelector('textarea.letter-text').value.includes(added), ADDED)
    assert.equal(await labelled(page, 'Numero del permesso').inputValue(), `ZTL ${name}`)
    await eyes.look()
    await text.fill(`${await text.inputValue()}\n\n${ADDED}`)
    await confirm(page)
    await page.getByText('Fatto.').first().waitFor()
    assert.ok(page.url().startsWith(application.split('?')[0]))
    await page.getByText('Il testo della lettera è stato scritto a mano').first().waitFor()
    await eyes.look()
    await isPdf(page, await linkComes(page, /^Permesso di accesso alla ZTL/))
    await page.context().close()
    report(eyes.faults.filter((fault) => !/answer: 422 .*\/passaggi\/grant/.test(fault)))
  })
}

/** The last permit that is examined is paid for, and stands before its decision. */
async function paid(page, eyes, name) {
  await page.goto(`${demo.url}/ufficio?procedimento=permesso-ztl&stato=examined`)
  await page.locator('tbody th a').last().click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  const ready = page.getByRole('main').getByRole('link', { name: 'Permesso pronto: da pagare', exact: true })
  if (!(await ready.count())) return
  await take(page, eyes, 'Permesso pronto: da pagare')
  await take(page, eyes, 'Registra il pagamento', [
    ['Data del pagamento', day('it-IT', 0)],
    ['Riferimento del pagamento', `POS ${name}`],
  ])
}

/** Whether what has the focus is called so. */
async function has(page, label) {
  return page.getByLabel(label, { exact: true }).evaluate((control) => control === document.activeElement)
}

async function enterOn(control, page) {
  await control.focus()
  await page.keyboard.press('Enter')
}

/** Presses a button as the keyboard does, and waits for the page that comes. */
async function enter(page, name) {
  const button = page.getByRole('main').getByRole('button', { name }).first()
  await Promise.all([page.waitForNavigation(), enterOn(button, page)])
}

async function confirm(page) {
  await enter(page, new RegExp(`^Conferma: ${DECIDE}$`))
}

/** The paper opens in a window of its own. */
async function preview(page) {
  const button = page.getByRole('main').getByRole('button', { name: /^Vedi l'anteprima PDF/ })
  assert.match(await button.textContent(), /nuova/, 'a new window is announced')
  const isPaper = (answer) => answer.request().method() === 'POST'
  const [paper] = await Promise.all([page.context().waitForEvent('response', isPaper), enterOn(button, page)])
  assert.equal(paper.status(), 200)
  assert.match(paper.headers()['content-type'], /^application\/pdf/)
  for (const other of page.context().pages()) if (other !== page) await other.close()
}
