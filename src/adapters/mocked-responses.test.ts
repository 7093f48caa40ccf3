import { delay, http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { messageRows } from '../testing/message-rows.ts'
import { until } from '../testing/until.ts'
import { fetchHttpStream } from './fetch-http-stream.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

// As somebody writes them who tests a page with MSW.
const api = setupServer()
const URL = 'https://api.example.com/chat'

beforeAll(() => api.listen({ onUnhandledRequest: 'error' }))
afterEach(() => api.resetHandlers())
afterAll(() => api.close())

function streamOf(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      for (const piece of pieces) {
        controller.enqueue(new TextEncoder().encode(piece))
        await delay(0)
      }
      controller.close()
    },
  })
}

test('a mocked stream of server-sent events, cut anywhere, becomes an answer', async () => {
  api.use(
    http.post(URL, async ({ request }) => {
      expect(await request.json()).toMatchObject({
        model: 'small',
        messages: [{ role: 'user', content: 'Hi' }],
      })
      return new HttpResponse(
        streamOf(
          'data: {"choices":[{"delta":{"content":"Hel"}}]}\n',
          '\ndata: {"choices":[{"del',
          'ta":{"content":"lo"}}]}\n\n',
          'data: [DONE]\n\n',
        ),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    }),
  )
  const chat = createChat({
    connection: fetchServerSentEvents(URL, { protocol: openaiChat, body: { model: 'small' } }),
  })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
})

test('a mocked stream of lines, cut anywhere, becomes an answer', async () => {
  api.use(
    http.post(URL, () => {
      return new HttpResponse(
        streamOf(
          '{"type":"text-delta","id":"t","delta":"Hel"}\n{"type":"te',
          'xt-delta","id":"t","delta":"lo"}\n',
          '{"type":"finish","finishReason":"stop"}',
        ),
        { headers: { 'content-type': 'application/x-ndjson' } },
      )
    }),
  )
  const chat = createChat({ connection: fetchHttpStream(URL, { protocol: aiSdk }) })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
  expect(chat.$messages.get()[1]?.finishReason).toBe('stop')
})

test('a mocked failure becomes an error', async () => {
  api.use(
    http.post(URL, () => HttpResponse.json({ error: { message: 'No credit' } }, { status: 402 })),
  )
  const chat = createChat({ connection: fetchServerSentEvents(URL, { protocol: openaiChat }) })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({
    code: 'http',
    status: 402,
    message: expect.stringContaining('No credit') as string,
  })
})

test('a mocked network failure becomes an error', async () => {
  api.use(http.post(URL, () => HttpResponse.error()))
  const connection = fetchServerSentEvents(URL, { protocol: openaiChat, retry: { attempts: 0 } })
  const chat = createChat({ connection })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()?.code).toBe('network')
})

test.each([
  ['fetchServerSentEvents', fetchServerSentEvents],
  ['fetchHttpStream', fetchHttpStream],
])('a stop ends a mocked stream that has no end, read by %s', async (_name, adapter) => {
  const record = 'data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n'
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(new TextEncoder().encode(record)),
  })
  const headers = { 'content-type': 'text/event-stream' }
  api.use(http.post(URL, () => new HttpResponse(body, { headers })))
  const chat = createChat({ connection: adapter(URL, { protocol: openaiChat }) })
  const sent = chat.sendMessage('Hi')
  await until(chat.$messages, messages => messages.length === 2)
  chat.stop()
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
})
