import { expect, test } from './chat-page.ts'
import { faults } from './faults.ts'

// The browser itself reports responses that fail and connections that break.
test.use({ expectedInConsole: /^Failed to load resource: / })

for (const [fault, { told, keepsText }] of Object.entries(faults)) {
  test(`${fault} is told as ${told}, and the page goes on`, async ({ chat, page }) => {
    await chat.open({ fault, pace: '5' })
    await chat.ask('Is anyone there?')

    await expect(chat.alert).toContainText(told, { timeout: 20_000 })
    await expect(chat.status).toHaveText('error')
    await expect(page.locator('article[data-role=user]')).toContainText('Is anyone there?')
    const failed = page.locator('article[data-role=assistant][data-status=error]')
    await expect(failed).toHaveCount(keepsText ? 1 : 0)
    const kept = keepsText ? await chat.textOf(failed) : ''
    expect(kept !== '').toBe(keepsText)

    await page.getByLabel('Fault').selectOption('none')
    await chat.ask('And now?')
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
    await expect(chat.alert).toHaveCount(0)
    await expect(chat.status).toHaveText('ready')
    if (keepsText) expect(await chat.textOf(failed)).toBe(kept)
  })
}
