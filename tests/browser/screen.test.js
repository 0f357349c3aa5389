// The case screen: on and back in a view, files looked at page by page, two at one application, what belongs together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { report, watch } from './watch.js'

const demo = withDemo()

/** The application of the demo that is linked, kept in a dossier, and has a plan of four pages. */
async function driveway(page, eyes) {
  await eyes.open(`${demo.url}/ufficio?procedimento=passo-carrabile&ordine=recenti`)
  await page.locator('tr[data-row] th a').first().click()
  await page.getByRole('heading', { name: 'Pratiche collegate' }).waitFor()
}

for (const size of Object.keys(SIZES)) {
  test(`a file is looked at page by page, ${size}`, async () => {
    const page = await openPage(demo.browser, SIZES[size])
    const eyes = watch(page)
    await signIn(page, demo.url, 'Elena Bozza', true)
    await driveway(page, eyes)
    await eyes.look()
    await page.getByRole('link', { name: /^Anteprima .*plan/ }).first().click()
    const first = page.getByRole('img', { name: /^Pagina 1 di 4/ })
    await first.waitFor()
    // The image has come, and is no wider than its window.
    await page.waitForFunction(() => {
      const image = /** @type {HTMLImageElement} */ (document.querySelector('.leaf img'))
      return image.complete && image.naturalWidth === 1000
    })
    await eyes.look()
    await page.getByRole('link', { name: '200 %' }).click()
    await page.waitForFunction(() => document.querySelector('.leaf img')?.naturalWidth === 2000)
    await eyes.look()
    // With the keyboard alone one moves about in it.
    await page.getByRole('region', { name: /^Pagina 1 di 4/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => (document.querySelector('.leaf-image')?.scrollLeft ?? 0) > 0)
    await page.getByRole('link', { name: /Testo della pagina.*2 di 4/ }).click()
    await page.getByText('Pianta del piano terra').waitFor()
    await eyes.look()
    await page.context().close()
    report(eyes.faults)
  })
}

test('one goes on in the view with the keyboard, and meets who else is there', async () => {
  const page = await openPage(demo.browser, SIZES.desk)
  const eyes = watch(page)
  await signIn(page, demo.url, 'Elena Bozza', true)
  await driveway(page, eyes)
  const here = page.url()
  await page.keyboard.press('n')
  await page.waitForURL((url) => url.href !== here)
  await page.keyboard.press('p')
  await page.waitForURL(here)
  const other = await openPage(demo.browser, SIZES.desk)
  const theirs = watch(other)
  await signIn(other, demo.url, 'Silvia Schema', true)
  await other.goto(here)
  await other.getByText('Anche Elena Bozza ha aperto questa pratica').waitFor()
  await theirs.look()
  // Whoever closes the page is gone from it.
  await page.goto(`${demo.url}/ufficio`)
  await other.goto(here)
  assert.equal(await other.getByText('Anche Elena Bozza').count(), 0)
  await other.context().close()
  await page.context().close()
  report([...eyes.faults, ...theirs.faults])
})
