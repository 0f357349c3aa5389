// The way in when no identity provider lets anybody in: from the command line to the pages.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { SIZES, openPage, startBrowser } from './demo.js'
import { press } from './filing.js'
import { startTown } from './town.js'
import { report, watch } from './watch.js'

const shared = {}
before(async () => {
  shared.town = await startTown([
    {
      id: 'fermo', audience: 'staff', label: { it: 'Identità del Comune' }, issuer: 'http://localhost:9/fermo',
      client_id: 'sportello', client_secret: 'prova', insecure_loopback: true,
      groups: { amministratori: [{ role: 'system_admin' }] },
    },
  ])
  shared.browser = await startBrowser()
})
after(async () => {
  await shared.browser?.close()
  await shared.town?.stop()
})

/** The code of this half minute (RFC 6238: SHA-1, six digits). */
function digits(secret) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = mac[19] & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('an administrator comes in by the emergency way, and every page recalls it', async () => {
  const said = shared.town.run('admin', 'recover', '--municipality', 'grugliasco', '--name', 'Ada Prova')
  const [, secret] = said.match(/secret ([A-Z2-7]+)/)
  const [link] = said.match(/http\S+emergenza\S+/)
  const page = await openPage(shared.browser, SIZES.phone)
  const eyes = watch(page)
  await eyes.open(link)
  await page.getByText('Questo accesso è per Ada Prova').waitFor()
  const field = page.getByLabel('Le sei cifre della tua app')
  assert.equal(await field.getAttribute('inputmode'), 'numeric')
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code')

  const right = digits(secret)
  await field.fill(right === '000000' ? '000001' : '000000')
  await press(page, 'Entra')
  await page.getByText('Il codice non è giusto. Puoi fare ancora 4 tentativi.').waitFor()
  assert.equal(await field.getAttribute('aria-invalid'), 'true')
  await eyes.look()

  const now = digits(secret)
  await field.fill(`${now.slice(0, 3)} ${now.slice(3)}`)
  await press(page, 'Entra')
  assert.match(new URL(page.url()).pathname, /^\/gestione/)
  await page.getByText('Accesso di emergenza fino alle').waitFor()
  await eyes.look()
  await page.goto(shared.town.url)
  await page.getByText('Accesso di emergenza fino alle').waitFor()
  await eyes.look()

  const other = await openPage(shared.browser, SIZES.desk)
  await other.goto(link)
  await other.getByText('Questo indirizzo non è valido, è già stato usato oppure è scaduto.').waitFor()
  assert.equal(await other.locator('#cifre').count(), 0)
  await other.context().close()

  shared.town.run('admin', 'end', '--municipality', 'grugliasco')
  await page.goto(`${shared.town.url}/gestione`)
  assert.match(page.url(), /\/ufficio\/accedi/, 'ended from the command line')
  await page.context().close()
  report(eyes.faults.filter((fault) => !fault.includes('answer: 422')))
})

test('a provider that tells of an end is heard without a browser, and believed only with its word', async () => {
  const told = (provider, body) => fetch(`${shared.town.url}/accedi/${provider}/fine`, { method: 'POST', body })
  for (const [provider, body, status, error] of [
    // Its keys cannot be asked for: it may say so again.
    ['fermo', new URLSearchParams({ logout_token: 'a.b.c' }), 503, 'temporarily_unavailable'],
    ['fermo', new URLSearchParams({}), 400, 'invalid_request'],
    ['chi-sa', new URLSearchParams({ logout_token: 'a.b.c' }), 400, 'invalid_request'],
  ]) {
    const answer = await told(provider, body)
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await answer.json(), { error })
  }
})
