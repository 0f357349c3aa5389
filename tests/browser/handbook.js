// Takes the pictures of the handbook again, from a demo of its own: `npm run handbook`, after a build.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openPage, signIn, startBrowser, startDemo } from './demo.js'
import { GENERAL, VEHICLE, day, labelled, linkComes, paper, press, tick, toGeneralData } from './filing.js'

/** What a reader sees of a page: crates/web/src/guide/mod.rs tells browsers the same size. */
const SIZE = { width: 900, height: 600 }
const LARGEST = 80_000
const folder = fileURLToPath(new URL('../../templates/guide/pictures/', import.meta.url))

delete process.env.DEMO
const demo = await startDemo()
const browser = await startBrowser()
await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) await rm(folder + name)

await citizen()
await clerk()
await clerkAround()
await head()
await administrator()

await browser.close()
await demo.stop()

/** Keeps what the page shows, with `from` under its upper edge, as NAME.webp. */
async function shoot(page, name, from) {
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(() => document.activeElement?.blur())
  await page.evaluate(sameHour, new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'Europe/Rome' }).format())
  const top = from ? await from.evaluate((element) => element.getBoundingClientRect().top + scrollY - 20) : 0
  await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), top)
  await page.waitForTimeout(300)
  const { width, height } = page.viewportSize()
  const y = await page.evaluate(() => scrollY)
  const clip = { x: 0, y, width, height, scale: 1350 / width }
  const session = await page.context().newCDPSession(page)
  for (let quality = 85; quality >= 40; quality -= 5) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip })
    const picture = Buffer.from(data, 'base64')
    if (picture.length > LARGEST) continue
    await writeFile(`${folder}${name}.webp`, picture)
    console.log(`${name}.webp ${Math.ceil(picture.length / 1000)} kB`)
    return
  }
  throw new Error(`${name} is larger than ${LARGEST} bytes`)
}

/** Hours of this day are the only thing that another run would show differently: half past ten. */
function sameHour(today) {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { data } = texts.currentNode
    const hour = new RegExp(`(${today}, |^Salvato alle )\\d\\d:\\d\\d`)
    if (hour.test(data)) texts.currentNode.data = data.replace(hour, (_, before) => `${before}10:30`)
  }
}

function open() {
  return openPage(browser, SIZE)
}

async function citizen() {
  const page = await open()
  const main = page.getByRole('main')
  await page.goto(`${demo.url}/servizi/mobilita-trasporti/permesso-ztl`)
  await shoot(page, 'scheda', main.getByRole('navigation').first())

  await signIn(page, demo.url, 'Marco Modello')
  await page.goto(`${demo.url}/area-personale`)
  await shoot(page, 'area-personale', main.getByRole('heading', { level: 1 }))
  await page.getByRole('listitem').filter({ hasText: "chiede un'integrazione" }).filter({ hasText: 'ZTL' }).getByRole('link', { name: /^Rispondi/ }).first().click()
  await shoot(page, 'rispondi-integrazione', main.getByRole('heading', { level: 1 }))

  await toGeneralData(page, demo.url)
  for (const [label, text] of [...GENERAL, ...VEHICLE]) await labelled(page, label).fill(text)
  await labelled(page, 'Perché chiedi il permesso').selectOption('Abito nella ZTL')
  await tick(page, 'Automobile')
  await tick(page, 'È mio')
  await labelled(page, 'Carta di circolazione').setInputFiles(paper('carta-di-circolazione.pdf'))
  await page.getByRole('link', { name: /carta-di-circolazione/ }).waitFor()
  await page.waitForTimeout(1500)
  await page.reload()
  await shoot(page, 'passo', page.getByRole('region', { name: 'Veicoli' }))
  await press(page, 'Avanti')

  await tick(page, 'Zona A · Centro storico')
  await labelled(page, 'Dal').fill(day('it-IT', 10))
  await labelled(page, 'Al').fill(day('it-IT', 300))
  await tick(page, 'Confermo la dichiarazione')
  await press(page, 'Avanti')
  await tick(page, 'Accetto i termini e le condizioni di servizio')
  await press(page, 'Invia la domanda')
  await linkComes(page, /ricevuta/i)
  await shoot(page, 'inviata', main.getByRole('heading', { level: 1 }))
  await page.context().close()
}

async function clerk() {
  const page = await open()
  await signIn(page, demo.url, 'Elena Bozza', true)
  await shoot(page, 'coda')
  await page.getByRole('row', { name: 'Esempio Giulia' }).filter({ hasText: 'In istruttoria' }).getByRole('link').click()
  await page.getByRole('link', { name: "Chiedi un'integrazione" }).waitFor()
  await page.setViewportSize({ width: 1200, height: 800 })
  await shoot(page, 'istruttoria')
  await page.setViewportSize(SIZE)
  await page.getByRole('link', { name: "Chiedi un'integrazione" }).click()
  await page.locator('.ask-line label').filter({ hasText: 'Carta di circolazione' }).first().click()
  await page.getByLabel(/^Perché lo chiedi: .*Carta di circolazione/).fill('È illeggibile: mandaci una fotografia più nitida.')
  await labelled(page, 'Giorni per rispondere').fill('20')
  await shoot(page, 'integrazione', page.locator('.ask-points summary').filter({ hasText: 'Veicoli' }))
  await page.goto(`${demo.url}/ufficio?q=FP267DX`)
  await page.getByRole('row', { name: /FP267DX|In istruttoria/ }).getByRole('link').first().click()
  await shoot(page, 'integrazione-risposta', page.getByRole('heading', { name: 'Integrazione' }))
  await page.goto(`${demo.url}/ufficio`)
  await page.getByRole('row', { name: 'Esempio Giulia' }).filter({ hasText: 'In istruttoria' }).getByRole('link').click()
  await page.getByRole('link', { name: 'Chiedi un parere' }).click()
  await labelled(page, 'A chi').selectOption('Ufficio Anagrafe')
  await labelled(page, 'Che cosa chiedi').fill('La persona che fa la domanda risulta residente a questo indirizzo?')
  await shoot(page, 'parere')
  await page.context().close()
}

/** What a clerk has around an application. */
async function clerkAround() {
  const page = await open()
  const main = page.getByRole('main')
  await signIn(page, demo.url, 'Elena Bozza', true)
  await page.getByText('Procedimento', { exact: true }).first().click()
  await shoot(page, 'filtri')
  await page.getByRole('link', { name: 'Esporta' }).click()
  await shoot(page, 'esporta', main.getByRole('heading', { level: 1 }))
  await page.goto(`${demo.url}/ufficio/assenze`)
  await shoot(page, 'assenze', main.getByRole('heading', { level: 1 }))
  await page.goto(`${demo.url}/ufficio/avvisi`)
  await shoot(page, 'avvisi', main.getByRole('heading', { level: 1 }))

  await page.goto(`${demo.url}/ufficio?procedimento=permesso-ztl`)
  await page.getByRole('link', { name: /^Agisci su tutte/ }).click()
  await page.locator('label', { hasText: /^Prendi in carico/ }).click()
  await press(page, 'Avanti')
  await page.getByRole('button', { name: 'Prova' }).last().click()
  while (!(await page.locator('.bulk-table').count())) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  await shoot(page, 'in-blocco', main.getByRole('heading', { level: 1 }))

  await page.goto(`${demo.url}/ufficio`)
  await page.getByRole('row', { name: 'Esempio Giulia' }).filter({ hasText: 'In istruttoria' }).getByRole('link').click()
  await shoot(page, 'messaggi', page.getByRole('heading', { name: 'Messaggi' }))
  const application = page.url().split('?')[0]
  await page.goto(`${application}/letture`)
  await shoot(page, 'letture', main.getByRole('heading', { level: 1 }))
  await page.goto(`${application}/versioni/1`)
  await shoot(page, 'versione', main.getByRole('heading', { level: 1 }))
  await page.context().close()
}

/** What who decides sees: a letter that is written, a ranking, figures. */
async function head() {
  const page = await open()
  const main = page.getByRole('main')
  await signIn(page, demo.url, 'Silvia Schema', true)
  await page.getByRole('row').filter({ hasText: 'ZTL' }).filter({ hasText: 'In istruttoria' }).getByRole('link').first().click()
  await page.getByRole('link', { name: "Comunica i motivi che ostacolano l'accoglimento" }).click()
  await labelled(page, 'Motivi').fill('Il veicolo non è intestato a te e manca la dichiarazione del proprietario.')
  await page.getByRole('button', { name: /Leggi e modifica/ }).click()
  const text = page.getByLabel('Testo', { exact: true })
  await text.waitFor()
  await shoot(page, 'lettera', page.getByLabel('Oggetto', { exact: true }).locator('xpath=ancestor::fieldset | ancestor::section').last())
  await page.context().close()

  const other = await open()
  await signIn(other, demo.url, 'Franca Verbale', true)
  await other.goto(`${demo.url}/ufficio/graduatorie`)
  await other.getByRole('main').locator('table a, .ranking-list a, li a').filter({ hasText: /nid/i }).first().click()
  await shoot(other, 'graduatoria', other.getByRole('main').getByRole('heading', { level: 1 }))
  await other.goto(`${demo.url}/ufficio/statistiche`)
  await shoot(other, 'statistiche', other.getByRole('main').getByRole('heading', { level: 1 }))
  await other.context().close()
}

async function administrator() {
  const page = await open()
  await signIn(page, demo.url, 'Davide Ipotesi', true)
  for (const name of ['procedimenti', 'persone', 'lavori']) {
    await page.goto(`${demo.url}/gestione/${name}`)
    if (name === 'lavori') await page.getByRole('link', { name: 'fatti' }).click()
    await shoot(page, name)
  }
  await page.context().close()
}
