// A session: it warns before it ends, takes no typed word along, is listed among others, and is of one kind only.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { labelled, press, tick } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()
const warning = (page) => page.getByRole('region', { name: 'Durata della sessione' })

/** Somebody of the demo at the general data of a new permit. */
async function filling(page) {
  await page.goto(`${demo.url}/domanda/permesso-ztl`)
  if (/\/domanda\//.test(page.url())) await press(page, 'Inizia una nuova domanda')
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
}

/** The provider's page of the demo, from the door. */
async function enter(page, name) {
  await page.locator('main a[href^="/accedi/demo"]').first().click()
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.waitForURL((at) => at.origin === demo.url)
}

for (const [who, isStaff, size] of [['Giulia Esempio', false, 'phone'], ['Elena Bozza', true, 'desk']]) {
  test(`${who} is warned before the session ends, and stays, ${size}`, async () => {
    const page = await openPage(demo.browser, SIZES[size])
    await signIn(page, demo.url, who, isStaff)
    await page.clock.install()
    const eyes = watch(page)
    await eyes.open(`${demo.url}${isStaff ? '/ufficio' : '/area-personale'}`)
    const focus = page.getByRole('main').getByRole('link').first()
    await focus.focus()
    const place = await focus.boundingBox()

    await page.clock.fastForward('24:00')
    assert.equal(await warning(page).isVisible(), false)
    await page.clock.fastForward('01:30')
    await warning(page).getByText('Tra 5 minuti la sessione si chiude').waitFor()
    assert.match(await page.locator('[data-session-say]').innerText(), /Tra 5 minuti/)
    await page.clock.fastForward('02:00')
    await warning(page).getByText('Tra 3 minuti').waitFor()
    assert.match(await page.locator('[data-session-say]').innerText(), /Tra 5 minuti/, 'said once, not each minute')
    assert.ok(await focus.evaluate((element) => element === document.activeElement), 'the focus stays')
    assert.deepEqual(await focus.boundingBox(), place, 'nothing moves')
    await eyes.look()

    await warning(page).getByRole('button', { name: 'Resta collegato' }).click()
    await warning(page).waitFor({ state: 'hidden' })
    await page.clock.fastForward('20:00')
    assert.equal(await warning(page).isVisible(), false)
    await page.clock.fastForward('09:15')
    await warning(page).getByText('Tra 1 minuto').waitFor()
    assert.match(await page.locator('[data-session-cry]').innerText(), /Tra 1 minuto/)
    await page.clock.fastForward('01:30')
    await warning(page).getByText('La sessione si è chiusa').waitFor()
    await eyes.look()
    const again = warning(page).getByRole('link', { name: 'Entra di nuovo' })
    assert.equal(await again.getAttribute('href'), isStaff ? '/ufficio/accedi' : '/accedi')
    await page.context().close()
    report(eyes.faults)
  })
}

test('another tab puts the end off for all', async () => {
  const page = await openPage(demo.browser, SIZES.desk)
  await signIn(page, demo.url, 'Marco Modello')
  await page.clock.install()
  await page.goto(`${demo.url}/area-personale`)
  await page.clock.fastForward('26:00')
  await warning(page).waitFor()
  const other = await page.context().newPage()
  await other.clock.install({ time: Date.now() + 26 * 60_000 })
  await other.goto(`${demo.url}/area-personale/bozze`)
  await warning(page).waitFor({ state: 'hidden' })
  await page.context().close()
})

test('words typed after the session ended are there after the next sign-in', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  await signIn(page, demo.url, 'Teresa Campione')
  await filling(page)
  await labelled(page, 'Numero civico').fill('12')
  await page.keyboard.press('Tab')
  await page.getByText(/^Salvato alle/).first().waitFor()
  await page.context().clearCookies()
  await labelled(page, 'Via, corso o piazza').fill('Via Crea')
  await page.keyboard.press('Tab')
  await labelled(page, 'CAP').fill('10095')
  await page.getByText('La sessione è scaduta. Quello che hai scritto è conservato').waitFor()
  await labelled(page, 'Telefono').fill('333 1234567')
  await page.locator('[data-saved]').getByRole('link', { name: 'Entra di nuovo' }).click()
  await enter(page, 'Teresa Campione')
  await page.getByText('Abbiamo recuperato quello che stavi scrivendo').first().waitFor()
  await page.getByText(/^Salvato alle/).first().waitFor()
  await page.goto(page.url())
  for (const [label, text] of [['Numero civico', '12'], ['Via, corso o piazza', 'Via Crea'], ['CAP', '10095'], ['Telefono', '333 1234567']]) {
    assert.equal(await labelled(page, label).inputValue(), text)
  }
  await page.context().close()
})

test('a note that a clerk wrote when the session had ended is kept by the page', async () => {
  const page = await openPage(demo.browser, SIZES.desk)
  await signIn(page, demo.url, 'Elena Bozza', true)
  const eyes = watch(page)
  await page.getByRole('row', { name: 'Esempio Giulia' }).first().getByRole('link').click()
  await labelled(page, 'Nota riservata').fill('Ho sentito il richiedente per telefono.')
  await page.context().clearCookies()
  await press(page, /nota/i)
  await page.getByRole('heading', { level: 1, name: 'La sessione è scaduta' }).waitFor()
  await eyes.look()
  const tab = page.context().waitForEvent('page')
  await page.getByRole('link', { name: "Entra in un'altra scheda" }).click()
  const other = await tab
  await enter(other, 'Elena Bozza')
  await other.close()
  await press(page, 'Riprova a salvare')
  await page.getByText('Ho sentito il richiedente per telefono.').waitFor()
  await page.context().close()
  report(eyes.faults.filter((fault) => !fault.includes('answer: 401')))
})

for (const [who, isStaff] of [['Omar Prova', false], ['Luca Traccia', true]]) {
  test(`${who} finds a strange sign-in among the own ones and says so`, async () => {
    const base = isStaff ? '/ufficio/accessi' : '/area-personale/accessi'
    const stranger = await openPage(demo.browser, SIZES.desk)
    await signIn(stranger, demo.url, who, isStaff)
    const page = await openPage(demo.browser, SIZES.phone)
    await signIn(page, demo.url, who, isStaff)
    const eyes = watch(page)
    await eyes.open(demo.url + base)
    await page.getByText('(questo dispositivo)').waitFor()
    await page.getByText(/Entrato con .+, livello 2, (come cittadino|per conto del Comune)/).first().waitFor()
    const strange = page.getByRole('button', { name: /^Non sono stato io/ })
    const all = await page.locator('.device-list > li').count()
    assert.ok(all > 1)
    assert.equal(await strange.count(), all - 1, 'the one that is used is not offered')
    await strange.first().click()
    await page.getByRole('heading', { level: 1, name: 'Abbiamo chiuso gli accessi' }).waitFor()
    await page.getByText('Cambia subito la password').waitFor()
    await eyes.look()
    await page.getByRole('main').getByRole('link', { name: 'Torna ai tuoi accessi' }).click()
    assert.equal(await page.getByRole('button', { name: /^Non sono stato io/ }).count(), 0)
    await stranger.goto(demo.url + base)
    assert.match(new URL(stranger.url()).pathname, /accedi$/, 'the other session is over')
    await stranger.context().close()
    await page.context().close()
    report(eyes.faults)
  })
}

test('whoever works for the municipality is told apart, and changes to a citizen by going out', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  await signIn(page, demo.url, 'Elena Bozza', true)
  await page.getByText('Elena Bozza, per conto del Comune').waitFor()
  await page.goto(demo.url)
  await page.getByText('Elena Bozza, per conto del Comune').waitFor()
  await page.goto(`${demo.url}/area-personale`)
  await page.getByRole('heading', { level: 1, name: "Questa pagina è per un'altra veste" }).waitFor()
  await press(page, 'Accedi come cittadino')
  assert.equal(page.url(), `${demo.url}/accedi?da=%2Farea-personale`)
  await page.goto(`${demo.url}/ufficio`)
  assert.match(page.url(), /\/ufficio\/accedi/, 'the session of staff is over')
  await page.context().close()
})

test('whoever is signed in already reads it at the door, and goes on', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  await signIn(page, demo.url, 'Chiara Finzione')
  const eyes = watch(page)
  await eyes.open(`${demo.url}/accedi?da=/area-personale/bozze`)
  await page.getByText('Sei già dentro come Chiara Finzione.').waitFor()
  await page.getByRole('link', { name: 'Continua come Chiara Finzione' }).click()
  assert.equal(page.url(), `${demo.url}/area-personale/bozze`)
  await eyes.open(`${demo.url}/accedi?da=//altrove.example`)
  assert.equal(await page.getByRole('link', { name: /^Continua/ }).getAttribute('href'), '/area-personale')
  await eyes.open(`${demo.url}/accedi?da=/area-personale/bozze&livello=3`)
  await page.getByText('con un accesso di livello 2').waitFor()
  assert.equal(await page.getByRole('link', { name: /^Continua/ }).count(), 0)
  await page.context().close()
  report(eyes.faults)
})

test('a procedure that needs a higher level says so before it is filled, and nothing is lost on the way', async () => {
  const admin = await openPage(demo.browser, SIZES.desk)
  await signIn(admin, demo.url, 'Davide Ipotesi', true)
  const permit = await (await admin.request.get(`${demo.url}/gestione/procedimenti/permesso-ztl/1/file`)).text()
  const higher = permit.replace('id: permesso-ztl', 'id: permesso-livello-tre').replace(/^( +level:) 2$/m, '$1 3')
  await admin.goto(`${demo.url}/gestione/procedimenti/importa`)
  await labelled(admin, 'File del procedimento').setInputFiles({
    name: 'permesso.yaml', mimeType: 'application/yaml', buffer: Buffer.from(higher),
  })
  await press(admin, 'Verifica e importa')
  await admin.goto(`${demo.url}/gestione/procedimenti/permesso-livello-tre/1/pubblica`)
  await press(admin, /Pubblica la revisione/)
  await admin.context().close()

  const page = await openPage(demo.browser, SIZES.phone)
  await signIn(page, demo.url, 'Chiara Finzione')
  const eyes = watch(page)
  const start = `${demo.url}/domanda/permesso-livello-tre`
  await eyes.open(start)
  assert.equal(page.url(), `${demo.url}/accedi?da=%2Fdomanda%2Fpermesso-livello-tre&livello=3`)
  await page.getByText('Per questo servizio serve un accesso di livello 3.').waitFor()
  await page.getByText('Ora sei dentro come Chiara Finzione con un accesso di livello 2.').waitFor()
  await enter(page, 'Chiara Finzione')
  assert.match(page.url(), /\/bozze\/[^/]+\/passi\//)
  await tick(page, "Ho letto e compreso l'informativa sulla privacy")
  await press(page, 'Avanti')
  const step = page.url()

  // Typed at level 3; posted after somebody came in again at level 2: the page holds it.
  await page.context().clearCookies()
  const other = await page.context().newPage()
  await signIn(other, demo.url, 'Chiara Finzione')
  await other.close()
  await labelled(page, 'Numero civico').fill('77')
  await press(page, 'Avanti')
  await page.getByRole('heading', { level: 1, name: 'La sessione è scaduta' }).waitFor()
  const tab = page.context().waitForEvent('page')
  await page.getByRole('link', { name: "Entra in un'altra scheda" }).click()
  const door = await tab
  await door.getByText('Per questo servizio serve un accesso di livello 3.').waitFor()
  await enter(door, 'Chiara Finzione')
  await door.close()
  await press(page, 'Riprova a salvare')
  await page.goto(step)
  assert.equal(await labelled(page, 'Numero civico').inputValue(), '77')
  await page.context().close()
  report(eyes.faults.filter((fault) => !fault.includes('answer: 401')))
})

test('an administrator takes all roles from somebody, whose session ends at once', async () => {
  const gone = await openPage(demo.browser, SIZES.desk)
  await signIn(gone, demo.url, 'Rita Riprova', true)
  const admin = await openPage(demo.browser, SIZES.phone)
  await signIn(admin, demo.url, 'Davide Ipotesi', true)
  const eyes = watch(admin)
  await eyes.open(`${demo.url}/gestione/persone`)
  assert.equal(await admin.getByRole('link', { name: /^Togli tutti i ruoli: .*Ipotesi/ }).count(), 0, 'not oneself')
  await admin.getByRole('link', { name: 'Togli tutti i ruoli: Riprova Rita' }).click()
  await admin.getByText('I ruoli finiscono subito').waitFor()
  await eyes.look()
  await press(admin, 'Togli tutti i ruoli')
  await admin.getByText('Ruoli tolti.').waitFor()
  assert.equal(await admin.getByText('Riprova Rita').count(), 0)
  await gone.goto(`${demo.url}/ufficio`)
  assert.match(gone.url(), /\/ufficio\/accedi/)
  await gone.context().close()
  await admin.context().close()
  report(eyes.faults)
})
