// Who sees otherwise: a narrow window, which is what 400 % makes of a desk, colours of one's own, nothing that moves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZES, openPage, signIn, withDemo } from './demo.js'
import { toGeneralData } from './filing.js'
import { report, watch } from './watch.js'

const demo = withDemo()
/** 1280 by 1024 pixels at 400 % (WCAG 1.4.10). */
const CLOSE = { width: 320, height: 256 }

test('at 400 % a form is filled without scrolling sideways, and what has the focus is in sight', async () => {
  const page = await openPage(demo.browser, CLOSE)
  const eyes = watch(page)
  await signIn(page, demo.url, 'Giulia Esempio')
  for (const path of ['/', '/servizi/mobilita-trasporti/permesso-ztl', '/area-personale', '/demo/campi']) {
    await eyes.open(demo.url + path)
  }
  await toGeneralData(page, demo.url)
  await eyes.look()
  for (let times = 0; times < 60; times += 1) {
    await page.keyboard.press('Tab')
    const hidden = await page.evaluate(() => {
      const it = document.activeElement
      const { left, top, width, height } = it.getBoundingClientRect()
      if (it === document.body || width < 2 || height < 2) return ''
      const x = Math.min(Math.max(left + width / 2, 0), innerWidth - 1)
      const seen = [top + 3, top + height / 2, top + height - 3]
        .filter((y) => y >= 0 && y < innerHeight)
        .map((y) => document.elementFromPoint(x, y))
      const shows = seen.some((found) => found && (it.contains(found) || found.contains(it) || it.labels?.[0]?.contains(found)))
      return shows ? '' : `${it.tagName} ${it.name ?? ''} ${it.id} at ${Math.round(top)}`
    })
    assert.equal(hidden, '', 'something lies over what has the focus')
  }
  await page.getByRole('button', { name: 'Avanti' }).last().click()
  await page.locator('#errori').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'errori')
  await eyes.look()
  await page.context().close()
  report(eyes.faults)
})

test("in a person's own colours every control has an edge and every picture the colour of the text", async () => {
  const page = await openPage(demo.browser, SIZES.phone, { forcedColors: 'active' })
  const eyes = watch(page)
  for (const path of ['/', '/accedi', '/demo/campi']) {
    await eyes.open(demo.url + path)
    const faults = await page.evaluate(() => {
      const shown = (it) => it.getBoundingClientRect().width > 1 && getComputedStyle(it).visibility === 'visible'
      const edged = (it) => {
        const style = getComputedStyle(it)
        return ['Top', 'Bottom'].some((side) => style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0)
      }
      const edgeless = [...document.querySelectorAll('main .btn, main .form-control, main .form-select')]
        .filter((it) => shown(it) && !edged(it))
      const pale = [...document.querySelectorAll('main svg.icon')]
        .filter((it) => shown(it) && getComputedStyle(it).fill !== getComputedStyle(it.parentElement).color)
      return [...edgeless, ...pale].map((it) => `${it.tagName} ${it.className.baseVal ?? it.className}`)
    })
    assert.deepEqual(faults, [], path)
  }
  await page.context().close()
  report(eyes.faults)
})

test('who asks for nothing that moves sees nothing move', async () => {
  const page = await openPage(demo.browser, SIZES.phone)
  await signIn(page, demo.url, 'Giulia Esempio')
  await toGeneralData(page, demo.url)
  const moving = () =>
    page.evaluate(() => {
      const runs = document.getAnimations().filter((one) => one.playState === 'running')
      const long = [...document.querySelectorAll('*')].filter((it) => {
        const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(it)
        const lasts = `${transitionDuration},${animationDuration}`.split(',').some((time) => parseFloat(time) > 0.05)
        return lasts || scrollBehavior === 'smooth'
      })
      return [...runs.map((one) => one.animationName ?? 'animation'), ...long.map((it) => `${it.tagName} ${it.className}`)]
    })
  assert.deepEqual(await moving(), [])
  await page.getByRole('button', { name: 'Avanti' }).last().click()
  await page.locator('#errori').waitFor()
  assert.deepEqual(await moving(), [])
  await page.context().close()
})
