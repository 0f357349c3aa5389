// Draws pages of a running demo into a folder, to be looked at:
// With LIVE=1 styles and scripts come from dist/, as `npm run build` last made them.
//   node tests/browser/look.js URL FOLDER [person|-] [staff|citizen] [phone|desk] PATH...
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { SIZES, signIn, startBrowser } from './demo.js'

const [url, folder, person, kind, size, ...paths] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const browser = await startBrowser()
const page = await browser.newPage({ viewport: SIZES[size] })
if (process.env.LIVE) {
  const dist = new URL('../../dist/', import.meta.url)
  await page.route(/assets\/sportello\.\w+\.(css|js)$/, async (route) => {
    const [, ending] = route.request().url().match(/\.(css|js)$/)
    const file = (await readdir(dist)).find((name) => name.startsWith('sportello.') && name.endsWith(ending))
    const contentType = ending === 'css' ? 'text/css' : 'text/javascript'
    await route.fulfill({ contentType, body: await readFile(new URL(file, dist)) })
  })
}
if (person !== '-') await signIn(page, url, person, kind === 'staff')
for (const path of paths) {
  await page.goto(url + path)
  const name = `${size}${path.replaceAll(/[^a-z0-9]+/gi, '-')}`.slice(0, 80)
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  console.log(`${name}.png ${page.url().slice(url.length)}${wide > 0 ? ` ${wide}px too wide` : ''}`)
}
await browser.close()
