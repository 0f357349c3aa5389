// The clerk's queue: filters that open over it, chips, kept views, columns, keys; with and without a script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { report, watch } from './watch.js'

const demo = withDemo()
const CLERK = 'Elena Bozza'

async function queue(size, options) {
  const page = await openPage(demo.browser, SIZES[size], options)
  await signIn(page, demo.url, CLERK, true)
  await page.goto(`${demo.url}/ufficio`)
  return page
}

for (const size of Object.keys(SIZES)) {
  test(`filters, chips, views and columns, ${size}`, async () => {
    const page = await queue(size)
    const eyes = watch(page)
    const chips = page.getByRole('list', { name: 'Filtri attivi' }).getByRole('link')
    for (const name of ['Procedimento', 'Stato', 'Altri filtri', 'Salva questa vista']) {
      await page.locator('summary', { hasText: name }).click()
      await eyes.look()
    }
    await page.locator('summary', { hasText: 'Stato' }).click()
    await page.getByRole('group', { name: 'Stato' }).locator('label').first().click()
    await page.getByLabel('Ordina per').selectOption('recenti')
    await page.getByRole('button', { name: 'Filtra' }).click()
    await page.waitForURL(/stato=.*ordine=recenti/)
    assert.equal(await chips.count(), 2)
    await eyes.look()
    await chips.first().click()
    await page.waitForURL((url) => !url.search.includes('stato='))
    assert.match(page.url(), /ordine=recenti/)
    // What stands above the queue, opened and managed.
    await page.getByRole('navigation', { name: 'Viste salvate' }).getByRole('link', { name: /^In scadenza/ }).click()
    await page.waitForURL(/salvata=/)
    await eyes.look()
    await page.getByRole('link', { name: 'Gestisci le viste' }).click()
    for (const change of await page.locator('summary').all()) await change.click()
    await eyes.look()
    await page.getByRole('link', { name: 'Torna alla coda' }).click()
    await page.getByRole('link', { name: 'Scegli le colonne' }).click()
    await eyes.look()
    // A name that is wrong is told beside it.
    await page.goto(`${demo.url}/ufficio`)
    await page.locator('summary', { hasText: 'Salva questa vista' }).click()
    await page.getByLabel('Nome della vista').fill('in SCADENZA')
    await page.getByRole('button', { name: 'Salva la vista' }).click()
    const problem = page.locator('#nome-problem')
    await problem.waitFor()
    await eyes.look()
    assert.match(await problem.textContent(), /Hai già una vista con questo nome/)
    assert.equal(await page.getByLabel('Nome della vista').inputValue(), 'in SCADENZA')
    await page.context().close()
    // The one answer that is no 200 was asked for.
    report(eyes.faults.filter((fault) => !/answer: 422 .*\/ufficio\/viste$/.test(fault)))
  })
}

test('keys move among the rows, and never out of a field', async () => {
  const page = await queue('desk')
  const at = () => page.evaluate(() => [...document.querySelectorAll('[data-row] a')].indexOf(document.activeElement))
  for (const [key, row] of [['j', 0], ['j', 1], ['j', 2], ['k', 1]]) {
    await page.keyboard.press(key)
    assert.equal(await at(), row, key)
  }
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Scorciatoie da tastiera' })
  await dialog.waitFor()
  const listed = await dialog.locator('kbd').allTextContents()
  assert.deepEqual(listed, ['j', 'k', 'o', 'Enter', 't', 'n', 'p', '/', '?'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox')
  await page.keyboard.type('jk?o/t')
  assert.equal(await search.inputValue(), 'jk?o/t')
  assert.equal(await dialog.isVisible(), false)
  // Nor out of a box or a list that is chosen from.
  await page.getByLabel('Ordina per').focus()
  await page.keyboard.press('j')
  assert.equal(await at(), -1)
  await search.focus()
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.activeElement.blur())
  const first = page.locator('[data-row] a').first()
  const href = await first.getAttribute('href')
  await page.keyboard.press('j')
  await page.keyboard.press('o')
  await page.waitForURL(`**${href}`)
  await page.goBack()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/ufficio/pratiche/*')
  await page.context().close()
})

test('without a script one filters, keeps a view and chooses columns', async () => {
  const page = await queue('phone', { javaScriptEnabled: false })
  const eyes = watch(page, { hasScript: false })
  await eyes.look()
  await page.getByLabel('Termine', { exact: true }).selectOption('in-ritardo')
  await page.getByRole('button', { name: 'Filtra' }).click()
  await page.waitForURL(/termine=in-ritardo/)
  await page.locator('summary', { hasText: 'Salva questa vista' }).click()
  await page.getByLabel('Nome della vista').fill('Senza script')
  await page.getByRole('button', { name: 'Salva la vista' }).click()
  await page.getByText('Vista «Senza script» salvata.').waitFor()
  await eyes.look()
  await page.getByRole('link', { name: 'Scegli le colonne' }).click()
  await page.locator('label', { hasText: /^Ufficio$/ }).click()
  await page.getByRole('button', { name: 'Salva le colonne' }).click()
  await page.waitForURL((url) => url.pathname === '/ufficio')
  assert.equal(await page.locator('[data-row]').first().locator('[data-label=Ufficio]').count(), 1)
  await page.getByRole('link', { name: 'Scegli le colonne' }).click()
  await page.getByRole('button', { name: 'Torna alle colonne solite' }).click()
  await page.getByRole('link', { name: 'Gestisci le viste' }).click()
  await page.locator('summary', { hasText: 'Elimina: Senza script' }).click()
  await page.getByRole('button', { name: 'Elimina «Senza script»' }).click()
  await page.getByText('Vista eliminata.').waitFor()
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})
