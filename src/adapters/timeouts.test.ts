import { beforeEach, expect, test, vi } from 'vitest'
import { openaiChat } from '../protocols/openai-chat.ts'
import { chatRequest } from '../testing/conversation.ts'
import { eventsOf } from '../testing/events-of.ts'
import { fetchOf } from '../testing/fetch-of.ts'
import { httpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'
import { watchTime, type Timeouts } from './timeouts.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  return () => vi.useRealTimers()
})

function watched(limits: Timeouts) {
  const expired: unknown[] = []
  return { expired, watch: watchTime(limits, error => expired.push(error.which)) }
}

test('expires with the error of the limit that has passed', () => {
  const { expired, watch } = watched({ idle: 1_000, total: 5_000 })
  watch.start('total')
  for (let i = 0; i < 4; i++) {
    watch.start('idle')
    vi.advanceTimersByTime(999)
  }
  expect(expired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['idle'])
})

test('counts a limit from the given time', () => {
  const { expired, watch } = watched({ total: 5_000 })
  watch.start('total', Date.now() - 4_000)
  vi.advanceTimersByTime(999)
  expect(expired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['total'])
})

test('goes by the clock, since timers sleep in a hidden page', () => {
  const { expired, watch } = watched({ idle: 60_000 })
  watch.start('idle')
  vi.advanceTimersByTime(50_000)
  watch.start('idle')
  // The timer of the first start is still to come, and then finds that the page has slept.
  vi.setSystemTime(Date.now() + 60_000)
  vi.advanceTimersByTime(9_999)
  expect(expired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['idle'])
})

test('stops the clock while nobody reads, and leaves no timer', () => {
  const { expired, watch } = watched({ idle: 1_000 })
  watch.start('idle')
  vi.advanceTimersByTime(600)
  watch.pause()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(60_000)
  watch.resume()
  vi.advanceTimersByTime(399)
  expect(expired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['idle'])
  expect(vi.getTimerCount()).toBe(0)
})

test('leaves no timer once each has been stopped', () => {
  const { expired, watch } = watched({ connect: 1_000, total: 5_000 })
  watch.start('total')
  watch.start('connect')
  watch.stop('connect')
  vi.advanceTimersByTime(4_999)
  watch.stop('total')
  expect(vi.getTimerCount()).toBe(0)
  expect(expired).toEqual([])
})

test('has no limit where none is given, or 0', () => {
  const { watch } = watched({ connect: 0 })
  watch.start('connect')
  watch.start('idle')
  expect(vi.getTimerCount()).toBe(0)
})

test('a server that does not answer in 30 seconds is left, and the request is not sent again', async () => {
  const server = await httpServer()
  const timeouts = { connect: undefined }
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat, timeouts })
  const failed = eventsOf(connection).catch((error: unknown) => error)
  const { closed } = await server.next()
  vi.advanceTimersByTime(29_999)
  vi.advanceTimersByTime(1)
  expect(await failed).toMatchObject({
    code: 'timeout',
    which: 'connect',
    message: 'The server has not answered within 30 s. Try again.',
  })
  await closed
  expect(server.requests).toHaveLength(1)
})

test('the connect timeout includes the time of the headers function', async () => {
  const headers = (): Promise<never> => new Promise(() => {})
  const connection = fetchServerSentEvents('http://localhost/', { protocol: openaiChat, headers })
  const failed = eventsOf(connection).catch((error: unknown) => error)
  await nextTurn()
  vi.advanceTimersByTime(30_000)
  expect(await failed).toMatchObject({ code: 'timeout', which: 'connect' })
  expect(vi.getTimerCount()).toBe(0)
})

test('the total limit holds while the next try is waited for', async () => {
  const busy = (): Response => new Response('', { status: 503, headers: { 'retry-after': '50' } })
  const fetch = fetchOf(busy)
  const timeouts = { total: 10_000 }
  const connection = fetchServerSentEvents('http://localhost/', {
    protocol: openaiChat,
    fetch,
    timeouts,
  })
  const failed = eventsOf(connection).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(9_999)
  expect(vi.getTimerCount()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(vi.getTimerCount()).toBe(0)
  expect(await failed).toMatchObject({ code: 'timeout', which: 'total' })
  expect(fetch).toHaveBeenCalledOnce()
})

test.each([
  ['idle', 5_000, ': ping\n\n', 'Nothing has come'],
  ['stall', 5_000, ': ping\n\n', 'No content has come'],
  ['total', 9_000, textEvent('more'), 'The answer has not come to its end'],
] as const)('a connection over its %s limit is closed', async (which, limit, sign, message) => {
  const server = await httpServer()
  const connection = fetchServerSentEvents(server.url, {
    protocol: openaiChat,
    timeouts: { [which]: limit },
    // The rest would come too late as well.
    resume: which === 'total' && { url: server.url },
  })
  const bytes: number[] = []
  const request = chatRequest(undefined, {
    onProgress: progress => progress.bytes && bytes.push(progress.bytes),
  })
  const events = connection.connect(request)[Symbol.asyncIterator]()
  const first = events.next()
  const { head, response, closed } = await server.next()
  head()
  response.write(textEvent('Hello'))
  expect((await first).value).toEqual([{ type: 'text-delta', delta: 'Hello' }])

  // A reader that takes its time is not the server's fault.
  if (which !== 'total') vi.advanceTimersByTime(60_000)
  let next = events.next()
  vi.advanceTimersByTime(4_000)
  response.write(sign)
  // Bytes keep a connection from being idle; only content keeps it from stalling.
  await vi.waitUntil(() => bytes.length === 2)
  if (which === 'total') {
    await next
    next = events.next()
  }
  const failed = next.catch((error: unknown) => error)
  vi.advanceTimersByTime(which === 'stall' ? 1_000 : 5_000)
  expect(await failed).toMatchObject({
    code: 'timeout',
    which,
    message: expect.stringContaining(message),
  })
  await closed
  expect(server.requests).toHaveLength(1)
})

/** A connection with these limits that is asked, its server's answer to it, and its reads so far. */
async function asked(timeouts: Timeouts, onResponse: () => void = () => {}) {
  const server = await httpServer()
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat, timeouts })
  let reads = 0
  const request = chatRequest(undefined, {
    onResponse,
    onProgress: progress => {
      if (progress.bytes) reads++
    },
  })
  const events = connection.connect(request)[Symbol.asyncIterator]()
  const first = events.next()
  const { head, response } = await server.next()
  const ping = async (): Promise<void> => {
    const before = reads
    response.write(': ping\n\n')
    while (reads === before) await nextTurn()
  }
  return { events, first, head, response, ping, readsSoFar: () => reads }
}

test.each([0, 2])(
  'a stall is counted from the head, and anew from content: %i times',
  async times => {
    const { events, first, head, response, ping } = await asked({ stall: 5_000 })
    let next = first
    head()
    for (let i = 0; i < times; i++) {
      await ping()
      vi.advanceTimersByTime(4_000)
      response.write(textEvent('Hello'))
      expect((await next).value).toEqual([{ type: 'text-delta', delta: 'Hello' }])
      next = events.next()
    }
    await ping()
    const failed = next.catch((error: unknown) => error)
    vi.advanceTimersByTime(5_000)
    expect(await failed).toMatchObject({ code: 'timeout', which: 'stall' })
  },
)

test.each([0, 3])(
  'a silence is counted from the head, and anew from each read: %i times',
  async times => {
    let respond = (): void => {}
    const responded = new Promise<void>(resolve => (respond = resolve))
    const { first, head, ping, readsSoFar } = await asked({ idle: 5_000 }, () => respond())
    const failed = first.catch((error: unknown) => error)
    head()
    await responded
    await nextTurn()
    for (let read = 1; read <= times; read++) {
      vi.advanceTimersByTime(4_000)
      await ping()
    }
    vi.advanceTimersByTime(5_000)
    expect(await failed).toMatchObject({ code: 'timeout', which: 'idle' })
    expect(readsSoFar()).toBe(times)
  },
)

test('an answer that ends in time leaves no timer', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(textEvent('Hello') + DONE)
  })
  const timeouts = { idle: 5_000, stall: 5_000, total: 5_000 }
  await eventsOf(fetchServerSentEvents(server.url, { protocol: openaiChat, timeouts }))
  expect(vi.getTimerCount()).toBe(0)
})
