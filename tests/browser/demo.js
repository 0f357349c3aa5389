// The demo, started on a folder and a port of its own, and a browser that knows its people.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const top = fileURLToPath(new URL('../..', import.meta.url))
export const binary = process.env.SPORTELLO ?? join(top, 'target/debug/sportello')

/** Sizes that every page is looked at: a telephone and a desk. */
export const SIZES = { phone: { width: 320, height: 740 }, desk: { width: 1280, height: 900 } }

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  const { port } = server.address()
  await new Promise((closed) => server.close(closed))
  return port
}

/** What `sportello` prints when it is called like this. */
export function sportello(...words) {
  return execFileSync(binary, words, { encoding: 'utf8' })
}

/** The demo that this run shares (`DEMO`), or one started here. `stop` ends one that was started here and forgets its data. */
export async function startDemo() {
  if (process.env.DEMO) return { url: process.env.DEMO, stop: async () => {} }
  return ownDemo()
}

/**
 * A demo of the test's own, that answers already: it can be killed, and started again on what it has kept; in a
 * `database`, or else on SQLite.
 */
export async function ownDemo(database) {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'sportello-'))
  const url = `http://localhost:${port}`
  let child
  let gone
  const start = async () => {
    let ended = false
    const where = database ? ['--database', database] : []
    child = spawn(binary, ['demo', '--port', port, '--dir', dir, ...where], { stdio: ['ignore', 'ignore', 'inherit'] })
    gone = new Promise((done) => child.once('exit', done)).then(() => (ended = true))
    for (;;) {
      if (ended) throw new Error('the demo did not start')
      try {
        if ((await fetch(`${url}/`)).ok) return
      } catch {
        await new Promise((later) => setTimeout(later, 200))
      }
    }
  }
  const end = (signal) => async () => {
    child.kill(signal)
    await gone
  }
  const stop = async () => {
    await end('SIGTERM')()
    await rm(dir, { recursive: true, force: true })
  }
  await start()
  return { url, start, kill: end('SIGKILL'), stop }
}

/** Chromium of the system, with more of its switches. */
export function startBrowser(...switches) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...switches] })
}

/**
 * The demo and a browser for the tests of one file: started before the first of them, ended after the last. Tests
 * read `url` and `browser` of the answer. With a `host` the demo is found under that name, by this browser alone.
 */
export function withDemo({ host } = {}) {
  // A copy of a page that a test makes does not come from an address, as Chromium would have it.
  const switches = host ? [`--host-resolver-rules=MAP ${host} 127.0.0.1`, '--disable-features=LocalNetworkAccessChecks'] : []
  const shared = {}
  let demo
  before(async () => {
    demo = await startDemo()
    shared.url = host ? `http://${host}:${new URL(demo.url).port}` : demo.url
    shared.browser = await startBrowser(...switches)
  })
  after(async () => {
    await shared.browser.close()
    await demo.stop()
  })
  return shared
}

/** A person's own browser: cookies of nobody else, nothing that moves. */
export async function openPage(browser, viewport, more = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'it-IT', ...more })
  context.setDefaultTimeout(15_000)
  return context.newPage()
}

/** Signs somebody of the demo in by the pages, as a person would. */
export async function signIn(page, url, name, isStaff) {
  await page.goto(`${url}${isStaff ? '/ufficio/accedi' : '/accedi'}`)
  await page.locator('main a[href^="/accedi/demo"]').first().click()
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.waitForURL((at) => at.origin === url)
}
