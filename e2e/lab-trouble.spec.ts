import { expect, test } from './lab-page.ts'

// The browser itself reports responses that fail and connections that break.
test.use({ expectedInConsole: /^Failed to load resource: / })

const troubles = [
  ['Cut the connection', 'network', '200 text/event-stream'],
  ['500 error', 'http 500', '500 text/html, then 500 text/html, then 500 text/html'],
  ['Error in mid-stream', 'server', '200 text/event-stream'],
  ['HTML login page', 'content-type', '200 text/html'],
  ['Stall', 'timeout', '200 text/event-stream'],
] as const

for (const [button, told, attempts] of troubles) {
  test(`“${button}” is told as ${told}, once`, async ({ chat, lab, page }) => {
    await chat.open({ pace: '5' })
    await lab.press(button)
    await expect(chat.alert).toContainText(told, { timeout: 20_000 })
    await expect(page.locator('#attempts')).toHaveText(attempts)
    await lab.ask('And now?')
    await expect(chat.alert).toHaveCount(0)
    await expect(page).toHaveURL(/\?pace=5$/)
  })
}

test('a 429 is waited out, as long as the server asks', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  await lab.press('429, then retry')
  await expect(page.locator('#attempts')).toHaveText(
    '429 Retry-After: 2, then 200 text/event-stream',
  )
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  expect(await lab.count('First byte')).toBeGreaterThanOrEqual(2_000)
})

test('bytes that are not UTF-8 break only their characters', async ({ chat, lab }) => {
  await chat.open({ pace: '0', wire: 'plain-text', adapter: 'http' })
  await lab.press('Invalid UTF-8')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(chat.answer).toContainText('[\uFFFD\uFFFD(]')
  await expect(lab.bytes).toContainText(/\[FFC3\(\]/)
})

test('a burst of 10,000 tokens is drawn in part, and told whole', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0' })
  await lab.press('10,000 tokens at once')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete', { timeout: 30_000 })
  await expect(chat.answer).toContainText('token10000')
  await expect.poll(() => lab.count('Events')).toBeGreaterThan(10_000)
  await expect(page.locator('#events-note')).toHaveText(/^10,\d+, the first [\d,]+ not kept$/)
  expect(await lab.count('Store writes')).toBeLessThan(1_000)
  expect(await page.locator('#wire .row').count()).toBeLessThan(120)
  await page.locator('#events').press('End')
  await expect(lab.ancestry).toHaveText(/event 10,\d+ ← record/)
})

test('a hidden page is written with every read', async ({ chat, lab, page }) => {
  await chat.open({ pace: '0', size: '16' })
  await lab.ask('Who is looking?')
  expect(await lab.count('Store writes')).toBeLessThan((await lab.count('Events')) / 2)

  await lab.press('Hide the page')
  await expect(page.getByRole('button', { name: 'Hide the page' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  expect(await page.evaluate('document.visibilityState')).toBe('hidden')
  await lab.ask('And now?')
  // No event is as short as a read, so each came with one of its own; a few change nothing.
  expect(await lab.count('Store writes')).toBeGreaterThan((await lab.count('Events')) * 0.9)
  await lab.press('Hide the page')
  expect(await page.evaluate('document.visibilityState')).toBe('visible')
})

test('an answer goes on without its view', async ({ chat, lab, page }) => {
  await chat.open({ pace: '5' })
  await chat.ask('Does anyone listen?')
  await expect(chat.status).toHaveText('streaming')
  await lab.press('Unmount the view')
  await expect(page.getByText('The view is unmounted.')).toBeVisible()
  await expect(page.locator('article')).toHaveCount(0)
  await expect(chat.status).toHaveText('ready')
  await lab.press('Unmount the view')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(chat.answer).toContainText('what has arrived stays')
  await expect(page.locator('article')).toHaveCount(2)
})
