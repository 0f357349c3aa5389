// Many answers to choose from: searched by words, in any order and without accents; whole without a script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { labelled, press, tick } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()

async function begun(page, procedure) {
  await signIn(page, demo.url, 'Giulia Esempio')
  await page.goto(`${demo.url}/domanda/${procedure}`)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
}

async function quality(page) {
  await begun(page, 'accesso-atti-edilizi')
  return page.locator('select[name=quality]')
}

test('a long list is made short by words, and keeps what is chosen', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  const list = await quality(page)
  const shown = () => list.evaluate((it) => [...it.options].filter((one) => !one.hidden && one.value).length)
  const all = await shown()
  assert.ok(all > 10)
  const line = page.getByLabel(/^Cerca tra le risposte/)
  await line.fill('PROPRIETA')
  const some = await shown()
  assert.ok(some > 0 && some < all, `${some} of ${all}`)
  await page.getByText(`Risposte trovate: ${some}.`).waitFor()
  await eyes.look()
  const fields = await page.locator('.form-field').count()
  await list.selectOption({ index: await list.evaluate((it) => [...it.options].findIndex((one) => !one.hidden && one.value)) })
  const chosen = await list.inputValue()
  // The page asks more then, and is still short.
  await page.waitForFunction((before) => document.querySelectorAll('.form-field').length > before, fields)
  assert.equal(await shown(), some)
  await line.fill('zzz')
  await page.getByText('Nessun risultato.').waitFor()
  assert.equal(await list.inputValue(), chosen)
  await line.press('Enter')
  assert.match(page.url(), /\/passi\//)
  await page.locator('[data-saved]', { hasText: 'Salvato alle' }).waitFor()
  await page.reload()
  assert.equal(await list.inputValue(), chosen)
  await page.context().close()
  report(eyes.faults)
})

test('without a script the list is whole', async () => {
  const page = await openPage(demo.browser, SIZES.phone, { javaScriptEnabled: false })
  const list = await quality(page)
  assert.equal(await page.getByLabel(/^Cerca tra le risposte/).isVisible(), false)
  assert.equal(await list.locator('option').count() > 11, true)
  await page.context().close()
})

test('a point is filled in with where one is', async () => {
  const here = { latitude: 45.0703, longitude: 7.5769 }
  const page = await openPage(demo.browser, SIZES.phone, { geolocation: here, permissions: ['geolocation'] })
  await begun(page, 'occupazione-suolo-pubblico')
  await page.goto(page.url().replace(/passi\/.*/, 'passi/use'))
  await page.getByText('Punto sulla mappa: solo se vuoi').click()
  await page.getByRole('button', { name: 'Usa la posizione in cui sei' }).click()
  await page.waitForFunction(() => document.querySelector('[name=point]').value === '45.070300, 7.576900')
  await page.context().close()
})

test('a town is found in its register by the keyboard, without its accents', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  await begun(page, 'dichiarazione-residenza')
  await tick(page, 'Mi trasferisco da un altro Comune')
  const town = labelled(page, 'Comune di provenienza')
  await town.pressSequentially('forli')
  const options = page.getByRole('listbox', { name: /Comune di provenienza/ }).getByRole('option')
  await options.first().waitFor()
  await page.getByText(/Risultati: \d+/).waitFor()
  // What was found for fewer letters may still give way.
  await page.waitForLoadState('networkidle')
  await eyes.look()
  assert.equal(await town.getAttribute('aria-expanded'), 'true')
  for (let times = 0; times < 20; times += 1) {
    await town.press('ArrowDown')
    const active = await town.getAttribute('aria-activedescendant')
    if ((await page.locator(`#${active}`).innerText()) === 'Forlì (FC)') break
  }
  await town.press('Enter')
  assert.equal(await town.inputValue(), 'Forlì (FC)')
  assert.match(page.url(), /\/passi\//)
  assert.equal(await options.first().isVisible(), false)
  await page.locator('[data-saved]', { hasText: 'Salvato alle' }).waitFor()
  await page.reload()
  assert.equal(await town.inputValue(), 'Forlì (FC)')
  // Enter leads on, and nowhere else: what is missing here is told.
  const step = new URL(page.url()).pathname
  await town.press('Enter')
  await page.locator('#errori').waitFor()
  assert.equal(new URL(page.url()).pathname, step)
  await page.context().close()
  report(eyes.faults)
})
