import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { createServer } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat, fetchServerSentEvents, withTools } from './index.ts'
import type { Message } from './message.ts'
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

interface Keeper {
  readonly conversations: ReadonlyMap<string, readonly Message[]>
  POST(model: () => AsyncIterable<unknown>): (request: Request) => Promise<Response>
}

test('the server that keeps the conversation has what the page has, over the rounds of a tool', async () => {
  const example = examplesOf('docs/servers.md').find(code => code.includes('onFinish'))
  const { conversations, POST } = await runExample<Keeper>(example)
  const rounds = [
    [
      { type: 'text-delta', delta: 'I look. ' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'tide', input: { port: 'Ålesund' } },
      { type: 'finish', reason: 'tool-calls' },
    ],
    [{ type: 'text-delta', delta: 'High at six.' }, { type: 'finish' }],
    [{ type: 'text-delta', delta: 'Low at noon.' }, { type: 'finish' }],
  ]
  const answer = POST(async function* () {
    yield* rounds.shift() ?? []
  })
  const server = fetchServerSentEvents('https://example.com/', {
    fetch: (url, init) => answer(new Request(url, init)),
  })
  const chat = createChat({ connection: withTools(server, { tide: () => ({ at: 6 }) }) })
  await chat.sendMessage('Tide?')
  await chat.sendMessage('And then?')

  const kept = conversations.get(chat.id) ?? []
  const told = ({ id, role, content, status, parts }: Message): object => ({
    id,
    role,
    content,
    status,
    parts: parts.map(part => ({ ...part, inputText: '' })),
  })
  expect(kept).toHaveLength(4)
  expect(kept.map(told)).toEqual(chat.$messages.get().map(told))
  // What is kept is what a page begins with.
  const again = createChat({ connection: server, messages: kept })
  expect(again.$messages.get()).toEqual(kept)
})
