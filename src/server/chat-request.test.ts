import { DefaultChatTransport } from 'ai'
import { ChatClient, fetchServerSentEvents as fetchTanstack } from '@tanstack/ai-client'
import express, { type RequestHandler } from 'express'
import { createServer, type RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { createChat, fetchServerSentEvents } from '../index.ts'
import type { Protocol } from '../protocol.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { listen } from '../testing/listen.ts'
import { chatRequest, type AskedChat } from './chat-request.ts'
import type { IncomingRequest } from './read-body.ts'
import { toNodeResponse } from './to-node-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'

async function* answer(): AsyncGenerator<string, void, undefined> {
  yield 'Hello'
}

const serveChat = async (listener: RequestListener): Promise<string> =>
  `${await listen(createServer(listener))}/chat`

/** A server on node:http, and what it has understood of the requests so far. */
async function serve(wire: 'ai-sdk' | 'ag-ui' = 'ai-sdk') {
  const asked: AskedChat[] = []
  const url = await serveChat(async (request, response) => {
    const chat = await chatRequest(request)
    if (!chat.ok) return toNodeResponse(chat.response, response)
    asked.push(chat)
    await toNodeResponse(toServerSentEventsResponse(answer(), { ...chat, wire }), response)
  })
  return { url, asked }
}

test.each([
  ['whatever is detected', undefined, true],
  ['the AI SDK', aiSdk, false],
  ['AG-UI', agUi, true],
] satisfies readonly (readonly [string, Protocol | undefined, boolean])[])(
  'what a chat sends is read, asked as %s',
  async (_name, protocol, hasRun) => {
    const { url, asked } = await serve(protocol === agUi ? 'ag-ui' : 'ai-sdk')
    const chat = createChat({
      id: 'chat-1',
      connection: fetchServerSentEvents(url, protocol ? { protocol } : {}),
    })
    await chat.sendMessage('Hi')
    await chat.sendMessage('And now?')
    expect(chat.$error.get()).toBeUndefined()
    const { messages, chatId, runId, data } = asked[1]!
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello'],
      ['user', 'And now?'],
    ])
    expect([chatId, runId !== undefined, data]).toEqual(['chat-1', hasRun, {}])
    expect(runId === undefined || runId !== asked[0]!.runId).toBe(true)
  },
)

test('what the AI SDK and TanStack AI send is read', async () => {
  const { url, asked } = await serve()
  const parts = [{ type: 'text' as const, text: 'Hi' }]
  const stream = await new DefaultChatTransport({ api: url }).sendMessages({
    chatId: 'c1',
    messageId: undefined,
    messages: [{ id: 'q', role: 'user', parts }],
    trigger: 'submit-message',
    abortSignal: undefined,
  })
  await stream.cancel()
  expect(asked[0]).toMatchObject({
    chatId: 'c1',
    messages: [{ role: 'user', content: 'Hi', parts }],
  })

  const other = await serve('ag-ui')
  const client = new ChatClient({ connection: fetchTanstack(other.url), threadId: 't1' })
  await client.sendMessage('Hi')
  expect(other.asked[0]).toMatchObject({
    chatId: 't1',
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect(other.asked[0]?.runId).toEqual(expect.any(String))
})

function asking(body: unknown, headers: HeadersInit = {}): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request('https://example.com/chat', { method: 'POST', body: text, headers })
}

const messages = [{ role: 'user', content: 'Hi' }]

test('a Request is read, with the run that it takes up and its signal', async () => {
  const given = asking(
    { messages, id: 'c', runId: 'r', data: { a: 1 } },
    { 'last-event-id': '7-0' },
  )
  expect(await chatRequest(given)).toMatchObject({
    ok: true,
    messages: [{ role: 'user', content: 'Hi', parts: [] }],
    chatId: 'c',
    runId: 'r',
    data: { a: 1 },
    lastEventId: '7-0',
    signal: given.signal,
    body: { id: 'c' },
  })
})

test('text in parts and in contents of parts is the content', async () => {
  const parts = [
    { type: 'text', text: 'Hel' },
    { type: 'file', url: 'data:,' },
    { type: 'text', text: 'lo' },
  ]
  const chat = await chatRequest(
    asking({
      messages: [
        { role: 'user', parts },
        { role: 'user', content: parts },
        { role: 'assistant', content: null },
      ],
    }),
  )
  expect(chat).toMatchObject({
    messages: [
      { content: 'Hello', parts },
      { content: 'Hello', parts },
      { content: '', parts: [] },
    ],
  })
})

test.each([
  ['', 'The body is not JSON. Send an object with the messages, as JSON.'],
  ['{"messages":', 'The body is not JSON. Send an object with the messages, as JSON.'],
  [[messages], 'The body is no JSON object. Send one with the messages.'],
  ['null', 'The body is no JSON object. Send one with the messages.'],
  [{}, 'The body has no messages. Send them as an array, the question last.'],
  [{ messages: [] }, 'The body has no messages. Send them as an array, the question last.'],
  [{ messages: ['Hi'] }, 'The message at 0 has no role. Name one, such as user or assistant.'],
  [
    { messages: [{ content: 'Hi' }] },
    'The message at 0 has no role. Name one, such as user or assistant.',
  ],
  [
    { messages: [...messages, { role: 'user', content: 1 }] },
    'The message at 1 has a content that is none. Send a text.',
  ],
  [
    { messages: [{ role: 'user', parts: ['Hi'] }] },
    'The message at 0 has parts that are none. Send objects with a type.',
  ],
  [
    { messages, runId: 'a\nb' },
    'The runId of the body is no name. Send at most 200 letters, digits and any of . : @ _ and -.',
  ],
  [
    { messages, id: 7 },
    'The id of the body is no name. Send at most 200 letters, digits and any of . : @ _ and -.',
  ],
])('%j is refused', async (body, message) => {
  const refused = await chatRequest(asking(body))
  if (refused.ok) throw new Error('It was taken')
  expect(refused.message).toBe(message)
  expect(refused.response.status).toBe(400)
  expect(refused.response.headers.get('content-type')).toBe('application/json')
  expect(await refused.response.json()).toEqual({ error: { message } })
})

test('a conversation that is too long is refused', async () => {
  const refused = await chatRequest(asking({ messages: [...messages, ...messages] }), {
    maxMessages: 1,
  })
  expect(refused).toMatchObject({
    message: 'The conversation has more than 1 messages. Send fewer of them.',
  })
})

test('a body that is too long is refused before it is read to its end', async () => {
  let given = 0
  const endless = new ReadableStream<Uint8Array>({
    pull: controller => controller.enqueue(new Uint8Array(++given && 1_000).fill(32)),
  })
  const refused = await chatRequest({ headers: new Headers(), body: endless }, { maxBytes: 10_000 })
  expect(refused).toMatchObject({ ok: false, response: { status: 413 } })
  expect(given).toBeLessThan(15)
  const announced: IncomingRequest = { headers: { 'content-length': '10001' } }
  expect(await chatRequest(announced, { maxBytes: 10_000 })).toMatchObject({
    message: 'The body is longer than 10000 bytes. Send less at once.',
  })
})

test('a server that goes on reading a body that was refused does not fail', async () => {
  // As h3 1 hands it over, and so Nitro 2: what comes is put into a stream, whoever reads it.
  let put!: (piece: Uint8Array) => void
  const body = new ReadableStream<Uint8Array>({
    start: controller => void (put = piece => controller.enqueue(piece)),
  })
  const refused = chatRequest({ headers: new Headers(), body }, { maxBytes: 10 })
  put(new Uint8Array(11))
  expect(await refused).toMatchObject({ ok: false })
  expect(() => put(new Uint8Array(11))).not.toThrow()
})

test('a client of node:http that sends too much is told so', async () => {
  const url = await serveChat(async (incoming, response) => {
    const chat = await chatRequest(incoming, { maxBytes: 1_000 })
    await toNodeResponse(chat.ok ? new Response('taken') : chat.response, response)
  })
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(10_000) }] })
  const response = await fetch(url, { method: 'POST', body })
  expect([response.status, await response.json()]).toEqual([
    413,
    { error: { message: 'The body is longer than 1000 bytes. Send less at once.' } },
  ])
  const chunked = new Blob([body]).stream()
  const init = { method: 'POST', body: chunked, duplex: 'half' } as RequestInit
  expect((await fetch(url, init)).status).toBe(413)
})

test.each([
  ['parsed', [express.json()]],
  ['not parsed', []],
] as const)(
  'a request of Express is read, its body %s',
  async (_how, middleware: readonly RequestHandler[]) => {
    const app = express()
    for (const handler of middleware) app.use(handler)
    app.post('/chat', async (incoming, response) => {
      const chat = await chatRequest(incoming)
      response.json(chat.ok ? chat.messages : chat.message)
    })
    const url = await serveChat(app)
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ messages }),
      headers,
    })
    expect(await response.json()).toEqual([{ role: 'user', content: 'Hi', parts: [] }])
  },
)

test('a body that breaks off is no failure of the request’s shape', async () => {
  const broken = new ReadableStream({ start: controller => controller.error(new Error('Gone')) })
  await expect(chatRequest({ headers: new Headers(), body: broken })).rejects.toThrow('Gone')
})
