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

/** A municipality that would like to be in this federation. */
function startStranger(profile, federation) {
  return startTown([
    {
      id: profile, scheme: profile, audience: 'citizen', label: { it: profile.toUpperCase() }, insecure_loopback: true,
      bare_userinfo: true, federation: { trust_anchor: federation.anchor },
    },
  ])
}

/** The federation takes a municipality in. */
async function adopt(town, federation) {
  const said = await (await fetch(`${town.url}/.well-known/openid-federation`)).text()
  const { jwks } = JSON.parse(Buffer.from(said.split('.')[1], 'base64url'))
  await federation.obey({ do: 'adopt', entity_id: town.url, jwks })
}

/** A federation, a municipality that it has taken in, and both of them gone afterwards. */
async function withMember(profile, tell, start = startMember) {
  const federation = await startFederation(profile)
  let town
  try {
    town = await start(profile, federation)
    await tell(town, federation)
  } finally {
    await town?.stop()
    await federation.stop()
  }
}

async function startMember(profile, federation) {
  const town = await startStranger(profile, federation)
  await adopt(town, federation)
  return town
}

/** The same in a federation that vouches for nobody longer than half a minute. */
async function startBriefly(profile, federation) {
  await federation.obey({ do: 'life', seconds: 30 })
  return startMember(profile, federation)
}

const later = (ms) => new Promise((done) => setTimeout(done, ms))

/** Opens an address again and again until a page says this. */
async function until(page, url, text) {
  for (let times = 0; times < 120; times += 1) {
    await page.goto(url)
    if (await page.getByText(text).count()) return
    await later(500)
  }
  assert.fail(`«${text}» is not said at ${url}`)
}

/** So many tokens went back to the provider, in the end. */
async function givenBack(federation, tokens) {
  while ((await federation.obey({ do: 'tokens' })).revoked !== tokens) await later(200)
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
  test(`in with ${profile}, and out again`, () =>
    withMember(profile, async (town, federation) => {
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
      // The first session ended with the step up, the second by hand.
      await givenBack(federation, 2)
    }))

  test(`up from the lowest level with ${profile}, while somebody is in`, () =>
    withMember(profile, async (town, federation) => {
      const page = await openPage(shared.browser, SIZES.phone)
      await page.goto(`${town.url}/accedi?da=/servizi&livello=1`)
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/servizi`)
      const sessions = `${town.url}/area-personale/accessi`
      for (const [now, next] of [[1, 2], [2, 3]]) {
        await page.goto(next === 2 ? sessions : `${town.url}/accedi?da=/area-personale/accessi&livello=3`)
        assert.equal(new URL(page.url()).pathname, '/accedi')
        await page.getByText(`serve un accesso di livello ${next}.`).waitFor()
        await page.getByText(`Ora sei dentro come Mario Rossi con un accesso di livello ${now}.`).waitFor()
        await signIn(page, profile)
        await page.waitForURL(sessions)
        await page.getByText(`livello ${next}`).waitFor()
        assert.equal(await page.locator('.device-list > li').count(), 1, 'the session before is over')
      }
      await givenBack(federation, 2)
      await page.context().close()
    }))

  test(`the anchor of ${profile} goes down and comes back`, () =>
    withMember(profile, async (town, federation) => {
      const page = await openPage(shared.browser, SIZES.phone)
      const door = `${town.url}/accedi?da=/area-personale`
      const away = `${town.url}/accedi/${profile}?da=/area-personale`
      await page.goto(door)
      await leave(page, profile)
      await page.getByLabel('Username').waitFor()
      // What it vouched for serves for as long as it said.
      await federation.obey({ do: 'down', who: 'anchor' })
      await page.goto(door)
      await leave(page, profile)
      await page.getByLabel('Username').waitFor()
      await until(page, away, 'Il servizio di accesso non risponde')
      await page.goto(door)
      if (profile === 'spid') {
        await page.getByText("l'elenco dei gestori SPID non è disponibile").waitFor()
        assert.equal(await page.locator('summary', { hasText: 'Entra con SPID' }).count(), 0)
      }
      await federation.obey({ do: 'life', seconds: null })
      await federation.obey({ do: 'up', who: 'anchor' })
      // Half a minute after the last failure it is asked anew.
      await until(page, away, 'Username')
      await page.goto(door)
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale`)
      await page.context().close()
    }, startBriefly))

  test(`all keys of ${profile} change without a word`, () =>
    withMember(profile, async (town, federation) => {
      const door = `${town.url}/accedi?da=/area-personale`
      let page = await openPage(shared.browser, SIZES.phone)
      await page.goto(door)
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale`)
      await page.context().close()
      for (const of of ['core', 'provider', 'anchor']) await federation.obey({ do: 'keys', of, step: 'replace' })
      // What was asked for less than half a minute ago is not asked for anew, whatever somebody signs.
      await later(31_000)
      page = await openPage(shared.browser, SIZES.desk)
      await page.goto(door)
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale`)
      await page.getByText('Mario Rossi').first().waitFor({ state: 'attached' })
      await page.context().close()
    }))

  test(`${profile} answers no municipality that it has not taken in`, () =>
    withMember(profile, async (town, federation) => {
      const page = await openPage(shared.browser, SIZES.phone)
      const door = `${town.url}/accedi?da=/area-personale`
      await page.goto(door)
      const asked = page.waitForRequest((request) => request.url().startsWith(`${federation.anchor}/`))
      await leave(page, profile)
      await asked
      await page.getByRole('heading', { level: 1, name: 'Non possiamo accettare la risposta' }).waitFor()
      assert.equal(new URL(page.url()).origin, town.url)
      await page.goto(`${town.url}/area-personale`)
      assert.equal(new URL(page.url()).pathname, '/accedi')
      await adopt(town, federation)
      await federation.obey({ do: 'forget' })
      await signIn(page, profile)
      await page.waitForURL(`${town.url}/area-personale`)
      await page.context().close()
    }, startStranger))
}
