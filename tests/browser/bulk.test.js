// One act on many applications of the queue: chosen, tried, confirmed, taken back; with and without a script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { report, watch } from './watch.js'

const demo = withDemo()
const CLERK = 'Elena Bozza'

/** Looks again until a dry run is over: it takes a moment. */
async function tried(page) {
  const again = page.getByRole('link', { name: 'Aggiorna la pagina' })
  for (let times = 0; times < 100 && (await again.count()); times += 1) {
    await again.click()
    await page.waitForTimeout(200)
  }
}

for (const [size, javaScriptEnabled] of [['phone', true], ['desk', true], ['phone', false]]) {
  test(`ticked, tried, confirmed and taken back, ${size}, ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
    const page = await openPage(demo.browser, SIZES[size], { javaScriptEnabled })
    const eyes = watch(page, { hasScript: javaScriptEnabled })
    await signIn(page, demo.url, CLERK, true)
    await page.goto(`${demo.url}/ufficio?procedimento=permesso-ztl`)
    await eyes.look()
    const boxes = page.locator('[data-row] label[for^="pratica-"]')
    await boxes.nth(0).click()
    await boxes.nth(1).click()
    await page.getByRole('button', { name: 'Agisci sulle segnate' }).click()
    await page.getByText('2 pratiche segnate').waitFor()
    await eyes.look()
    await page.getByRole('link', { name: 'Torna alla coda' }).click()
    await page.getByRole('link', { name: /^Agisci su tutte/ }).click()
    await page.locator('label', { hasText: /^Prendi in carico/ }).click()
    await page.getByRole('button', { name: 'Avanti' }).click()
    await page.getByText('La prova non fa niente').waitFor()
    await eyes.look()
    await page.getByRole('button', { name: 'Prova' }).last().click()
    await page.waitForURL(/in-blocco\/[0-9a-f-]{36}/)
    await tried(page)
    await eyes.look()
    // Why not, of each.
    assert.match(await page.locator('.bulk-table').textContent(), /nello stato/)
    await page.getByRole('button', { name: /^Conferma: Prendi in carico/ }).click()
    await page.getByText(/^Parte il /).waitFor()
    await eyes.look()
    const one = await page.locator('.bulk-table th a').first().getAttribute('href')
    await page.goto(`${demo.url}/ufficio?procedimento=permesso-ztl`)
    assert.ok((await page.locator('.pending').count()) > 0)
    await eyes.look()
    await page.goto(demo.url + one)
    await page.getByText('Questa pratica è in un\'azione in blocco di Elena Bozza').waitFor()
    await eyes.look()
    await page.goto(`${demo.url}/ufficio/in-blocco`)
    await page.locator('.bulk-table th a').first().click()
    await page.getByRole('button', { name: 'Annulla tutto' }).click()
    await page.getByText('Annullata: non è stato fatto niente').waitFor()
    await eyes.look()
    // What one chose nothing of is told, and leads back.
    await page.goto(`${demo.url}/ufficio`)
    await page.getByRole('button', { name: 'Agisci sulle segnate' }).click()
    await page.getByText('Non hai segnato nessuna pratica').waitFor()
    await eyes.look()
    await page.context().close()
    report(eyes.faults)
  })
}
