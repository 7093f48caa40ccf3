import { expect, test, vi } from 'vitest'
import { openaiChat } from '../protocols/openai-chat.ts'
import type { StreamErrorDetails } from '../stream-error.ts'
import { eventsOf, textOf } from '../testing/events-of.ts'
import { fetchOf } from '../testing/fetch-of.ts'
import { httpServer } from '../testing/http-server.ts'
import { DONE, STOP_CHUNK, textChunk, textEvent } from '../testing/openai-stream.ts'
import { utf8 } from '../testing/utf8.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

/** The adapter for a server that answers with this. */
async function answering(contentType: string, body: string): Promise<ConnectionAdapter> {
  const server = await httpServer(({ response }) => {
    if (contentType) response.setHeader('content-type', contentType)
    response.end(body)
  })
  return fetchServerSentEvents(server.url, { protocol: openaiChat })
}

const HELLO = textEvent('Hello')
const COMPLETION = JSON.stringify({
  object: 'chat.completion',
  choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
})

test.each(['text/event-stream', 'text/event-stream; charset=utf-8', 'Text/Event-Stream'])(
  'reads a response of type %s',
  async type => {
    expect(await textOf(await answering(type, HELLO + DONE))).toBe('Hello')
  },
)

test.each(['text/html', 'text/plain', 'application/x-ndjson', ''])(
  'refuses a response of type “%s”',
  async type => {
    await expect(eventsOf(await answering(type, HELLO + DONE))).rejects.toMatchObject({
      code: 'content-type',
      status: 200,
      body: HELLO + DONE,
    })
  },
)

test('refuses a response without a body', async () => {
  const server = await httpServer(({ response }) => void response.writeHead(204).end())
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'content-type', status: 204 })
})

test('reads a whole answer as application/json', async () => {
  const events = await eventsOf(await answering('application/json; charset=utf-8', COMPLETION))
  expect(events).toEqual([
    { type: 'text-delta', delta: 'Hello' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('a whole answer that is left early is cancelled', async () => {
  const cancelled = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(utf8('{')),
    cancel: cancelled,
  })
  const headers = { 'content-type': 'application/json' }
  const connection = fetchServerSentEvents('http://localhost/', {
    protocol: openaiChat,
    fetch: fetchOf(() => new Response(body, { headers })),
  })
  const controller = new AbortController()
  const events = await eventsOf(connection, {
    signal: controller.signal,
    onProgress: ({ bytes }) => bytes && controller.abort(),
  })
  expect(events).toEqual([])
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a whole answer that is cut off by the connection is a network error', async () => {
  const server = await httpServer(({ head, response }) => {
    head(200, { 'content-type': 'application/json' })
    response.write('{', () => response.destroy())
  })
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'network' })
})

test('an error in a whole answer is told as in a stream', async () => {
  const events = await eventsOf(await answering('application/json', '{"error":"Overloaded"}'))
  expect(events).toMatchObject([{ type: 'error', message: 'Overloaded' }])
})

test.each<[string, string, StreamErrorDetails & { message: unknown }]>([
  [
    'an object without an answer',
    '{"detail":"Not for you"}',
    { body: { detail: 'Not for you' }, message: expect.stringContaining('Not for you') },
  ],
  [
    'an object that is cut off',
    '{"choices":[',
    { body: '{"choices":[', message: expect.any(String) },
  ],
])('JSON that is %s is no stream', async (_what, body, error) => {
  await expect(eventsOf(await answering('application/json', body))).rejects.toMatchObject({
    code: 'content-type',
    ...error,
  })
})

test.each<[string, string, string]>([
  ['a whole record', `data: ${STOP_CHUNK}`, 'complete'],
  ['a whole record and one newline', `data: ${STOP_CHUNK}\n`, 'complete'],
  ['a terminator', 'data: [DONE]', 'complete'],
  ['half a record', `data: ${textChunk(' there').slice(0, -9)}`, 'truncated'],
  ['half a terminator', 'data: [DO', 'truncated'],
  ['a whole record that ends nothing', `data: ${textChunk('!')}`, 'truncated'],
  ['half a field', 'dat', 'truncated'],
])('a last event without an empty line is taken if it is whole: %s', async (_what, last, end) => {
  const connection = await answering('text/event-stream', HELLO + last)
  const finished = await eventsOf(connection).then(
    events => events.at(-1)?.type === 'finish' && 'complete',
    (error: { code: string }) => error.code,
  )
  expect(finished).toBe(end)
})

test('nothing is read after the terminator', async () => {
  const connection = await answering('text/event-stream', HELLO + DONE + textEvent('!'))
  expect(await textOf(connection)).toBe('Hello')
})
