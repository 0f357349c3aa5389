// Files on bad lines: progress, pause, a line that breaks and comes back, a page that is loaded again, a server that is ended.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SIZES, binary, freePort, openPage, signIn, withDemo } from './demo.js'
import { labelled, paper, toGeneralData } from './filing.js'
import { slowLine } from './line.js'
import { report, watch } from './watch.js'

const demo = withDemo()
const MB = 1024 * 1024

/** A PDF of so many MB. */
const large = (name, size) => ({ ...paper(name), buffer: Buffer.concat([paper(name).buffer, Buffer.alloc(size * MB, '% ')]) })

/** Somebody of the demo at the general data of a new permit, on a line that carries so many KB a second. */
async function begun(url, size, name, speed) {
  const page = await openPage(demo.browser, SIZES[size])
  const line = await slowLine(url, speed)
  page.on('close', () => line.close())
  await signIn(page, url, name)
  await toGeneralData(page, line.url)
  /** Where each request went on. */
  const starts = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') starts.push(Number(request.headers()['upload-offset']))
  })
  return { page, line, starts, field: fileField(page) }
}

const fileField = (page) =>
  page.locator('.form-field', { has: page.locator('label', { hasText: 'Carta di circolazione' }) })

/** Waits until so much of a file went up, 0 to 1. */
const moved = (page, part) =>
  page.waitForFunction((part) => (document.querySelector('.file-line progress')?.value ?? 0) >= part, part)

/** Without what the protocol says when the tail of a broken line comes late: ask again. */
const counted = (faults) => faults.filter((fault) => !/answer: 409 .*\/caricamenti\//.test(fault))

const choose = (page, file) => labelled(page, 'Carta di circolazione').setInputFiles(file)
const there = (field, name) => field.getByRole('link', { name }).waitFor({ timeout: 60_000 })

for (const size of Object.keys(SIZES)) {
  test(`a file is seen on its way, paused, and goes on, ${size}`, async () => {
    const { page, field, starts } = await begun(demo.url, size, 'Giulia Esempio', 4000)
    const eyes = watch(page)
    await choose(page, large('foto.pdf', 16))
    await moved(page, 0.7)
    await field.getByText(/Caricamento di foto\.pdf… \d+%/).waitFor()
    await field.getByRole('button', { name: 'Sospendi' }).click()
    await field.getByText('Il caricamento di foto.pdf è fermo').waitFor()
    await eyes.look()
    await field.getByRole('button', { name: 'Riprendi' }).click()
    await there(field, 'foto.pdf')
    assert.ok(starts.at(-1) > 0, `it began anew: ${starts}`)
    assert.equal(await page.locator('.file-line').count(), 0)
    await field.getByRole('button', { name: 'Rimuovi il file foto.pdf' }).click()
    await page.waitForLoadState()
    await choose(page, large('altra.pdf', 16))
    await moved(page, 0.2)
    await field.getByRole('button', { name: 'Annulla il caricamento' }).click()
    await page.locator('.file-line').waitFor({ state: 'detached' })
    await page.reload()
    assert.equal(await page.getByText('Caricamento interrotto').count(), 0)
    await page.context().close()
    report(counted(eyes.faults))
  })
}

test('a line that breaks goes on where it stopped', async () => {
  const { page, line, field, starts } = await begun(demo.url, 'phone', 'Marco Modello', 4000)
  await choose(page, large('foto.pdf', 16))
  await moved(page, 0.7)
  line.cut()
  await page.waitForTimeout(1500)
  line.mend()
  await there(field, 'foto.pdf')
  assert.ok(starts.length > 1 && starts.at(-1) >= MB, `it began anew: ${starts}`)
  await page.context().close()
})

test('a page that is loaded again shows what broke off, and the same file goes on', async () => {
  const { page, field, starts } = await begun(demo.url, 'desk', 'Teresa Campione', 4000)
  await choose(page, large('foto.pdf', 16))
  await moved(page, 0.7)
  await page.reload()
  const eyes = watch(page)
  await page.getByText(/Caricamento interrotto di foto\.pdf: .* di 16,\d MB/).waitFor()
  await eyes.look()
  const before = starts.length
  await choose(page, large('foto.pdf', 16))
  await there(field, 'foto.pdf')
  assert.ok(starts[before] >= MB, `it began anew: ${starts}`)
  assert.equal(await page.getByText('Caricamento interrotto').count(), 0)
  await page.context().close()
  report(counted(eyes.faults))
})

test('a server that is ended and started again goes on with the file', async () => {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'sportello-'))
  const url = `http://localhost:${port}`
  const start = async () => {
    const child = spawn(binary, ['demo', '--port', port, '--dir', dir], { stdio: ['ignore', 'ignore', 'inherit'] })
    for (;;) {
      try {
        if ((await fetch(`${url}/`)).ok) return child
      } catch {
        await new Promise((later) => setTimeout(later, 100))
      }
    }
  }
  let child = await start()
  const { page, field, starts } = await begun(url, 'desk', 'Giulia Esempio', 4000)
  await choose(page, large('foto.pdf', 16))
  await moved(page, 0.7)
  const gone = new Promise((ended) => child.once('exit', ended))
  child.kill('SIGKILL')
  await gone
  child = await start()
  await there(field, 'foto.pdf')
  assert.ok(starts.at(-1) >= MB, `it began anew: ${starts}`)
  await page.context().close()
  child.kill('SIGTERM')
  await new Promise((ended) => child.once('exit', ended))
  await rm(dir, { recursive: true, force: true })
})
