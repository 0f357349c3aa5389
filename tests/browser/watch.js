// What no page may have: a barrier, something wider than the screen, an error that only a developer would see.
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Follows a page from now on; `look` examines what it shows and adds to the faults found. */
export function watch(page, { faults = [], hasScript = true } = {}) {
  let expected = 200
  const at = () => new URL(page.url()).pathname
  const add = (text) => faults.push(`${at()} ${text}`)
  page.on('pageerror', (error) => add(`script: ${error.message}`))
  page.on('console', (message) => {
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) add(`console: ${message.text()}`)
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // A page that is left while it still loads, a download.
    if (why !== 'net::ERR_ABORTED') add(`request: ${request.url()} ${why}`)
  })
  page.on('response', (response) => {
    const status = response.status()
    if (status >= 400 && status !== expected) add(`answer: ${status} ${response.url()}`)
  })

  return {
    faults,

    /** Opens an address whose answer has this status. */
    async open(url, status = 200) {
      expected = status
      const answer = await page.goto(url)
      if (answer && answer.status() !== status) add(`answer: ${answer.status()} instead of ${status}`)
      await this.look()
      expected = 200
    },

    /** Examines the page as it stands. */
    async look() {
      const seen = await page.evaluate(() => ({
        title: document.title.trim(),
        lang: document.documentElement.lang,
        headings: document.querySelectorAll('h1').length,
        tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      }))
      if (!seen.title) add('title: none')
      if (!/^(it|en)$/.test(seen.lang)) add(`lang: «${seen.lang}»`)
      if (seen.headings !== 1) add(`h1: ${seen.headings}`)
      if (seen.tooWide > 0) add(`width: ${seen.tooWide} px too wide${await widest(page)}`)
      const twin = hasScript ? page : await copyOf(page)
      for (const { id, at } of await barriers(twin)) add(`axe: ${id} ${at.slice(0, 3).join(' | ')}`)
      if (twin !== page) await twin.context().close()
    },
  }
}

/** What axe finds on a page: rules, and where they are broken. */
async function barriers(page) {
  await page.evaluate(axe)
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run({ runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(' ')) }))
  }, RULES)
}

/** The same page where axe can run, without the scripts of the site: it needs them where the browser has none. */
async function copyOf(page) {
  const [url, body] = [page.url().split('#')[0], await page.content()]
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), reducedMotion: 'reduce' })
  const copy = await context.newPage()
  await copy.route('**/*', (route) => {
    const asked = route.request().url()
    if (asked === url) return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
    return asked.endsWith('.js') ? route.fulfill({ contentType: 'text/javascript', body: '' }) : route.continue()
  })
  await copy.goto(url)
  return copy
}

/** The innermost element that reaches over the right edge. */
async function widest(page) {
  const found = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    const over = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > edge + 1)
    const inner = over.find((e) => !over.some((other) => other !== e && e.contains(other)))
    return inner && `${inner.tagName.toLowerCase()}.${inner.className}`
  })
  return found ? ` at ${found}` : ''
}

/** Fails with every fault on a line of its own. */
export function report(faults) {
  if (faults.length) throw new Error(`${faults.length} faults\n${[...new Set(faults)].join('\n')}`)
}
