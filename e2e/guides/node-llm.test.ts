// The examples of node-llm's guide to streaming, as one writes them with nanowire.

import { createLLM } from '@node-llm/core'
import {
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  openStream,
  stream,
  type ConnectionAdapter,
  type StreamEvent,
} from 'nanowire'
import { nodeLlm } from 'nanowire/protocols/node-llm'
import { expect, test } from 'vitest'
import { httpServer } from '../../src/testing/http-server.ts'
import { until } from '../../src/testing/until.ts'
import { gate } from '../servers/gate.ts'
import { answers, prompts, say } from '../servers/model.ts'
import { serveNodeLlm } from '../servers/node-llm.ts'
import { serveOpenAiUpstream } from '../servers/openai-upstream.ts'
import { start } from './start.ts'

/** The guide's `/chat?q=`, which answers with text alone. */
function fetchChat(url: string): ConnectionAdapter {
  return fetchHttpStream(
    ({ request }) => `${url}/chat?q=${encodeURIComponent(request.messages.at(-1)?.content ?? '')}`,
    // Detected, its text would be any text, and a line `Error: …` a part of it.
    { method: 'GET', protocol: nodeLlm },
  )
}

const ask = (content: string) => [{ role: 'user', content }] as const

test('Basic Streaming: the text is written as it is generated', async () => {
  const { url } = await start(serveNodeLlm({ pace: 0 }))
  const { textStream } = openStream({ connection: fetchChat(url), messages: ask(prompts.text) })
  const written = ['Assistant: ']
  for await (const text of textStream) written.push(text)
  expect(written.join('')).toBe(`Assistant: ${answers.text}`)
})

test('Basic Streaming: chat.stream() needs no server between it and the page', async () => {
  const { url } = await start(serveOpenAiUpstream({ pace: 0 }))
  const NodeLLM = createLLM({
    provider: 'openai',
    openaiApiKey: 'none',
    openaiApiBase: `${url}/v1`,
    maxRetries: 0,
  })
  const chat = createChat({
    connection: stream(messages => NodeLLM.chat('gpt-4o').stream(messages.at(-1)!.content)),
  })
  await chat.sendMessage(prompts.text)
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.text })
})

test('Understanding Chunks: content, role, model, and the usage at the end', async () => {
  const { url } = await httpServer(({ head, response }) => {
    head()
    for (const chunk of [
      { content: 'He', role: 'assistant', model: 'gpt-4o' },
      { content: 'llo', role: 'assistant', model: 'gpt-4o' },
      { content: '', usage: { input_tokens: 8, output_tokens: 2, total_tokens: 10 } },
    ]) {
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
    response.end()
  })
  const { fullStream, message } = openStream({
    connection: fetchServerSentEvents(url),
    messages: ask('Hello'),
  })
  const events: StreamEvent[] = []
  for await (const event of fullStream) events.push(event)
  expect(events).toMatchObject([
    { type: 'start', metadata: { model: 'gpt-4o' } },
    { type: 'text-delta', delta: 'He' },
    { type: 'text-delta', delta: 'llo' },
    { type: 'usage', usage: { inputTokens: 8, outputTokens: 2, totalTokens: 10 } },
    { type: 'finish' },
  ])
  expect(await message).toMatchObject({
    role: 'assistant',
    content: 'Hello',
    metadata: { model: 'gpt-4o' },
    usage: { totalTokens: 10 },
  })
})

test('Streaming with Tools: the text pauses while the tool runs, and resumes', async () => {
  const { pass, open } = gate()
  const { url } = await start(serveNodeLlm({ pace: pass }))
  const { $isLoading, $messages, $status, sendMessage } = createChat({ connection: fetchChat(url) })
  const sent = sendMessage(prompts.tools)
  const isSaid = (content: string) => until($messages, all => all.at(-1)?.content === content)

  const before = say(prompts.tools, 0)
  for (const _ of before) open()
  await isSaid('Let me check.')
  // The model has called the tool, and says nothing until it is let through.
  expect($status.get()).toBe('streaming')
  expect($isLoading.get()).toBe(true)

  for (const _ of say(prompts.tools, 1)) open()
  await isSaid(answers.tools)
  await sent
  expect($messages.get()).toHaveLength(2)
  expect($messages.get().at(-1)).toMatchObject({ status: 'complete' })
})

test('Error Handling: a loop throws what the server tells', async () => {
  const { url } = await start(serveNodeLlm({ pace: 0 }))
  const written: string[] = []
  const read = async (): Promise<void> => {
    const messages = ask(prompts.failure)
    const { textStream } = openStream({ connection: fetchChat(url), messages })
    for await (const text of textStream) written.push(text)
  }
  await expect(read()).rejects.toMatchObject({ name: 'StreamError', code: 'server' })
  expect(written.join('')).toBe(answers.failure)
})

test('Error Handling: a network that fails on the way throws, after what had come', async () => {
  const server = await httpServer(({ head, response }) => {
    head(200, { 'content-type': 'text/plain; charset=utf-8' })
    response.write('Once upon a time')
  })
  const { textStream } = openStream({
    connection: fetchChat(server.url),
    messages: ask('Generate a long story...'),
  })
  const written: string[] = []
  const read = async (): Promise<void> => {
    for await (const text of textStream) {
      written.push(text)
      server.requests[0]!.response.destroy()
    }
  }
  await expect(read()).rejects.toMatchObject({ code: 'network' })
  expect(written).toEqual(['Once upon a time'])
})

test('Error Handling: a rate limit throws, with the wait that is asked for', async () => {
  const { url } = await httpServer(({ response }) => {
    response.writeHead(429, { 'retry-after': '90', 'content-type': 'application/json' })
    response.end('{"error":"Too many requests"}')
  })
  const { message } = openStream({ connection: fetchChat(url), messages: ask('Hello') })
  await expect(Promise.resolve(message)).rejects.toMatchObject({
    code: 'http',
    status: 429,
    retryAfter: 90_000,
    message: expect.stringContaining('Too many requests'),
  })
})

test('Web Application Integration: text/plain becomes a conversation', async () => {
  const server = await start(serveNodeLlm({ pace: 0 }))
  const chat = createChat({ connection: fetchChat(server.url) })
  await chat.sendMessage(prompts.text)
  await chat.sendMessage(prompts.reasoning)
  expect(chat.$messages.get().map(({ content, status }) => [content, status])).toEqual([
    [prompts.text, 'complete'],
    [answers.text, 'complete'],
    [prompts.reasoning, 'complete'],
    [answers.reasoning, 'complete'],
  ])
  expect(server.requests.map(({ method, path }) => `${method} ${decodeURI(path)}`)).toEqual([
    `GET /chat?q=${prompts.text}`,
    `GET /chat?q=${prompts.reasoning}`,
  ])
})

test('Web Application Integration: the line Error: is an error, and no text', async () => {
  const { url } = await start(serveNodeLlm({ pace: 0 }))
  const chat = createChat({ connection: fetchChat(url) })
  await chat.sendMessage(prompts.failure)
  expect(chat.$error.get()?.code).toBe('server')
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', content: answers.failure })
})
