// Signing in at a certified OpenID provider in a browser, by its HTML form: the provider on 127.0.0.1, the municipality
// on localhost, so what SameSite would stop is stopped here too. Once as strict as SPID and CIE, once as plain as the
// gateways that a municipality rents.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { SIZES, freePort, openPage, startBrowser, top } from './demo.js'
import { startTown } from './town.js'

const CLIENT = 'sportello-prova'
const SECRET = "una parola: d'ordine + 1%"

/** How each wants it: what the municipality's configuration says, and what the provider is told. */
const WAYS = {
  strict: {
    settings: { auth: 'private_key_jwt', userinfo: 'jwe', request_object: true, ask_claims: true },
    options: { clientAuth: 'private_key_jwt', requestObject: true, userinfo: 'jwe', subjectType: 'pairwise' },
  },
  plain: { settings: { client_secret: SECRET }, options: {} },
}

const shared = {}

before(async () => (shared.browser = await startBrowser()))
after(async () => await shared.browser?.close())

/** The provider, of which `obey` asks one thing at a time. */
async function startProvider(port, town, options) {
  const { keys } = await (await fetch(`${town.url}/accedi/jwks.json`)).json()
  const said = JSON.stringify({ host: '127.0.0.1', jwks: { keys }, ...options })
  const words = ['provider.mjs', CLIENT, SECRET, `${town.url}/accedi/ritorno`, String(port), said]
  const cwd = join(top, 'tests/peers/oidc-provider')
  const child = spawn(process.execPath, words, { cwd, stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  assert.equal((await next()).issuer, `http://127.0.0.1:${port}`)
  const obey = (order) => {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    return next()
  }
  const stop = () => new Promise((gone) => (child.once('exit', gone), child.kill()))
  return { obey, stop }
}

/** A municipality behind this provider, and both of them gone afterwards. */
async function withGateway({ settings, options }, tell) {
  const port = await freePort()
  const town = await startTown([
    {
      id: 'gateway', audience: 'citizen', label: { it: 'Il tuo ingresso' }, issuer: `http://127.0.0.1:${port}`,
      client_id: CLIENT, insecure_loopback: true, ...settings,
    },
  ])
  let provider
  try {
    provider = await startProvider(port, town, options)
    await tell(town, provider)
  } finally {
    await provider?.stop()
    await town.stop()
  }
}

/** In front of the provider's page, from the page that was asked for. */
async function leave(town) {
  const page = await openPage(shared.browser, SIZES.phone)
  await page.goto(`${town.url}/area-personale`)
  assert.equal(new URL(page.url()).pathname, '/accedi')
  await page.getByRole('link', { name: 'Il tuo ingresso' }).click()
  await page.getByLabel('Utente').waitFor()
  assert.equal(new URL(page.url()).hostname, '127.0.0.1')
  return page
}

/** Nobody is in, and the page says why. */
async function nobodyCameIn(page, town, title) {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  assert.equal(new URL(page.url()).origin, town.url)
  assert.equal(await page.getByText('ErrorCode').count(), 0)
  await page.goto(`${town.url}/area-personale`)
  assert.equal(new URL(page.url()).pathname, '/accedi')
}

for (const [name, way] of Object.entries(WAYS)) {
  test(`in at a ${name} provider by its form, and out again`, () =>
    withGateway(way, async (town, provider) => {
      const page = await leave(town)
      await page.getByLabel('Utente').fill('mario')
      await page.getByLabel('Password').fill('sbagliata')
      const refused = page.waitForResponse((answer) => answer.status() === 401)
      await page.getByRole('button', { name: 'Entra' }).click()
      await (await refused).finished()
      await page.getByLabel('Utente').fill('mario')
      await page.getByLabel('Password').fill('mario')
      await page.getByRole('button', { name: 'Entra' }).click()
      await page.getByRole('button', { name: 'Acconsento' }).click()
      await page.waitForURL(`${town.url}/area-personale`)
      await page.getByText('Mario Rossi').first().waitFor({ state: 'attached' })
      const left = page.waitForURL(`${town.url}/`)
      await page.locator('form[action^="/esci"] button').first().evaluate((button) => button.form.requestSubmit(button))
      await left
      await page.goto(`${town.url}/area-personale`)
      assert.equal(new URL(page.url()).pathname, '/accedi')
      while ((await provider.obey({ do: 'tokens' })).revoked !== 1) await new Promise((later) => setTimeout(later, 200))
    }))

  test(`up to the highest level at a ${name} provider, from where somebody is in already`, () =>
    withGateway(way, async (town, provider) => {
      const page = await leave(town)
      const enter = async () => {
        await page.getByLabel('Utente').fill('mario')
        await page.getByLabel('Password').fill('mario')
        await page.getByRole('button', { name: 'Entra' }).click()
      }
      await enter()
      await page.getByRole('button', { name: 'Acconsento' }).click()
      await page.waitForURL(`${town.url}/area-personale`)
      await page.goto(`${town.url}/accedi?da=/area-personale/accessi&livello=3`)
      await page.getByText('Per questo servizio serve un accesso di livello 3.').waitFor()
      await page.getByText('Ora sei dentro come Mario Rossi con un accesso di livello 2.').waitFor()
      await page.getByRole('link', { name: 'Il tuo ingresso' }).click()
      // Who has consented once is not asked again.
      await enter()
      await page.waitForURL(`${town.url}/area-personale/accessi`)
      await page.getByText('livello 3').waitFor()
      assert.equal(await page.locator('.device-list > li').count(), 1, 'the session before is over')
      while ((await provider.obey({ do: 'tokens' })).revoked !== 1) await new Promise((later) => setTimeout(later, 200))
    }))

  test(`turned back at a ${name} provider, or refused by it`, () =>
    withGateway(way, async (town) => {
      let page = await leave(town)
      await page.getByRole('link', { name: 'Annulla' }).click()
      await nobodyCameIn(page, town, "Hai annullato l'accesso")
      page = await leave(town)
      await page.getByRole('link', { name: 'nr23' }).click()
      await nobodyCameIn(page, town, 'La tua identità digitale è sospesa')
      // By a password alone.
      page = await leave(town)
      await page.getByLabel('Utente').fill('luca')
      await page.getByLabel('Password').fill('luca')
      await page.getByRole('button', { name: 'Entra' }).click()
      await page.getByRole('button', { name: 'Acconsento' }).click()
      await nobodyCameIn(page, town, 'Serve un livello di sicurezza più alto')
    }))
}
