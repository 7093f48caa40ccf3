import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createChat, fetchServerSentEvents } from './index.ts'
import { until } from './testing/until.ts'

const page = readFileSync('docs/quick-start.md', 'utf8')

/** The server of the page, as a process of its own, on a port that is free. */
async function startServer(): Promise<string> {
  const [, code = ''] = /`server\.mjs`:\n\n```js\n(.*?)```/s.exec(page) ?? []
  const anyPort = '.listen(0, function () { console.log(this.address().port) })'
  const free = code.replace(/\.listen\(8787\)/, anyPort)
  expect(free).not.toBe(code)
  const server = spawn(process.execPath, ['--input-type=module', '--eval', free])
  onTestFinished(() => void server.kill())
  const [port] = await once(server.stdout, 'data')
  return `http://localhost:${String(port).trim()}/api/chat`
}

test('the server of the quick start answers, streams, and can be stopped', async () => {
  const url = await startServer()
  const chat = createChat({ connection: fetchServerSentEvents(url), flush: 'sync' })
  await chat.sendMessage('Hi')
  expect(chat.$messages.get().at(-1)).toMatchObject({
    status: 'complete',
    content: 'Hello! I am a server, and no model at all. ',
  })

  const second = chat.sendMessage('Again')
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hello! ')
  chat.stop()
  await second
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'stopped', content: 'Hello! ' })
})

test('the page of the quick start proxies to that server, and has what its script looks for', () => {
  expect(page).toContain("proxy: { '/api': 'http://localhost:8787' }")
  const [, html = ''] = /```html\n(.*?)```/s.exec(page) ?? []
  const [, script = ''] = /`src\/main\.ts`.*?```ts\n(.*?)```/s.exec(page) ?? []
  const wanted = Array.from(script.matchAll(/querySelector\('(\w+)'\)/g), ([, name]) => name)
  expect(wanted).toEqual(['pre', 'form', 'input'])
  for (const name of wanted) expect(html).toMatch(new RegExp(`<${name}\\b`))
  expect(html).toContain('name="message"')
})
