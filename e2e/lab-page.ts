import type { Locator, Page } from '@playwright/test'
import { expect, test as base } from './chat-page.ts'

export { expect }

/** The demo's panel that shows the wire, as its user sees it. */
export interface LabPage {
  /** Asks, and waits until the answer is whole, in the panel too. */
  ask(question: string): Promise<void>
  /** The value of a counter. */
  count(counter: string): Promise<number>
  /** The rows of a lane that are drawn. */
  rows(lane: 'Records' | 'Events' | 'Store writes'): Locator
  readonly bytes: Locator
  /** The sentence on where the selected item comes from. */
  readonly ancestry: Locator
  press(button: string): Promise<void>
  read(reader: 'Naive reader' | 'nanowire'): Promise<void>
  /** What each reader shows. */
  said(): Promise<{ readonly naive: string; readonly whole: string }>
  readonly tally: Locator
}

interface Fixtures {
  readonly lab: LabPage
}

export const test: ReturnType<typeof base.extend<Fixtures>> = base.extend<Fixtures>({
  lab: async ({ page }, use) => use(labPage(page)),
})

function labPage(page: Page): LabPage {
  const wire = page.getByRole('region', { name: 'The wire' })
  const whole = page.locator('article[data-role=assistant][data-status=complete]')
  const caughtUp = (): Promise<void> =>
    expect(page.locator('#wire')).toHaveAttribute('aria-busy', 'false')
  return {
    async ask(question) {
      const before = await whole.count()
      await page.getByRole('textbox', { name: 'Message' }).fill(question)
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(whole).toHaveCount(before + 1, { timeout: 30_000 })
      await caughtUp()
    },
    async count(counter) {
      await caughtUp()
      const value = wire
        .locator('.counters div', { hasText: new RegExp(`^${counter}`) })
        .locator('dd')
      return Number.parseFloat((await value.textContent())!.replaceAll(',', ''))
    },
    rows: lane => wire.getByRole('listbox', { name: lane }).getByRole('option'),
    bytes: wire.getByRole('listbox', { name: 'Bytes' }),
    ancestry: wire.locator('#ancestry'),
    press: button => page.getByRole('button', { name: button, exact: true }).click(),
    read: reader => wire.getByRole('radio', { name: reader, exact: true }).check(),
    said: () =>
      wire.evaluate(() => ({
        naive: document.querySelector('#naive-text')!.textContent!,
        whole: document.querySelector('#whole-text')!.textContent!,
      })),
    tally: wire.getByRole('list', { name: 'What the naive reader did' }),
  }
}
