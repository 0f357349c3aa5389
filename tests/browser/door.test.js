// The door of a municipality with SPID, CIE and eIDAS, whose federation lists ten providers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SIZES, openPage, startBrowser } from './demo.js'
import { PROVIDERS, startFederation } from './federation.js'
import { startTown } from './town.js'
import { report, watch } from './watch.js'

const nowhere = (id, scheme) => ({
  id, scheme, audience: 'citizen', label: { it: id }, issuer: `http://localhost:9/${id}`,
  client_id: 'sportello', client_secret: 'prova', insecure_loopback: true,
})
const shared = {}

before(async () => {
  shared.federation = await startFederation()
  shared.providers = [
    nowhere('ue', 'eidas'),
    nowhere('cie', 'cie'),
    {
      id: 'spid', scheme: 'spid', audience: 'citizen', label: { it: 'SPID' }, insecure_loopback: true,
      federation: { trust_anchor: shared.federation.anchor },
    },
    nowhere('regione', 'plain'),
  ]
  shared.town = await startTown(shared.providers)
  shared.browser = await startBrowser()
})
after(async () => {
  await shared.browser?.close()
  await shared.town?.stop()
  await shared.federation?.stop()
})

const button = (page) => page.locator('summary', { hasText: 'Entra con SPID' })
const names = (page) => page.locator('.spid-list a').evaluateAll((all) => all.map((link) => link.innerText.trim()))

for (const size of Object.keys(SIZES)) {
  for (const hasScript of [true, false]) {
    test(`every way in, ${size}, ${hasScript ? 'with' : 'without'} script`, async () => {
      const page = await openPage(shared.browser, SIZES[size], { javaScriptEnabled: hasScript })
      const elsewhere = []
      page.on('request', (request) => {
        if (!request.url().startsWith(shared.town.url)) elsewhere.push(request.url())
      })
      const eyes = watch(page, { hasScript })
      await eyes.open(`${shared.town.url}/accedi?da=/domanda/permesso-ztl&livello=3`)
      await page.getByText('Per questo servizio serve un accesso di livello 3.').waitFor()
      const headings = await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts()
      assert.deepEqual(headings.slice(0, 4), ['SPID', 'CIE', 'eIDAS', 'Altri modi di entrare'])

      assert.equal(await page.locator('.spid-list').isVisible(), false)
      await button(page).click()
      await page.locator('.spid-list').waitFor()
      await eyes.look()
      assert.deepEqual((await names(page)).sort(), [...PROVIDERS].sort())
      const to = new URL(await page.getByRole('link', { name: 'Lepida ID' }).getAttribute('href'), shared.town.url)
      assert.equal(to.pathname, '/accedi/spid')
      assert.equal(to.searchParams.get('op'), `${shared.federation.anchor}/op8`)
      assert.equal(to.searchParams.get('da'), '/domanda/permesso-ztl')
      assert.equal(to.searchParams.get('livello'), '3')

      for (const [name, href] of [
        ['Entra con CIE', '/accedi/cie?da=%2Fdomanda%2Fpermesso-ztl&livello=3'],
        ['Login with eIDAS', '/accedi/ue?da=%2Fdomanda%2Fpermesso-ztl&livello=3'],
        ['Non hai SPID?', 'https://www.spid.gov.it/richiedi-spid'],
      ]) assert.equal(await page.getByRole('link', { name }).getAttribute('href'), href)
      assert.deepEqual(elsewhere, [], 'nobody else is asked for anything')
      await page.context().close()
      report(eyes.faults)
    })
  }
}

/** What the eye sees of an element. */
const look = (element) => element.evaluate((it) => {
  const { backgroundColor, color, fontFamily, fontSize, fontWeight } = getComputedStyle(it)
  const family = fontFamily.split(',')[0].replaceAll('"', '')
  return { width: it.getBoundingClientRect().width, backgroundColor, color, family, fontSize, fontWeight }
})
const rgb = (hex) => `rgb(${[0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`
const WHITE = rgb('ffffff')

// SPID: spid-sp-access-button, size l. CIE: the colours of cie-graphics in a button of the same size.
for (const size of Object.keys(SIZES)) {
  test(`the buttons have the official measures and colours, ${size}`, async () => {
    const page = await openPage(shared.browser, SIZES[size])
    await page.goto(`${shared.town.url}/accedi`)
    const cie = page.getByRole('link', { name: 'Entra con CIE' })
    // How something looks under the hand comes a moment after.
    const isSo = ([element, colours]) => {
      const { backgroundColor, color } = getComputedStyle(element)
      return [backgroundColor, color].join() === colours.join()
    }
    const becomes = async (one, ...colours) => page.waitForFunction(isSo, [await one.elementHandle(), colours.map(rgb)])
    for (const [one, rest, over] of [[button(page), '0066cc', '003366'], [cie, '0053a2', '003366']]) {
      const measures = { width: 280, color: WHITE, family: 'Titillium Web', fontSize: '20px', fontWeight: '600' }
      await page.mouse.move(0, 0)
      await becomes(one, rest, 'ffffff')
      assert.deepEqual(await look(one), { ...measures, backgroundColor: rgb(rest) })
      await one.hover()
      await becomes(one, over, 'ffffff')
      assert.deepEqual(await look(one), { ...measures, backgroundColor: rgb(over) })
    }
    await button(page).hover()
    await page.mouse.down()
    await becomes(button(page), '83beed', '003366')
    await page.mouse.up()
    const icon = button(page).locator('img')
    assert.deepEqual(await icon.evaluate((it) => [it.width, it.height, it.complete && it.naturalWidth > 0]), [38, 38, true])
    await page.context().close()
  })
}

test('the list opens and closes by the keyboard, each time in another order', async () => {
  const page = await openPage(shared.browser, SIZES.desk)
  const orders = new Set()
  for (let times = 0; times < 4; times += 1) {
    await page.goto(`${shared.town.url}/accedi`)
    await button(page).press('Enter')
    await page.locator('.spid-list').waitFor()
    orders.add((await names(page)).join())
  }
  assert.ok(orders.size > 1, 'four times the same order')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.closest('.spid-list') !== null), true)
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('.spid-list').isVisible(), false)
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY')
  await page.context().close()
})

test('a provider that is down is told in plain words, and leads back to where one was going', async () => {
  const page = await openPage(shared.browser, SIZES.phone)
  const eyes = watch(page)
  await eyes.open(`${shared.town.url}/accedi/cie?da=/domanda/permesso-ztl`, 503)
  await page.getByRole('heading', { level: 1, name: 'Il servizio di accesso non risponde' }).waitFor()
  await page.getByText('Quello che avevi salvato è al suo posto.').waitFor()
  const retry = page.getByRole('link', { name: "Torna all'accesso" })
  assert.equal(await retry.getAttribute('href'), '/accedi?da=%2Fdomanda%2Fpermesso-ztl')
  await eyes.open(`${shared.town.url}/accedi/chi-sa`, 404)
  await page.getByRole('heading', { level: 1, name: 'Questo modo di entrare non esiste' }).waitFor()
  await page.context().close()
  report(eyes.faults)
})

test('what the federations read is there', async () => {
  const configuration = await fetch(`${shared.town.url}/.well-known/openid-federation`)
  assert.equal(configuration.status, 200)
  assert.equal(configuration.headers.get('content-type'), 'application/entity-statement+jwt')
  const [, claims] = (await configuration.text()).split('.')
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
  assert.equal(said.iss, shared.town.url)
  assert.deepEqual(said.metadata.openid_relying_party.redirect_uris, [`${shared.town.url}/accedi/ritorno`])

  const keys = await (await fetch(`${shared.town.url}/accedi/jwks.json`)).json()
  assert.deepEqual(keys.keys.map(({ use }) => use).sort(), ['enc', 'sig'])
  assert.ok(keys.keys.every((key) => !('d' in key)), 'no private key')

  const asked = new URLSearchParams({ sub: shared.town.url, anchor: 'https://altro.example' })
  const unknown = await fetch(`${shared.town.url}/resolve?${asked}`)
  assert.equal(unknown.status, 404)
  assert.deepEqual(await unknown.json(), { error: 'not_found' })
  assert.equal((await fetch(`${shared.town.url}/resolve`)).status, 400)
  assert.equal((await fetch(`${shared.town.url}/altro-ente/.well-known/openid-federation`)).status, 404)
})

test('while the anchor is down the other ways in are there', async () => {
  shared.federation.state.down = true
  const town = await startTown(shared.providers)
  const page = await openPage(shared.browser, SIZES.phone)
  const eyes = watch(page)
  await eyes.open(`${town.url}/accedi`)
  await page.getByText("l'elenco dei gestori SPID non è disponibile").waitFor()
  assert.equal(await button(page).count(), 0)
  await page.getByRole('link', { name: 'Entra con CIE' }).waitFor()
  await page.context().close()
  await town.stop()
  shared.federation.state.down = false
  report(eyes.faults)
})
