import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import { mockChat } from '../mock/mock-chat.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { plainText } from '../protocols/plain-text.ts'
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

const hello = ['Hel', 'lo'].map(delta => ({ type: 'text-delta', delta }) as const)
const answered = ['user complete: Hi', 'assistant complete: Hello']

test.each([aiSdk, agUi, openaiChat, plainText])(
  'a mocked stream of $name becomes an answer',
  async protocol => {
    api.use(mockChat(URL, { protocol, events: hello }))
    const chat = createChat({ connection: fetchHttpStream(URL, { protocol }) })
    await chat.sendMessage('Hi')
    expect(messageRows(chat)).toEqual(answered)
  },
)

test('a mocked stream may depend on the request', async () => {
  api.use(
    mockChat(URL, {
      protocol: openaiChat,
      events: async request => {
        const { model, messages } = (await request.json()) as {
          readonly model: string
          readonly messages: readonly { readonly content: string }[]
        }
        return [{ type: 'text-delta', delta: `${model}: ${messages.at(-1)?.content}` }]
      },
    }),
  )
  const options = { protocol: openaiChat, body: { model: 'small' } }
  const chat = createChat({ connection: fetchServerSentEvents(URL, options) })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: small: Hi'])
})

test('mocked records, cut anywhere, become an answer', async () => {
  const records = [
    'data: {"choices":[{"delta":{"content":"Hel"}}]}\n',
    '\ndata: {"choices":[{"del',
    'ta":{"content":"lo"}}]}\n\n',
    'data: [DONE]\n\n',
  ]
  api.use(mockChat(URL, { records }))
  const chat = createChat({ connection: fetchServerSentEvents(URL, { protocol: openaiChat }) })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)).toEqual(answered)
})

test('mocked lines, cut anywhere, become an answer', async () => {
  const records = [
    '{"type":"text-delta","id":"t","delta":"Hel"}\n{"type":"te',
    'xt-delta","id":"t","delta":"lo"}\n',
    '{"type":"finish","finishReason":"stop"}',
  ]
  api.use(mockChat(URL, { records, headers: { 'content-type': 'application/x-ndjson' } }))
  const chat = createChat({ connection: fetchHttpStream(URL, { protocol: aiSdk }) })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)).toEqual(answered)
  expect(chat.$messages.get()[1]?.finishReason).toBe('stop')
})

test('a mocked failure becomes an error', async () => {
  api.use(mockChat(URL, { fail: { status: 402, body: { error: { message: 'No credit' } } } }))
  const chat = createChat({ connection: fetchServerSentEvents(URL, { protocol: openaiChat }) })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({
    code: 'http',
    status: 402,
    message: expect.stringContaining('No credit') as string,
  })
})

test('a mocked network failure becomes an error', async () => {
  api.use(mockChat(URL, { fail: 'network' }))
  const connection = fetchServerSentEvents(URL, { protocol: openaiChat, retry: { attempts: 0 } })
  const chat = createChat({ connection })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()?.code).toBe('network')
})

test.each([
  [{ events: 1 }, 'assistant error: Hel'],
  [{ bytes: 150 }, 'assistant error: Hel'],
])('a mocked connection that is cut after %j keeps what had come', async (cut, row) => {
  api.use(mockChat(URL, { protocol: aiSdk, events: hello, cut }))
  const chat = createChat({ connection: fetchServerSentEvents(URL, { protocol: aiSdk }) })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()?.code).toBe('network')
  expect(messageRows(chat)).toEqual(['user complete: Hi', row])
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
