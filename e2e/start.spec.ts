import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from './chat-page.ts'

test('npm start serves the page from its sources, with a server that answers', async ({
  chat,
  page,
}) => {
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
    await page.goto(`${address}?pace=0`)
    await chat.ask('Is anyone there?')
    await expect(chat.answer).toHaveAttribute('data-status', 'complete')
  } finally {
    const ended = once(started, 'exit')
    started.kill()
    await ended
  }
})
