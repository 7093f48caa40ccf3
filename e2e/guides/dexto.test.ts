// The examples of Dexto's guide to streaming, as one writes them with nanowire.

import {
  createChat,
  fetchServerSentEvents,
  openStream,
  stream,
  withFallback,
  type ConnectionAdapter,
  type OpenStream,
} from 'nanowire'
import { byTime } from 'nanowire/text'
import { expect, onTestFinished, test, vi } from 'vitest'
import { httpServer } from '../../src/testing/http-server.ts'
import { agentStream, serveDexto } from '../servers/dexto.ts'
import { gate } from '../servers/gate.ts'
import { answers, prompts, say, weather } from '../servers/model.ts'
import { start } from './start.ts'

/** The guide's endpoint, `/chat/stream`. */
async function served(): Promise<ConnectionAdapter> {
  const { url } = await start(serveDexto({ pace: 0 }))
  return fetchServerSentEvents(`${url}/chat/stream`)
}

async function ask(content: string): Promise<OpenStream> {
  return openStream({ connection: await served(), messages: [{ role: 'user', content }] })
}

test('Basic Streaming: the text is written as it is generated', async () => {
  const { textStream } = await ask(prompts.text)
  const written: string[] = []
  for await (const text of textStream) written.push(text)
  expect(written.length).toBe(say(prompts.text, 0).length)
  expect(written.join('')).toBe(answers.text)
})

test('Basic Streaming: agent.stream() needs no server between it and the page', async () => {
  const { signal } = new AbortController()
  const agent = {
    stream: async (message: string, { sessionId }: { sessionId: string }) =>
      agentStream(message, sessionId, 0, signal),
  }
  const chat = createChat({
    connection: stream(messages => agent.stream(messages.at(-1)!.content, { sessionId: 's1' })),
  })
  await chat.sendMessage(prompts.tools)
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', content: answers.tools })
})

test('llm:thinking: a step begins', async () => {
  const { fullStream } = await ask(prompts.text)
  const log: string[] = []
  for await (const event of fullStream) {
    if (event.type === 'step-start') log.push('Agent is thinking...')
    if (event.type === 'text-delta') log.push(event.delta)
  }
  expect(log[0]).toBe('Agent is thinking...')
  expect(log.slice(1).join('')).toBe(answers.text)
})

test('llm:chunk: a delta holds the piece of text', async () => {
  const { fullStream } = await ask(prompts.text)
  const written: string[] = []
  for await (const event of fullStream) {
    if (event.type === 'text-delta') written.push(event.delta)
  }
  expect(written.join('')).toBe(answers.text)
})

test('llm:tool-call: a call has its tool and its arguments', async () => {
  const { fullStream } = await ask(prompts.tools)
  const log: unknown[] = []
  for await (const event of fullStream) {
    if (event.type === 'tool-call') {
      log.push(`Using tool: ${event.toolName}`, 'Arguments:', event.input)
    }
  }
  expect(log).toEqual(['Using tool: getWeather', 'Arguments:', { city: 'Tromsø' }])
})

test('llm:tool-result: a success and a failure are told apart', async () => {
  const { url } = await httpServer(({ head, response }) => {
    head()
    for (const event of [
      { type: 'llm:tool-call', toolName: 'a', callId: '1', args: {} },
      { type: 'llm:tool-result', toolName: 'a', callId: '1', success: true, rawResult: weather },
      { type: 'llm:tool-call', toolName: 'b', callId: '2', args: {} },
      { type: 'llm:tool-result', toolName: 'b', callId: '2', success: false, error: 'No key' },
      { type: 'llm:response', content: 'Done.' },
    ]) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    }
    response.end()
  })
  const { fullStream, message } = openStream({
    connection: fetchServerSentEvents(url),
    messages: [{ role: 'user', content: 'Use both' }],
  })
  const log: string[] = []
  for await (const event of fullStream) {
    if (event.type === 'tool-result') log.push(`Tool ${event.toolName} completed`)
    if (event.type === 'tool-error') log.push(`Tool ${event.toolName} failed`)
  }
  expect(log).toEqual(['Tool a completed', 'Tool b failed'])
  expect((await message).parts).toMatchObject([
    { toolName: 'a', state: 'output-available', output: weather },
    { toolName: 'b', state: 'output-error', errorText: 'No key' },
    { type: 'text', text: 'Done.' },
  ])
})

test('llm:response: the whole message has its text and its tokens', async () => {
  const { message } = await ask(prompts.text)
  const { usage, content } = await message
  expect(`Complete. Tokens used: ${usage?.totalTokens}`).toBe('Complete. Tokens used: 43')
  expect(`Full content: ${content}`).toBe(`Full content: ${answers.text}`)
})

test('Complete Event Handler', async () => {
  const { fullStream, message } = await ask(prompts.tools)
  const log: string[] = []
  let fullContent = ''
  for await (const event of fullStream) {
    switch (event.type) {
      case 'step-start':
        log.push('Thinking...')
        break
      case 'text-delta':
        fullContent += event.delta
        break
      case 'tool-call':
        log.push(`Calling tool: ${event.toolName}`)
        break
      case 'tool-result':
        log.push('Tool result: success')
        break
      case 'tool-error':
        log.push('Tool result: failed')
        break
      case 'finish':
        log.push(`Done! Used ${(await message).usage?.totalTokens} tokens`)
        break
    }
  }
  expect(log).toEqual([
    'Thinking...',
    'Calling tool: getWeather',
    'Tool result: success',
    'Done! Used 43 tokens',
  ])
  expect(fullContent).toBe(answers.tools)
})

test('Client-Side SSE Handler: text is appended, tools are shown, the end is marked', async () => {
  const log: string[] = []
  let shown = ''
  const chat = createChat({
    id: 'session-1',
    connection: await served(),
    onChunk(event) {
      if (event.type === 'text-delta') shown += event.delta
      if (event.type === 'tool-call') log.push(`Tool: ${event.toolName}`)
    },
    onFinish: ({ usage }) => log.push(`Complete: ${usage?.totalTokens}`),
  })
  await chat.sendMessage(prompts.tools)
  expect(log).toEqual(['Tool: getWeather', 'Complete: 43'])
  expect(shown).toBe(answers.tools)
})

test('Client-Side SSE Handler: the server is asked with the message and the session', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end('event: llm:response\ndata: {"type":"llm:response","content":"Hi"}\n\n')
  })
  const chat = createChat({ id: 'session-1', connection: fetchServerSentEvents(server.url) })
  await chat.sendMessage('Hello')
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'complete', content: 'Hi' })
  expect(JSON.parse(server.requests[0]!.body)).toMatchObject({
    message: 'Hello',
    sessionId: 'session-1',
  })
})

test('Server-Sent Events: an error that the server writes is the chat’s', async () => {
  const chat = createChat({ connection: await served() })
  await chat.sendMessage(prompts.failure)
  expect(chat.$error.get()).toMatchObject({ code: 'server', message: 'The model is overloaded' })
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', content: answers.failure })
})

test('Buffering Chunks: a loop gets fewer, longer pieces', async () => {
  const { textStream } = await ask(prompts.text)
  const written: string[] = []
  // Longer than the answer takes, so that nothing but the end of the answer flushes.
  for await (const text of byTime(textStream, { every: 1_000_000 })) written.push(text)
  expect(written).toEqual([answers.text])
})

test('Buffering Chunks: a chat is written after an interval, and with the rest at the end', async () => {
  const { pass, open } = gate()
  const { url } = await start(serveDexto({ pace: pass }))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const flushInterval = 100
  const heard: string[] = []
  let tell = (): void => {}
  const chat = createChat({
    connection: fetchServerSentEvents(`${url}/chat/stream`),
    flush: flushInterval,
    onChunk(event) {
      if (event.type === 'text-delta') heard.push(event.delta)
      tell()
    },
  })
  const hear = (chunks: number): Promise<void> =>
    new Promise(resolve => {
      tell = () => heard.length === chunks && resolve()
      for (let at = heard.length; at < chunks; at++) open()
    })
  const written: string[] = []
  chat.$messages.listen(messages => {
    const { role, content } = messages.at(-1)!
    if (role === 'assistant' && content) written.push(content)
  })

  const sent = chat.sendMessage(prompts.text)
  await hear(3)
  expect(written).toEqual([])
  vi.advanceTimersByTime(flushInterval)
  expect(written).toEqual([heard.join('')])
  await hear(say(prompts.text, 0).length - 1)
  expect(written).toHaveLength(1)
  open()
  await sent
  expect(written.at(-1)).toBe(answers.text)
})

/** The address of `agent.generate()`, which answers as a whole. */
async function generated(): Promise<string> {
  const { url } = await httpServer(({ body, response }) => {
    const { message } = JSON.parse(body) as { message: string }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ response: `Whole: ${message}`, sessionId: 's1' }))
  })
  return url
}

test('Error Handling: a stream that fails is replaced by the answer of generate()', async () => {
  const url = await generated()
  const chat = createChat({
    connection: withFallback(
      await served(),
      async ({ messages, signal }) => {
        const response = await fetch(url, {
          method: 'POST',
          body: JSON.stringify({ message: messages.at(-1)?.content }),
          signal,
        })
        return ((await response.json()) as { response: string }).response
      },
      { afterContent: 'restart' },
    ),
  })
  await chat.sendMessage(prompts.failure)
  expect(chat.$status.get()).toBe('ready')
  expect(chat.$messages.get().at(-1)).toMatchObject({
    status: 'complete',
    content: `Whole: ${prompts.failure}`,
  })
})

test('Error Handling: a loop falls back on its own', async () => {
  const url = await generated()
  const messages = [{ role: 'user', content: prompts.failure }] as const
  const { textStream } = await ask(prompts.failure)
  const log: string[] = []
  try {
    for await (const text of textStream) log.push(text)
  } catch (error) {
    log.push(`Stream error: ${(error as Error).message}`)
    const connection = fetchServerSentEvents(url)
    log.push((await openStream({ connection, messages }).message).content)
  }
  expect(log).toEqual([
    'Half ',
    'an ',
    'ans',
    'Stream error: The model is overloaded',
    `Whole: ${prompts.failure}`,
  ])
})

test('Choosing: what generate() answers is a message at once', async () => {
  const { message } = openStream({
    connection: fetchServerSentEvents(await generated()),
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect(await message).toMatchObject({ status: 'complete', content: 'Whole: Hello' })
})
