// A municipality under its own name over plain HTTP, where browsers send neither `Sec-Fetch-Site` nor anything
// else that they keep for secure places: pages, forms and cookies work there too.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, withDemo } from './demo.js'
import { report, watch } from './watch.js'

const demo = withDemo({ host: 'comune.grugliasco.to.it' })

for (const javaScriptEnabled of [true, false]) {
  test(`the public site under its own name, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const page = await openPage(demo.browser, SIZES.desk, { javaScriptEnabled })
    const eyes = watch(page, { hasScript: javaScriptEnabled })
    await eyes.open(`${demo.url}/servizi/mobilita-trasporti/permesso-ztl`)
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('radio', { name: 'Valuta 5 stelle su 5' }).press('Space')
    await page.getByRole('button', { name: 'Invia' }).last().click()
    assert.equal((await (await posted).allHeaders())['sec-fetch-site'], undefined, 'browsers keep it for secure places')
    await page.waitForURL(`${demo.url}/feedback/grazie?**`)
    await eyes.look()

    await eyes.open(`${demo.url}/`)
    await page.getByRole('searchbox').first().fill('residenza')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${demo.url}/cerca?**`)
    await page.getByRole('main').getByRole('link', { name: 'Dichiarare la residenza o il cambio di indirizzo' }).first().waitFor()

    await page.getByText('Lingua attiva: ITA').first().click()
    await page.getByRole('link', { name: 'English' }).first().click()
    await page.locator('html[lang=en]').waitFor({ state: 'attached' })
    await eyes.open(`${demo.url}/servizi`)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en', 'the choice of a language stays')
    await page.context().close()
    report(eyes.faults)
  })
}

test('signing in begins under the own name', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  const eyes = watch(page)
  await eyes.open(`${demo.url}/area-personale`)
  await page.waitForURL(`${demo.url}/accedi?**`)
  await eyes.open(`${demo.url}/ufficio/accedi`)
  await page.context().close()
  report(eyes.faults)
})
