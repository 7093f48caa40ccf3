import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { startsServers, type StartServer } from './servers/start.ts'

export { expect }

/** The demo's page, as its user sees it. */
export interface ChatPage {
  /** Opens the page with these settings: `url`, `adapter`, `protocol`, `fault`, … */
  open(settings?: Readonly<Record<string, string>>): Promise<void>
  ask(prompt: string): Promise<void>
  stop(): Promise<void>
  readonly status: Locator
  readonly alert: Locator
  /** The newest answer. */
  readonly answer: Locator
  /** The text of all text parts of an answer; the newest by default. */
  textOf(answer?: Locator): Promise<string>
}

interface Fixtures {
  readonly chat: ChatPage
  readonly start: StartServer
  /** Errors that the console may show; any other fails the test. */
  readonly expectedInConsole: RegExp | undefined
}

export const test: ReturnType<typeof base.extend<Fixtures>> = base.extend<Fixtures>({
  expectedInConsole: [undefined, { option: true }],

  chat: async ({ page, expectedInConsole }, use) => {
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(`${error}`))
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.addInitScript(withoutAsyncIteration)
    await use(chatPage(page))
    expect(complaints.filter(complaint => !expectedInConsole?.test(complaint))).toEqual([])
  },

  start: startsServers,
})

/** As in Safari, whose streams cannot be iterated. */
function withoutAsyncIteration(): void {
  Reflect.deleteProperty(ReadableStream.prototype, Symbol.asyncIterator)
  Reflect.deleteProperty(ReadableStream.prototype, 'values')
}

function chatPage(page: Page): ChatPage {
  const conversation = page.getByRole('log', { name: 'Conversation' })
  const answer = conversation.locator('article[data-role=assistant]').last()
  return {
    async open(settings = {}) {
      await page.goto(`/?${new URLSearchParams(settings)}`)
    },
    async ask(prompt) {
      await page.getByRole('textbox', { name: 'Message' }).fill(prompt)
      await page.getByRole('button', { name: 'Send' }).click()
    },
    stop: () => page.getByRole('button', { name: 'Stop' }).click(),
    status: page.getByTestId('status'),
    alert: page.getByRole('alert'),
    answer,
    async textOf(given = answer) {
      // The page does not show space at the ends of a paragraph.
      const parts = await given.locator('.parts > .prose').allTextContents()
      return parts.map(part => part.trim()).join(' ')
    },
  }
}
