// The examples of LLM Connector Hub's guide to streaming, as one writes them with nanowire.

import {
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  openStream,
  stream,
  type ConnectionAdapter,
} from 'nanowire'
import { anthropic } from 'nanowire/protocols/anthropic'
import { openaiChat } from 'nanowire/protocols/openai-chat'
import { bySentence } from 'nanowire/text'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flood, type Flood } from '../../src/testing/flood.ts'
import { httpServer } from '../../src/testing/http-server.ts'
import { answers, prompts } from '../servers/model.ts'
import { serveOpenAiUpstream } from '../servers/openai-upstream.ts'
import { start } from './start.ts'

const STORY = ['Once there ', 'was a robot. It ', 'dreamed! What', ' of? Of sheep']
const messages = [{ role: 'user', content: 'Write a short story about a robot.' }] as const

interface StreamChunk {
  readonly content?: string
  readonly role?: string
  readonly finish_reason?: string
  readonly tool_calls?: readonly object[]
  readonly function_call?: object
  readonly error?: object
}

const CHUNKS: readonly StreamChunk[] = [
  { role: 'assistant', content: '' },
  ...STORY.map(content => ({ content })),
  { finish_reason: 'stop' },
]

/** What the guide's `hub.streamComplete()` gives to whoever has the hub in the same process. */
function hubOf(chunks: readonly StreamChunk[]) {
  return {
    async streamComplete(_request: object): Promise<AsyncIterable<StreamChunk>> {
      return (async function* () {
        yield* chunks
      })()
    },
  }
}

/** An endpoint that answers with its chunks, one a line. */
async function served(chunks: readonly StreamChunk[] = CHUNKS): Promise<ConnectionAdapter> {
  const { url } = await httpServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    for (const chunk of chunks) response.write(`${JSON.stringify(chunk)}\n`)
    response.end()
  })
  return fetchHttpStream(url)
}

test('Basic Streaming: the text is written as it is generated', async () => {
  const { textStream } = openStream({ connection: await served(), messages })
  const written: string[] = []
  for await (const text of textStream) written.push(text)
  expect(written).toEqual(STORY)
})

test('Basic Streaming: streamComplete() needs no server between it and the page', async () => {
  const hub = hubOf(CHUNKS)
  const chat = createChat({
    connection: stream(asked =>
      hub.streamComplete({
        provider: 'openai',
        model: 'gpt-4',
        messages: asked.map(({ role, content }) => ({ role, content })),
      }),
    ),
  })
  await chat.sendMessage(messages[0].content)
  expect(chat.$messages.get().at(-1)).toMatchObject({
    status: 'complete',
    content: STORY.join(''),
    finishReason: 'stop',
  })
})

test.each([
  ['tool_calls', { tool_calls: [{ id: 'c1', function: { name: 'getStars', arguments: '{}' } }] }],
  ['function_call', { function_call: { name: 'getStars', arguments: '{}' } }],
])('Stream Chunks: content, the reason of the end, and %s', async (reason, call) => {
  const chunks = [{ role: 'assistant', content: 'Look: ' }, call, { finish_reason: reason }]
  const { message } = openStream({ connection: await served(chunks), messages })
  expect(await message).toMatchObject({
    role: 'assistant',
    finishReason: 'tool-calls',
    parts: [
      { type: 'text', text: 'Look: ' },
      { type: 'tool-call', toolName: 'getStars', input: {} },
    ],
  })
})

test('Buffering: whole sentences are told', async () => {
  const { textStream } = openStream({ connection: await served(), messages })
  const told: string[] = []
  for await (const sentence of bySentence(textStream)) told.push(sentence)
  expect(told).toEqual(['Once there was a robot. ', 'It dreamed! ', 'What of? ', 'Of sheep'])
})

test('Progress Tracking: the characters so far are told', async () => {
  const log: string[] = []
  let total = 0
  const chat = createChat({
    connection: await served(),
    onChunk(event) {
      if (event.type !== 'text-delta') return
      total += event.delta.length
      log.push(`Progress: ${total} characters`)
    },
  })
  await chat.sendMessage(messages[0].content)
  expect(log).toEqual([11, 27, 40, 53].map(count => `Progress: ${count} characters`))
  expect(chat.$progress.get()).toMatchObject({ characters: 53, attempt: 1 })
})

test('Error Handling: a loop throws, and ends', async () => {
  const failing = [...CHUNKS.slice(0, 2), { error: { message: 'The provider is overloaded' } }]
  const { textStream } = openStream({ connection: await served(failing), messages })
  const log: string[] = []
  try {
    for await (const text of textStream) log.push(text)
  } catch (error) {
    log.push(`Stream error: ${(error as Error).message}`)
  } finally {
    log.push('Stream ended')
  }
  expect(log).toEqual(['Once there ', 'Stream error: The provider is overloaded', 'Stream ended'])
})

test('Provider-Specific Streaming: OpenAI, with the tokens used', async () => {
  const { url } = await start(serveOpenAiUpstream({ pace: 0 }))
  const chat = createChat({
    connection: fetchServerSentEvents(`${url}/v1/chat/completions`, {
      protocol: openaiChat,
      body: { model: 'gpt-4', stream_options: { include_usage: true } },
    }),
  })
  await chat.sendMessage(prompts.text)
  expect(chat.$messages.get().at(-1)).toMatchObject({
    content: answers.text,
    usage: { inputTokens: 31, outputTokens: 12 },
  })
})

test('Provider-Specific Streaming: Anthropic, with its max_tokens', async () => {
  const answer = readFileSync('src/protocols/recordings/anthropic/text.sse')
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(answer)
  })
  const chat = createChat({
    connection: fetchServerSentEvents(server.url, {
      protocol: anthropic,
      body: { model: 'claude-3-opus-20240229', max_tokens: 1024 },
    }),
  })
  await chat.sendMessage('Hello')
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', finishReason: 'stop' })
  expect(JSON.parse(server.requests[0]!.body)).toMatchObject({
    model: 'claude-3-opus-20240229',
    max_tokens: 1024,
    stream: true,
    messages: [{ role: 'user' }],
  })
})

test('Best Practices, backpressure: a slow reader slows the server', async () => {
  const [piece, times] = ['x'.repeat(64 * 1024), 512]
  let sent!: Flood
  const { url } = await httpServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    sent = flood(response, `${JSON.stringify({ content: piece })}\n`, times)
  })
  const { textStream } = openStream({ connection: fetchHttpStream(url), messages })
  let characters = 0
  for await (const text of textStream) {
    if (characters === 0) {
      await sent.stalled()
      expect(sent.written).toBeLessThan(times / 2)
    }
    characters += text.length
  }
  expect(characters).toBe(piece.length * times)
})

test('Best Practices, timeout protection: a silent server is given up', async () => {
  const server = await httpServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"content":"Once"}\n')
  })
  const chat = createChat({ connection: fetchHttpStream(server.url, { timeouts: { idle: 50 } }) })
  await chat.sendMessage('Hello')
  expect(chat.$error.get()).toMatchObject({ code: 'timeout', which: 'idle' })
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', content: 'Once' })
  await server.requests[0]!.closed
})

test('Best Practices, error recovery: what broke off is asked again', async () => {
  let isBroken = true
  const server = await httpServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"content":"Once"}\n', () => isBroken && response.destroy())
    if (!isBroken) response.end('{"content":" more"}\n{"finish_reason":"stop"}\n')
  })
  const chat = createChat({ connection: fetchHttpStream(server.url) })
  await chat.sendMessage('Hello')
  expect(chat.$error.get()?.code).toBe('network')
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', content: 'Once' })

  isBroken = false
  await chat.retry()
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$messages.get().map(({ content }) => content)).toEqual(['Hello', 'Once more'])
})

test('Best Practices, resource cleanup: leaving the loop closes the stream', async () => {
  const server = await httpServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"content":"Once"}\n')
  })
  const { textStream } = openStream({ connection: fetchHttpStream(server.url), messages })
  for await (const text of textStream) if (text) break
  await server.requests[0]!.closed
})

test('Best Practices, rate limiting: the wait that the server asks for is kept', async () => {
  const server = await httpServer(({ response }) => {
    if (server.requests.length === 1) {
      response.writeHead(429, { 'retry-after': '0' }).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.end('{"content":"Once"}\n{"finish_reason":"stop"}\n')
  })
  const waits: number[] = []
  const chat = createChat({
    connection: fetchHttpStream(server.url, {
      retry: { onRetry: ({ wait }) => waits.push(wait) },
    }),
  })
  await chat.sendMessage('Hello')
  expect(waits).toEqual([0])
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', content: 'Once' })
})
