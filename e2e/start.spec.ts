import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test as base } from './chat-page.ts'

/** What `npm start` serves, and where. */
const test = base.extend<object, { readonly address: string }>({
  address: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright takes nothing but a pattern here.
    async ({}, use) => {
      const started = spawn(process.execPath, ['.ci/start.mjs'], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        let address: string | undefined
        for await (const line of createInterface(started.stdout)) {
          address = /The demo is at (\S+)/.exec(line)?.[1]
          if (address) break
        }
        await use(address!)
      } finally {
        const ended = once(started, 'exit')
        started.kill()
        await ended
      }
    },
    { scope: 'worker' },
  ],
})

test('npm start serves the page from its sources, with a server that answers', async ({
  address,
  chat,
  page,
}) => {
  await page.goto(`${address}?pace=0`)
  await chat.ask('Is anyone there?')
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
})

test('on nanowire/server the answer goes on over a reload, until it is stopped', async ({
  address,
  chat,
  page,
}) => {
  await page.goto(`${address}?url=/api/runs&resume`)
  await chat.ask('Will you wait for me?')
  await expect(chat.answer).toContainText('Will you wait')
  const before = await chat.textOf()
  await page.reload()
  await expect(chat.answer).toContainText(before)
  await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  await expect(chat.answer).toContainText('what has arrived stays')
  await expect(page.locator('article')).toHaveCount(2)

  await chat.ask('And once I have stopped you?')
  await expect(chat.answer).toContainText('And once')
  const stopped = page.waitForResponse(
    response => response.request().method() === 'DELETE' && response.status() === 204,
  )
  await page.getByRole('button', { name: 'Stop' }).click()
  await stopped
  const kept = await chat.textOf()
  await page.reload()
  await expect(page.locator('article')).toHaveCount(4)
  await expect(chat.answer).toHaveAttribute('data-status', 'stopped')
  await expect(chat.status).toHaveText('ready')
  await expect(chat.alert).toBeHidden()
  expect(await chat.textOf()).toBe(kept)
})
