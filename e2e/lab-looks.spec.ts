import { fileURLToPath } from 'node:url'
import type Axe from 'axe-core'
import { expect, test } from './lab-page.ts'

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

for (const scheme of ['light', 'dark'] as const) {
  test(`the lab has nothing serious against it in ${scheme}`, async ({ chat, lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await chat.open({ pace: '0' })
    await page.addScriptTag({ path: axe })
    const serious = (): Promise<unknown> =>
      page.evaluate(async () => {
        const { axe: judge } = globalThis as unknown as { axe: typeof Axe }
        const { violations } = await judge.run('#knobs, #wire, .bar')
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) }))
      })
    expect(await serious()).toEqual([])
    await lab.ask('Can everybody read this?')
    await lab.rows('Events').last().click()
    expect(await serious()).toEqual([])
    await lab.read('Naive reader')
    await page.getByText('Bring your own model').click()
    expect(await serious()).toEqual([])

    // Where the reader's own colours take the place of the page's, a state is still seen.
    await page.emulateMedia({ colorScheme: scheme, forcedColors: 'active' })
    const paperOf = (element: Element, part?: string): string =>
      getComputedStyle(element, part).backgroundColor
    const keepAlives = page.getByRole('switch', { name: 'Keep-alives' })
    const off = await keepAlives.evaluate(paperOf)
    expect(await keepAlives.evaluate(paperOf, '::before')).not.toBe(off)
    await keepAlives.check()
    expect(await keepAlives.evaluate(paperOf)).not.toBe(off)
  })
}

for (const width of [390, 768, 1440]) {
  test(`the lab fits a page of ${width} pixels`, async ({ chat, lab, page }) => {
    await page.setViewportSize({ width, height: 900 })
    await chat.open({ pace: '0' })
    const parts = {
      Chat: page.getByRole('main'),
      Wire: page.locator('#wire'),
      Knobs: page.locator('#knobs'),
    }
    const choice = (name: string) => page.getByRole('radio', { name, exact: true })
    const fits = (): Promise<boolean> =>
      page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    await lab.ask('Is there room?')
    if (width > 1_000) {
      for (const part of Object.values(parts)) await expect(part).toBeInViewport()
      await expect(choice('Chat')).toBeHidden()
      expect(await fits()).toBe(true)
      return
    }
    for (const name of Object.keys(parts)) {
      await choice(name).check()
      for (const [other, part] of Object.entries(parts)) {
        await expect(part).toBeVisible({ visible: other === name })
      }
      expect(await fits(), name).toBe(true)
    }
    // A button that breaks the wire shows it.
    await lab.press('Invalid UTF-8')
    await expect(parts.Wire).toBeVisible()
    await choice('Wire').press('ArrowLeft')
    await expect(parts.Chat).toBeVisible()
  })
}
