// Every kind of page, as everybody who may see it, on a telephone and at a desk.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { NOT_PAGES, routes } from './routes.js'
import { report, watch } from './watch.js'

/** Pages of who keeps the texts and labels of an office. */
const KEPT = ['/ufficio/testi', '/ufficio/etichette']
/** The page of who controls. */
const LOG = '/ufficio/letture'

/** Who looks at the pages of whom; `from` are addresses that no page leads to, `without` those that are not theirs. */
const PEOPLE = [
  { who: 'visitor', of: ['Everyone'], from: ['/cerca?q=casa', '/cerca?q=zzz', '/prenota-appuntamento?servizio=permesso-ztl'] },
  { who: 'Giulia Esempio', of: ['Person'], from: ['/domanda/permesso-ztl'], hasDraft: true },
  { who: 'Marco Modello', of: ['Person'] },
  { who: 'Elena Bozza', of: ['Staff'], isStaff: true, without: [...KEPT, LOG], from: ['/ufficio?q=Campione', '/ufficio?q=zzz', '/ufficio/in-blocco/domande?azione=prendi'] },
  { who: 'Silvia Schema', of: ['Staff'], isStaff: true, without: [LOG] },
  { who: 'Franca Verbale', of: ['Staff'], isStaff: true, without: [LOG], from: ['/ufficio?procedimento=agevolazione-tari', '/ufficio?vista=concluse', '/ufficio/graduatorie'] },
  { who: 'Davide Ipotesi', of: ['Administrator'], isStaff: true, from: ['/gestione/procedimenti/permesso-ztl/1/pubblica'] },
  { who: 'Rita Riprova', of: ['Staff'], isStaff: true, without: ['/ufficio/assenze', '/ufficio/avvisi', '/ufficio/pareri', ...KEPT] },
]

/** Pages with the same pattern that one person looks at: as many as there are kinds. */
const MANY = {
  '/pratiche/{application}': 5,
  '/ufficio/pratiche/{application}': 6,
  '/ufficio': 6,
  '/cerca': 3,
  '/guida/{chapter}': 5,
  '/servizi/{category}/{service}': 3,
}
/** Pages that no link leads to, from others: which a button saves before it leaves, or that only some applications have. */
const BESIDE = {
  '^/pratiche/[^/]+$': ['inviata'],
  '^/ufficio/pratiche/[^/]+$': ['prendi', 'versioni/1'],
  '^/bozze/[^/]+/passi/[^/]+$': ['../../riepilogo'],
}
/** Patterns whose last part names a kind of page: each is looked at. */
const BY_NAME = /\{step\}$/

/** Pages that no application of the demo leads these people to: journeys open them, nobody looks at them here yet. */
const BY_JOURNEYS = ['/ufficio/pratiche/{application}/pareri/{asked}/integra', '/ufficio/pratiche/{application}/pareri/{asked}/termine']

const demo = withDemo()

const all = routes()
const seen = new Set()

test('every kind of page', { concurrency: 2 }, async (t) => {
  const both = PEOPLE.flatMap((person) => Object.keys(SIZES).map((size) => ({ person, size })))
  const looks = both.map(({ person, size }) =>
    t.test(`${person.who}, ${size}`, async () => {
      const page = await openPage(demo.browser, SIZES[size])
      const faults = await visit(page, person)
      await page.context().close()
      report(faults)
    }),
  )
  await Promise.all(looks)
})

test('in English, and where nothing is', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  await eyes.open(`${demo.url}/non-esiste`, 404)
  await eyes.open(`${demo.url}/servizi/mobilita-trasporti/permesso-ztl?lang=en`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.context().close()
  report(eyes.faults)
})

test('every address is a page that somebody has looked at, or is listed as none', () => {
  const patterns = all.map(({ pattern }) => pattern)
  assert.deepEqual(patterns.filter((pattern) => !seen.has(pattern) && !(pattern in NOT_PAGES) && !BY_JOURNEYS.includes(pattern)), [])
  assert.deepEqual(BY_JOURNEYS.filter((pattern) => !patterns.includes(pattern)), [], 'no longer there')
  assert.deepEqual(Object.keys(NOT_PAGES).filter((pattern) => !patterns.includes(pattern)), [], 'no longer there')
})

/** Goes from link to link until every kind of page of this person has been looked at. */
async function visit(page, person) {
  const isOurs = (route) => person.of.includes(route.who) && !(route.pattern in NOT_PAGES)
  const eyes = watch(page)
  const counts = new Map()
  const queue = []
  const known = new Set()
  const add = (address) => {
    if (known.has(address)) return
    known.add(address)
    const path = address.split('?')[0]
    const route = all.find(({ matches }) => matches(path))
    if (!route || !isOurs(route)) return
    const { pattern } = route
    const kind = BY_NAME.test(pattern) ? pattern + path.split('/').at(-1) : pattern
    const most = BY_NAME.test(pattern) ? 1 : (MANY[pattern] ?? 2)
    const count = counts.get(kind) ?? 0
    if (count >= most) return
    counts.set(kind, count + 1)
    queue.push({ address, pattern })
  }

  if (person.who !== 'visitor') await signIn(page, demo.url, person.who, person.isStaff)
  if (person.hasDraft) await startDraft(page)
  const isTheirs = ({ pattern }) => !pattern.includes('{') && !person.without?.includes(pattern)
  for (const address of person.from ?? []) add(address)
  for (const { pattern } of all.filter(isOurs).filter(isTheirs)) add(pattern)
  while (queue.length) {
    const { address, pattern } = queue.shift()
    await eyes.open(demo.url + address)
    seen.add(pattern)
    // Where it led to has been looked at, too.
    const { pathname } = new URL(page.url())
    seen.add(all.find(({ matches }) => matches(pathname))?.pattern)
    for (const link of await links(page)) add(link)
    const beside = Object.entries(BESIDE).filter(([within]) => new RegExp(within).test(pathname))
    for (const more of beside.flatMap(([, all]) => all)) add(new URL(more, `${demo.url}${pathname}/`).pathname)
  }
  if (person.who !== 'visitor') await eyes.open(`${demo.url}/`)
  return eyes.faults
}

/** A draft with nothing in it, so that its pages can be looked at. */
async function startDraft(page) {
  await page.goto(`${demo.url}/domanda/permesso-ztl`)
  const anew = page.getByRole('button', { name: 'Inizia una nuova domanda' })
  if (await anew.count()) await anew.click()
  await page.waitForURL('**/passi/**')
}

/** Addresses of this site that a page leads to, without those that change the language. */
async function links(page) {
  const found = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.href))
  const ours = found.map((link) => new URL(link)).filter(({ origin }) => origin === demo.url)
  return ours.map(({ pathname, search }) => pathname + search).filter((link) => !/[?&]lang=/.test(link))
}
