// Signing in at real providers of SPID and CIE in a browser: the Italian reference implementation on 127.0.0.1, the
// municipality on localhost. They are different sites, so what SameSite would stop is stopped here too.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { SIZES, openPage, startBrowser, top } from './demo.js'
import { startTown } from './town.js'

const shared = {}

before(async () => (shared.browser = await startBrowser()))
after(async () => await shared.browser?.close())

/** A federation, of which `obey` asks one thing at a time. */
async function startFederation(profile) {
  const python = join(top, 'target/tools-spid-cie/bin/python')
  const cwd = join(top, 'tests/peers/spid-cie')
  const child = spawn(python, ['provider.py', JSON.stringify({ profile })], { cwd, stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async () => JSON.parse((await lines.next()).value)
  const { anchor } = await said()
  const obey = async (order) => {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const answer = await said()
    assert.equal(answer.error, undefined, answer.error)
    return answer
  }
  const stop = () => new Promise((gone) => (child.once('exit', gone), child.stdin.end()))
  return { anchor, obey, stop }
}

/** A municipality that this federation has taken in. */
async function startMember(profile, federation) {
  const town = await startTown([
    {
      id: profile, scheme: profile, audience: 'citizen', label: { it: profile.toUpperCase() }, insecure_loopback: true,
      bare_userinfo: true, federation: { trust_anchor: federation.anchor },
    },
  ])
  const said = await (await fetch(`${town.url}/.well-known/openid-federation`)).text()
  const { jwks } = JSON.parse(Buffer.from(said.split('.')[1], 'base64url'))
  await federation.obey({ do: 'adopt', entity_id: town.url, jwks })
  return town
}

/** From the door to the provider's page. */
async function leave(page, profile) {
  if (profile === 'spid') {
    await page.locator('summary', { hasText: 'Entra con SPID' }).click()
    await page.locator('.spid-list a').first().click()
  } else {
    await page.getByRole('link', { name: 'Entra con CIE' }).click()
  }
}

async function signIn(page, profile) {
  await leave(page, profile)
  await page.getByLabel('Username').fill('mario')
  await page.getByLabel('Password').fill('mario')
  await page.getByRole('button', { name: 'Login' }).click()
  await page.getByRole('button', { name: 'AGREE', exact: true }).click()
}

for (const profile of ['spid', 'cie']) {
  test(`in with ${profile}, and out again`, async () => {
    const federation = await startFederation(profile)
    const town = await startMember(profile, federation)
    try {
      const page = await openPage(shared.browser, SIZES.phone)
      await page.goto(`${town.url}/area-personale`)
      assert.equal(new URL(page.url()).pathname, '/accedi')
      // Half a way, and back.
      await leave(page, profile)
      await page.locator('a[href*="redirect_uri="]').click()
      await page.getByRole('heading', { level: 1, name: "Hai annullato l'accesso" }).waitFor()
      assert.equal(new URL(page.url()).origin, town.url)
      await page.goto(`${town.url}/area-personale`)
      assert.equal(new URL(page.url()).pathname, '/accedi')
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale`)
      await page.getByText('Mario Rossi').first().waitFor({ state: 'attached' })
      // A higher level, from where somebody is in already.
      await page.goto(`${town.url}/accedi?da=/area-personale/pratiche&livello=3`)
      await page.getByText('Per questo servizio serve un accesso di livello 3.').waitFor()
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale/pratiche`)
      await page.goto(`${town.url}/area-personale/accessi`)
      await page.getByText('livello 3').waitFor()
      const left = page.waitForURL(`${town.url}/`)
      await page.locator('form[action^="/esci"] button').first().evaluate((button) => button.form.requestSubmit(button))
      await left
      for (;;) {
        // The first session ended with the step up, the second by hand.
        if ((await federation.obey({ do: 'tokens' })).revoked === 2) break
        await new Promise((later) => setTimeout(later, 200))
      }
    } finally {
      await town.stop()
      await federation.stop()
    }
  })
}
