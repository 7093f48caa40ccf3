// The examples of TanStack AI's guide to streaming, as one writes them with nanowire.

import {
  chat as tanstackChat,
  toHttpResponse,
  toServerSentEventsResponse,
  type ModelMessage,
} from '@tanstack/ai'
import {
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  openStream,
  stream,
  type Message,
  type StreamEvent,
} from 'nanowire'
import { serverSentEvents } from 'nanowire/framing'
import { expect, test } from 'vitest'
import { until } from '../../src/testing/until.ts'
import { gate } from '../servers/gate.ts'
import { answers, prompts, say, weather } from '../servers/model.ts'
import { serveWeb } from '../servers/serve.ts'
import { serveTanstackAi, textAdapter } from '../servers/tanstack-ai.ts'
import { start } from './start.ts'

/** The server of the guide, which takes `{ messages }`: `toStreamResponse` by its name of today. */
async function POST(request: Request): Promise<Response> {
  const { messages } = (await request.json()) as { messages: Message[] }
  const chunks = tanstackChat({ adapter: textAdapter(0), messages: spoken(messages) })
  return new URL(request.url).pathname === '/ndjson'
    ? toHttpResponse(chunks)
    : toServerSentEventsResponse(chunks)
}

function spoken(messages: readonly Message[]): ModelMessage[] {
  return messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => ({ role: 'user', content }))
}

test('How Streaming Works: a loop sees the chunks as they arrive', async () => {
  const { url } = await start(serveTanstackAi({ pace: 0 }))
  const { fullStream } = openStream({
    connection: fetchServerSentEvents(`${url}/sse`),
    messages: [{ role: 'user', content: prompts.text }],
  })
  let text = ''
  for await (const event of fullStream) {
    if (event.type === 'text-delta') text += event.delta
  }
  expect(text).toBe(answers.text)
})

test('How Streaming Works: the chunks of chat() need no server between them and the page', async () => {
  const chat = createChat({
    connection: stream(messages =>
      tanstackChat({ adapter: textAdapter(0), messages: spoken(messages) }),
    ),
  })
  await chat.sendMessage(prompts.text)
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.text })
})

test('Client-Side Streaming: messages update as chunks arrive', async () => {
  const { pass, open } = gate()
  const { url } = await start(serveTanstackAi({ pace: pass }))
  const { $messages, $isLoading, sendMessage } = createChat({
    connection: fetchServerSentEvents(`${url}/sse`),
  })

  const sent = sendMessage(prompts.text)
  expect($isLoading.get()).toBe(true)
  let said = ''
  for (const piece of say(prompts.text, 0)) {
    said += piece.type === 'text' ? piece.text : ''
    open()
    await until($messages, messages => messages.at(-1)?.content === said)
  }
  await sent
  expect(said).toBe(answers.text)
  expect($isLoading.get()).toBe(false)
})

test('Stream Chunks: content, tool calls, tool results and the end are told apart', async () => {
  const { url } = await start(serveTanstackAi({ pace: 0 }))
  const chunks: StreamEvent[] = []
  const chat = createChat({
    connection: fetchServerSentEvents(`${url}/sse`),
    onChunk: event => chunks.push(event),
  })
  await chat.sendMessage(prompts.tools)

  const kinds = /^(text-delta|tool-call|tool-result|finish)$/
  const told = chunks.filter(({ type }) => kinds.test(type))
  expect(told).toMatchObject([
    { type: 'text-delta', delta: 'Let me' },
    { type: 'text-delta', delta: ' check.' },
    { type: 'tool-call', toolName: 'getWeather', input: { city: 'Tromsø' } },
    { type: 'tool-result', output: weather },
    ...[' It is', ' 4 °C', ' in Tromsø', ' 🌧️.'].map(delta => ({ type: 'text-delta', delta })),
    { type: 'finish', reason: 'stop' },
  ])
  expect(chat.$messages.get().at(-1)?.parts).toMatchObject([
    { type: 'reasoning' },
    { type: 'text', text: 'Let me check.' },
    { type: 'tool-call', input: { city: 'Tromsø' }, output: weather },
    { type: 'text', text: ' It is 4 °C in Tromsø 🌧️.' },
  ])
})

test('Connection Adapters: Server-Sent Events', async () => {
  const { url } = await start(serveWeb(POST))
  const { $messages, sendMessage } = createChat({ connection: fetchServerSentEvents(`${url}/sse`) })
  await sendMessage(prompts.text)
  expect($messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.text })
})

test('Connection Adapters: HTTP Stream', async () => {
  const { url } = await start(serveWeb(POST))
  const { $messages, sendMessage } = createChat({ connection: fetchHttpStream(`${url}/ndjson`) })
  await sendMessage(prompts.text)
  expect($messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.text })
})

async function* processStream(response: Response): AsyncGenerator<unknown> {
  const decoder = serverSentEvents()
  for await (const bytes of response.body!) {
    for (const { data } of decoder.push(bytes)) if (data !== '[DONE]') yield JSON.parse(data)
  }
}

test.each([
  ['an async iterable of its chunks', processStream],
  ['the response as it is', (response: Response) => response],
])('Connection Adapters: Custom Stream that returns %s', async (_name, source) => {
  const { url } = await start(serveWeb(POST))
  const { $messages, sendMessage } = createChat({
    connection: stream(async (messages, data, signal) => {
      const response = await fetch(`${url}/sse`, {
        method: 'POST',
        body: JSON.stringify({ messages, ...data }),
        signal,
      })
      return source(response)
    }),
  })
  await sendMessage(prompts.text)
  expect($messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.text })
})

test('Monitoring Stream Progress: onChunk sees every chunk, and onFinish the message', async () => {
  const { url } = await start(serveTanstackAi({ pace: 0 }))
  const log: string[] = []
  const chat = createChat({
    connection: fetchServerSentEvents(`${url}/sse`),
    onChunk: chunk => log.push(`Received chunk: ${chunk.type}`),
    onFinish: message => log.push(`Stream finished: ${message.content}`),
  })
  await chat.sendMessage(prompts.text)
  const pieces = say(prompts.text, 0).length
  expect(log.filter(line => line === 'Received chunk: text-delta')).toHaveLength(pieces)
  expect(log.at(-1)).toBe(`Stream finished: ${answers.text}`)
})

test('Cancelling Streams: stop ends the answer and closes the connection', async () => {
  const server = await start(serveTanstackAi({ pace: 0 }))
  const { $messages, $status, sendMessage, stop } = createChat({
    connection: fetchServerSentEvents(`${server.url}/sse`),
  })
  const sent = sendMessage(prompts.endless)
  await until($messages, messages => messages.at(-1)!.content.startsWith('1 2 3 '))
  stop()
  await sent
  expect($status.get()).toBe('ready')
  expect($messages.get().at(-1)).toMatchObject({
    status: 'stopped',
    content: expect.stringMatching(/^1 2 3 /),
  })
  await expect.poll(() => server.requests[0]?.state, { timeout: 20_000 }).toBe('cut')
})

test('Best Practices: the states tell loading, an error, and what had come before it', async () => {
  const { url } = await start(serveTanstackAi({ pace: 0 }))
  const { $error, $isLoading, $messages, $status, sendMessage } = createChat({
    connection: fetchServerSentEvents(`${url}/sse`),
  })
  const told: string[] = []
  $status.subscribe(status => told.push(`${status}, loading: ${$isLoading.get()}`))
  await sendMessage(prompts.failure)
  expect(told).toEqual([
    'ready, loading: false',
    'submitted, loading: true',
    'streaming, loading: true',
    'error, loading: false',
  ])
  expect($error.get()?.message).toBe('The model is overloaded')
  expect($messages.get().at(-1)).toMatchObject({ status: 'error', content: answers.failure })
})

test('Best Practices: destroy cleans the stream up when the page is done with it', async () => {
  const server = await start(serveTanstackAi({ pace: 0 }))
  const chat = createChat({ connection: fetchServerSentEvents(`${server.url}/sse`) })
  const sent = chat.sendMessage(prompts.endless)
  await until(chat.$status, status => status === 'streaming')
  chat.destroy()
  await sent
  await expect.poll(() => server.requests[0]?.state, { timeout: 20_000 }).toBe('cut')
})
