import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { createServer } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat, fetchServerSentEvents } from './index.ts'
import { httpServer } from './testing/http-server.ts'
import { listen } from './testing/listen.ts'
import { DONE, STOP_CHUNK } from './testing/openai-stream.ts'
import { examplesOf, runExample } from './testing/page-examples.ts'
import { sayUntilShown } from './testing/say-until-shown.ts'

test('the server with Hono answers a chat, and a stop in the page closes the model’s connection', async () => {
  const model = await httpServer()
  vi.stubEnv('MODEL_URL', model.url)
  onTestFinished(() => void vi.unstubAllEnvs())
  const example = examplesOf('docs/servers.md').find(code => code.includes("from 'hono'"))
  const { app } = await runExample<{ readonly app: Hono }>(example)
  const origin = await listen(createServer(getRequestListener(app.fetch)))
  const chat = createChat({ connection: fetchServerSentEvents(`${origin}/api/chat`) })

  const whole = chat.sendMessage('Hi')
  const first = await model.next()
  expect(JSON.parse(first.body)).toEqual({
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  })
  await sayUntilShown(first, chat, 'Once')
  first.response.end(`data: ${STOP_CHUNK}\n\n${DONE}`)
  await whole
  expect(chat.$messages.get().at(-1)).toMatchObject({ content: 'Once', status: 'complete' })

  const stopped = chat.sendMessage('And then?')
  const second = await model.next()
  await sayUntilShown(second, chat, 'Twice')
  chat.stop()
  await second.closed
  await stopped

  const refused = await fetch(`${origin}/api/chat`, { method: 'POST', body: 'no JSON' })
  expect(refused.status).toBe(400)
})
