import { test as base, expect, type Page } from '@playwright/test'
import { servePage } from './serve-page.ts'
import { serveRuns, type RunServer, type RunServerOptions } from './servers/runs.ts'
import type { PeerServer } from './servers/serve.ts'

interface Fixtures {
  /** A server of runs, and an open page that uses it. */
  readonly open: (options?: RunServerOptions & { query?: string }) => Promise<RunServer>
}

export const test: ReturnType<typeof base.extend<Fixtures, { readonly site: PeerServer }>> =
  base.extend<Fixtures, { readonly site: PeerServer }>({
    site: [
      // oxlint-disable-next-line no-empty-pattern -- Playwright insists on a pattern here.
      async ({}, use) => {
        const site = await servePage('e2e/pages')
        await use(site)
        await site.close()
      },
      { scope: 'worker' },
    ],

    open: async ({ page, site }, use) => {
      const servers: RunServer[] = []
      await use(async ({ query = '', ...options } = {}) => {
        const server = await serveRuns(options)
        servers.push(server)
        await page.goto(`${site.url}/?server=${server.url}${query}`)
        return server
      })
      await Promise.all(servers.map(server => server.close()))
    },
  })

export { expect }

const QUESTION = 'user complete: Tell me of Malmö'

/** The page shows the question, and this answer to it. */
export async function showsAnswer(page: Page, answer: string): Promise<void> {
  await expect(page.getByTestId('messages')).toHaveText(`${QUESTION}\n${answer}`)
}

/** Asks, and waits until this many pieces of the answer are shown. */
export async function ask(page: Page, server: RunServer, pieces: number): Promise<void> {
  await page.getByRole('button', { name: 'Ask' }).click()
  await expect.poll(() => server.runs.length).toBe(1)
  server.say(pieces)
  await showsAnswer(page, `assistant streaming: ${server.said()}`)
}
