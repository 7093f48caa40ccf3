import { expect, test, vi } from 'vitest'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { isStreamError, StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { flood, type Flood } from '../testing/flood.ts'
import { httpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { createSource } from '../testing/source.ts'
import { uncaughtErrors } from '../testing/uncaught-errors.ts'
import { openStream, type OpenStream, type OpenStreamOptions } from './open-stream.ts'

const messages = [{ role: 'user', content: 'Hi' }] as const
const HELLO: readonly StreamEvent[] = [
  { type: 'text-delta', delta: 'Hel' },
  { type: 'reasoning-delta', delta: 'Hm' },
  { type: 'text-delta', delta: 'lo' },
  { type: 'finish', reason: 'stop' },
]

/** A stream that is answered with these events as one read, and stays open. */
function answered(events: readonly StreamEvent[], options: Partial<OpenStreamOptions> = {}) {
  const source = createSource()
  const answer = source.next()
  void answer.then(({ push }) => push(...events))
  return { source, answer, ...openStream({ connection: source.connection, messages, ...options }) }
}

async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of iterable) values.push(value)
  return values
}

test('fullStream gives every event, and then the message is there', async () => {
  const { fullStream, message } = answered(HELLO)
  expect(await all(fullStream)).toEqual(HELLO)
  expect(await message).toMatchObject({
    role: 'assistant',
    status: 'complete',
    content: 'Hello',
    finishReason: 'stop',
  })
})

test('textStream gives the text alone, and then the message is there', async () => {
  const { textStream, message } = answered(HELLO)
  expect(await all(textStream)).toEqual(['Hel', 'lo'])
  expect(await message).toMatchObject({ status: 'complete', content: 'Hello' })
})

test('a loop can await the message at its last event', async () => {
  const { fullStream, message } = answered(HELLO)
  const told: string[] = []
  for await (const event of fullStream) {
    if (event.type === 'finish') told.push((await message).content)
  }
  expect(told).toEqual(['Hello'])
})

test('the message reads the stream if nobody does, once', async () => {
  const { message, source } = answered(HELLO)
  const [one, two] = await Promise.all([message, message])
  expect(one).toMatchObject({ status: 'complete', content: 'Hello' })
  expect(two).toBe(one)
  expect(source.requests).toHaveLength(1)
})

test('the end of a connection is the end of the answer', async () => {
  const { message, answer } = answered([{ type: 'text-delta', delta: 'Hello' }])
  void answer.then(({ end }) => end())
  expect(await message).toMatchObject({ status: 'complete', content: 'Hello' })
})

test('nothing is requested before reading begins', async () => {
  const { source, fullStream } = answered(HELLO)
  await nextTurn()
  expect(source.requests).toEqual([])
  await all(fullStream)
  expect(source.requests).toHaveLength(1)
})

test('a request carries the messages and the data', async () => {
  const { source, message } = answered(HELLO, { data: { a: 1 } })
  await message
  expect(source.requests[0]).toMatchObject({
    trigger: 'send',
    data: { a: 1 },
    messages: [{ role: 'user', content: 'Hi', status: 'complete' }],
  })
})

test('the head of the response is told', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(DONE)
  })
  const onResponse = vi.fn<(response: Response) => void>()
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  await openStream({ connection, messages, onResponse }).message
  expect(onResponse.mock.calls).toMatchObject([[{ status: 200 }]])
})

test.each<[string, (stream: OpenStream) => Promise<void>]>([
  [
    'fullStream',
    async ({ fullStream }) => {
      for await (const _ of fullStream) break
    },
  ],
  [
    'textStream',
    async ({ textStream }) => {
      for await (const _ of textStream) break
    },
  ],
])('leaving %s early closes the connection, and the message is stopped', async (_name, leave) => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(textEvent('Hel') + textEvent('lo'))
  })
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  const stream = openStream({ connection, messages })
  await leave(stream)
  expect(await stream.message).toMatchObject({
    status: 'stopped',
    content: 'Hel',
    parts: [{ type: 'text', text: 'Hel', state: 'done' }],
  })
  await server.requests[0]!.closed
})

test('leaving the loop also aborts the signal, for a connection that checks nothing else', async () => {
  const { fullStream, answer } = answered(HELLO)
  for await (const _ of fullStream) break
  expect((await answer).request.signal.aborted).toBe(true)
})

test('what the reader throws passes through, and stops the message', async () => {
  const bug = new Error('A bug of the page')
  const { fullStream, message } = answered(HELLO)
  const read = async (): Promise<void> => {
    for await (const _ of fullStream) throw bug
  }
  await expect(read()).rejects.toBe(bug)
  expect(await message).toMatchObject({ status: 'stopped', content: 'Hel' })
})

test('a failure is thrown in the loop, and by the message, the same error', async () => {
  const { fullStream, message, answer } = answered(HELLO.slice(0, 1))
  const seen: StreamEvent[] = []
  const read = async (): Promise<void> => {
    for await (const event of fullStream) {
      seen.push(event)
      ;(await answer).fail(new StreamError('network', 'Gone.'))
    }
  }
  const error = await read().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'network', message: 'Gone.' })
  await expect(Promise.resolve(message)).rejects.toBe(error)
  expect(seen).toEqual(HELLO.slice(0, 1))
})

test('an error event of the stream is thrown after the events before it', async () => {
  const { textStream } = answered([
    { type: 'text-delta', delta: 'Hel' },
    { type: 'error', message: 'Overloaded', code: '529', data: { a: 1 } },
  ])
  const seen: string[] = []
  const read = async (): Promise<void> => {
    for await (const text of textStream) seen.push(text)
  }
  await expect(read()).rejects.toMatchObject({
    code: 'server',
    message: 'Overloaded',
    serverCode: '529',
    data: { a: 1 },
  })
  expect(seen).toEqual(['Hel'])
})

test('what a connection throws becomes a StreamError with its cause', async () => {
  const cause = new Error('Out of memory')
  const { message, answer } = answered([])
  void answer.then(({ fail }) => fail(cause))
  const error = await Promise.resolve(message).catch((thrown: unknown) => thrown)
  expect(isStreamError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'server', cause })
})

test('a failure that only one reader hears is no unhandled rejection', async () => {
  const uncaught = uncaughtErrors()
  const looped = answered([{ type: 'error', message: 'Overloaded' }])
  await expect(all(looped.fullStream)).rejects.toThrow('Overloaded')
  const awaited = answered([{ type: 'error', message: 'Overloaded' }])
  await expect(Promise.resolve(awaited.message)).rejects.toThrow('Overloaded')
  await nextTurn()
  expect(uncaught).toEqual([])
})

test('a second reader gets an error', async () => {
  const { fullStream, textStream, message } = answered(HELLO)
  const first = all(fullStream)
  await expect(all(textStream)).rejects.toThrow(/^This stream is being read already\. .+\.$/)
  await expect(all(fullStream)).rejects.toThrow('already')
  expect(await first).toEqual(HELLO)
  expect(await message).toMatchObject({ status: 'complete' })
})

test('an abort ends the loop quietly, closes the connection and stops the message', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(textEvent('Hel'))
  })
  const controller = new AbortController()
  const { signal } = controller
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  const { textStream, message } = openStream({ connection, messages, signal })
  const seen: string[] = []
  for await (const text of textStream) {
    seen.push(text)
    controller.abort(new Error('The user has left.'))
  }
  expect(seen).toEqual(['Hel'])
  expect(await message).toMatchObject({ status: 'stopped', content: 'Hel' })
  await server.requests[0]!.closed
  expect(removed.mock.calls).toEqual(added.mock.calls)
})

test('an abort holds back the rest of the read under way', async () => {
  const controller = new AbortController()
  const { fullStream, message } = answered(HELLO, { signal: controller.signal })
  const seen: StreamEvent[] = []
  for await (const event of fullStream) {
    seen.push(event)
    controller.abort()
  }
  expect(seen).toEqual(HELLO.slice(0, 1))
  expect(await message).toMatchObject({ status: 'stopped', content: 'Hel' })
})

test('a signal that is aborted already makes no request', async () => {
  const server = await httpServer()
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  const stream = openStream({ connection, messages, signal: AbortSignal.abort() })
  expect(await all(stream.fullStream)).toEqual([])
  expect(await stream.message).toMatchObject({ status: 'stopped', content: '' })
  expect(server.requests).toEqual([])
})

test('an abort ends the loop at once, even if the connection ignores it', async () => {
  const controller = new AbortController()
  const { message, answer } = answered(HELLO.slice(0, 1), { signal: controller.signal })
  const done = Promise.resolve(message)
  await answer
  await nextTurn()
  controller.abort()
  expect(await done).toMatchObject({ status: 'stopped', content: 'Hel' })
})

test('a reader that pauses stalls the server, and goes on where it was', async () => {
  const [length, times] = [64 * 1024, 512]
  let sent!: Flood
  const server = await httpServer(({ head, response }) => {
    head()
    sent = flood(response, textEvent('x'.repeat(length)), times, DONE)
  })
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
  const { textStream } = openStream({ connection, messages })
  let characters = 0
  for await (const text of textStream) {
    if (characters === 0) {
      await sent.stalled()
      expect(sent.written).toBeLessThan(times / 2)
    }
    characters += text.length
  }
  expect(characters).toBe(length * times)
})
