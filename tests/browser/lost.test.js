// Nothing that was typed is lost: the network goes, the server is killed, the page is closed, two tabs say different things.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SIZES, ownDemo, openPage, signIn, startBrowser } from './demo.js'
import { labelled, press, toGeneralData } from './filing.js'
import { startPostgres } from './postgres.js'
import { report, watch } from './watch.js'

let demo
let browser
before(async () => {
  demo = await ownDemo()
  browser = await startBrowser()
})
after(async () => {
  await browser.close()
  await demo.stop()
})

const state = (page) => page.locator('[data-saved]')

/** Somebody of the demo at the general data of a new permit. */
async function begun(name, size = 'desk', at = demo) {
  const page = await openPage(browser, SIZES[size])
  await signIn(page, at.url, name)
  await toGeneralData(page, at.url)
  return page
}

/** Types as a hand does, and leaves the field. */
async function type(page, label, text) {
  await labelled(page, label).fill(text)
  await page.keyboard.press('Tab')
}

const saved = (page) => state(page).getByText(/^Salvato alle/).waitFor()
const waits = (page) => state(page).getByText(/^In attesa di rete\. Quello che scrivi è conservato su questo dispositivo/).waitFor()

/** Every answer of these is what the server holds. */
async function holds(page, answers) {
  for (const [label, text] of answers) assert.equal(await labelled(page, label).inputValue(), text, label)
}

test('the network goes, the server is killed: another device finds every word', () => killed(demo))

test('the same on PostgreSQL', async () => {
  const postgres = await startPostgres()
  try {
    const demo = await ownDemo(postgres.url)
    await killed(demo)
    await demo.stop()
  } finally {
    await postgres.stop()
  }
})

async function killed(demo) {
  const page = await begun('Giulia Esempio', 'phone', demo)
  const eyes = watch(page)
  await type(page, 'Numero civico', '12')
  await saved(page)
  await page.context().setOffline(true)
  await type(page, 'Via, corso o piazza', 'Via Crea')
  await labelled(page, 'Perché chiedi il permesso').selectOption({ label: 'Consegno merci' })
  await waits(page)
  await eyes.look()
  await demo.kill()
  await type(page, 'CAP', '10095')
  await page.context().setOffline(false)
  await type(page, 'Telefono', '333 7654321')
  await waits(page)
  await demo.start()
  await saved(page)

  const other = await openPage(browser, SIZES.desk)
  await signIn(other, demo.url, 'Giulia Esempio')
  await other.goto(page.url())
  await holds(other, [['Numero civico', '12'], ['Via, corso o piazza', 'Via Crea'], ['CAP', '10095'], ['Telefono', '333 7654321']])
  assert.equal(await labelled(other, 'Perché chiedi il permesso').locator('option:checked').innerText(), 'Consegno merci')
  await other.context().close()
  await page.context().close()
  report(eyes.faults.filter((fault) => !/request: |console: /.test(fault)))
}

test('a page that is closed without the network has left its words on the device, for their author alone', async () => {
  const page = await begun('Teresa Campione')
  const step = page.url()
  await page.context().setOffline(true)
  // A request that outlives its page would not know that there is no network.
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError('no network'))
  })
  await type(page, 'Via, corso o piazza', 'Via Segreta')
  await labelled(page, 'Telefono').fill('')
  await labelled(page, 'Telefono').pressSequentially('333 11')
  await waits(page)
  const next = await page.context().newPage()
  await page.close()
  await next.context().setOffline(false)

  // What lies there says nothing to who has no page of this draft.
  await next.goto(`${demo.url}/servizi`)
  const lies = await next.evaluate(async () => {
    const open = indexedDB.open('sportello')
    await new Promise((done) => (open.onsuccess = done))
    const all = open.result.transaction('answers').objectStore('answers').getAll()
    await new Promise((done) => (all.onsuccess = done))
    return all.result.map((kept) => `${kept.path} ${new TextDecoder().decode(kept.text)}`)
  })
  assert.ok(lies.length >= 2)
  assert.ok(!lies.some((text) => /Segreta|333/.test(text)))

  await next.goto(step)
  await next.getByText('Abbiamo recuperato quello che stavi scrivendo').first().waitFor()
  await saved(next)
  await holds(next, [['Via, corso o piazza', 'Via Segreta'], ['Telefono', '333 11']])
  assert.ok(await labelled(next, 'Telefono').evaluate((control) => control === document.activeElement), 'goes on where it was left')
  await next.reload()
  await holds(next, [['Via, corso o piazza', 'Via Segreta'], ['Telefono', '333 11']])
  assert.equal(await next.getByText('Abbiamo recuperato').count(), 0, 'once')
  await next.context().close()
})

test('a page that is loaded again at once shows what was typed last', async () => {
  const page = await begun('Omar Prova')
  for (const text of ['Via Prima', 'Via Seconda', 'Via Terza']) {
    await labelled(page, 'Via, corso o piazza').fill(text)
    await page.reload()
    await page.waitForFunction((e) => e.value, await labelled(page, 'Via, corso o piazza').elementHandle())
    await page.waitForTimeout(1500)
    await holds(page, [['Via, corso o piazza', text]])
    assert.equal(await page.getByText('Da un\'altra pagina').count(), 0, text)
  }
  await page.context().close()
})

test('what waits reaches the server before the summary is read', async () => {
  const page = await begun('Teresa Campione')
  await page.context().setOffline(true)
  await type(page, 'Via, corso o piazza', 'Via del Riepilogo')
  await waits(page)
  const next = await page.context().newPage()
  const summary = page.url().replace(/passi.*/, 'riepilogo')
  await page.close()
  await next.context().setOffline(false)
  await next.goto(summary)
  await next.getByText('Via del Riepilogo').first().waitFor()
  await next.context().close()
})

for (const size of Object.keys(SIZES)) {
  test(`two tabs say different things, and the person chooses, ${size}`, async () => {
    const one = await begun('Marco Modello', size)
    const eyes = watch(one)
    const two = await one.context().newPage()
    await two.goto(one.url())
    await type(one, 'Telefono', '333 1111111')
    await type(one, 'CAP', '10095')
    await saved(one)
    await type(two, 'Numero civico', '7')
    await type(two, 'Telefono', '333 2222222')
    await two.getByText('Da un\'altra pagina avevi risposto «333 1111111»').waitFor()
    await holds(two, [['CAP', '10095'], ['Numero civico', '7'], ['Telefono', '333 2222222']])
    await labelled(two, 'Telefono').press('End')
    await labelled(two, 'Telefono').pressSequentially('3')
    await two.waitForTimeout(1500)
    await two.reload()
    await two.getByText('Da un\'altra pagina avevi risposto «333 1111111»').waitFor()

    // Who comes back to the first tab sees what the other has changed.
    await one.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await one.waitForTimeout(5200)
    await one.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await one.getByRole('button', { name: 'Riprendi «333 1111111»' }).waitFor()
    await holds(one, [['Numero civico', '7'], ['Telefono', '333 22222223']])
    await eyes.look()
    await press(one, 'Riprendi «333 1111111»')
    await holds(one, [['Numero civico', '7'], ['Telefono', '333 1111111']])
    assert.equal(await one.getByText('Da un\'altra pagina').count(), 0)
    await eyes.look()
    await one.context().close()
    report(eyes.faults)
  })
}
