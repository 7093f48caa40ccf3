import { getEventListeners } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openaiChat } from '../protocols/openai-chat.ts'
import type { StreamError } from '../stream-error.ts'
import { chatRequest } from '../testing/conversation.ts'
import { eventsOf, textOf } from '../testing/events-of.ts'
import { fetchOf } from '../testing/fetch-of.ts'
import { flood, type Flood } from '../testing/flood.ts'
import { httpServer, type HttpExchange } from '../testing/http-server.ts'
import { createMailbox } from '../testing/mailbox.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { stubPage } from '../testing/page.ts'
import type { Attempt, ConnectionAdapter, FetchOptions, Retry } from './adapter.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

type Answer = (exchange: HttpExchange) => void

function adapter(url: string, options: Partial<FetchOptions> = {}): ConnectionAdapter {
  return fetchServerSentEvents(url, { protocol: openaiChat, ...options })
}

function status(code: number): Answer {
  return ({ response }) => void response.writeHead(code, { 'retry-after': '0' }).end()
}

const ANSWER: Answer = ({ head, response }) => {
  head()
  response.end(textEvent('Hello') + DONE)
}

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
}

const unavailable = (headers: HeadersInit = {}) => new Response('', { status: 503, headers })
const answered = () =>
  new Response(textEvent('Hello') + DONE, { headers: { 'content-type': 'text/event-stream' } })

test.each([408, 425, 429, 500, 502, 503, 504, 529])('a status of %i is tried again', async code => {
  fakeTimers()
  const fetch = fetchOf(() => new Response('', { status: code }), answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  await vi.runAllTimersAsync()
  expect(await text).toBe('Hello')
  expect(fetch).toHaveBeenCalledTimes(2)
})

test.each([400, 401, 403, 404, 409, 422, 501])('a status of %i is not tried again', async code => {
  const server = await httpServer(status(code))
  await expect(eventsOf(adapter(server.url))).rejects.toMatchObject({ code: 'http', status: code })
  expect(server.requests).toHaveLength(1)
})

test('the signal of an attempt, which fetch may keep, keeps nothing of the answer', async () => {
  fakeTimers()
  const fetch = fetchOf(unavailable, unavailable, answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  await vi.runAllTimersAsync()
  expect(await text).toBe('Hello')
  const signals = fetch.mock.calls.map(([, init]) => init!.signal!)
  expect(new Set(signals).size).toBe(3)
  expect(signals.map(signal => getEventListeners(signal, 'abort').length)).toEqual([0, 0, 0])
})

test('a request is tried twice more at most', async () => {
  fakeTimers()
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const failed = eventsOf(adapter('http://localhost/', { fetch })).catch(String)
  await vi.runAllTimersAsync()
  expect(await failed).toContain('503')
  expect(fetch).toHaveBeenCalledTimes(3)
})

test.each([0, 1, 4])('a request is tried %i times more where that is asked for', async attempts => {
  fakeTimers()
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const failed = eventsOf(adapter('http://localhost/', { fetch, retry: { attempts } })).catch(
    String,
  )
  await vi.runAllTimersAsync()
  await failed
  expect(fetch).toHaveBeenCalledTimes(attempts + 1)
})

test('a connection that fails before the head is tried again', async () => {
  fakeTimers()
  const server = await httpServer(exchange =>
    server.requests.length < 3 ? exchange.response.destroy() : ANSWER(exchange),
  )
  // The sockets need real turns of the event loop, between which the clock is run.
  let text: string | undefined
  const connection = adapter(server.url, { timeouts: { connect: 0 } })
  const done = textOf(connection).then(value => (text = value))
  while (text === undefined) {
    await nextTurn()
    await vi.runAllTimersAsync()
  }
  await done
  expect(text).toBe('Hello')
  expect(server.requests).toHaveLength(3)
})

test('a connection that is cut between the head and the first byte is tried again', async () => {
  fakeTimers()
  const cut = () =>
    new Response(new ReadableStream({ start: body => body.error(new TypeError('cut')) }), {
      headers: { 'content-type': 'text/event-stream' },
    })
  const fetch = fetchOf(cut, answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  await vi.runAllTimersAsync()
  expect(await text).toBe('Hello')
  expect(fetch).toHaveBeenCalledTimes(2)
})

test.each<[string, Answer, string]>([
  ['a cut', ({ response }) => void response.write(':', () => response.destroy()), 'network'],
  ['an end', ({ response }) => void response.end(': ping\n\n'), 'truncated'],
  ['an error', ({ response }) => void response.end('data: {"error":"x"}\n\n'), ''],
])('nothing is sent again once a byte has come, after %s', async (_what, answer, code) => {
  const server = await httpServer(exchange => {
    exchange.head()
    answer(exchange)
  })
  const failed = await eventsOf(adapter(server.url)).catch((error: StreamError) => error.code)
  if (code) expect(failed).toBe(code)
  else expect(failed).toMatchObject([{ type: 'error', message: 'x' }])
  expect(server.requests).toHaveLength(1)
})

test('every attempt calls all option functions again', async () => {
  const answers = [status(503), status(429), ANSWER]
  const server = await httpServer(exchange => answers[server.requests.length - 1]!(exchange))
  const fetch = vi.fn<typeof globalThis.fetch>((input, init) => globalThis.fetch(input, init))
  const attempts: Attempt[] = []
  const asked = vi.fn<(what: string) => void>()
  const request = chatRequest()
  const connection = fetchServerSentEvents(
    ({ attempt }) => {
      asked('url')
      return `${server.url}?attempt=${attempt}`
    },
    async given => {
      attempts.push(given)
      asked('options')
      return {
        protocol: openaiChat,
        fetch,
        async headers({ attempt }) {
          asked('headers')
          return { 'x-attempt': String(attempt) }
        },
        body: ({ attempt }) => {
          asked('body')
          return { attempt }
        },
        credentials: ({ attempt }) => {
          asked('credentials')
          return attempt === 1 ? 'omit' : 'include'
        },
      }
    },
  )
  await eventsOf(connection, request)

  for (const what of ['options', 'url', 'headers', 'credentials', 'body']) {
    expect(asked.mock.calls.filter(([asks]) => asks === what)).toHaveLength(3)
  }
  expect(
    server.requests.map(({ request: { url, headers }, body }) => [url, headers['x-attempt'], body]),
  ).toEqual([1, 2, 3].map(n => [`/chat?attempt=${n}`, String(n), `{"attempt":${n}}`]))
  expect(fetch.mock.calls.map(([, init]) => init?.credentials)).toEqual([
    'omit',
    'include',
    'include',
  ])
  expect(attempts.map(({ attempt, lastError }) => [attempt, lastError])).toEqual([
    [1, undefined],
    [2, expect.objectContaining({ code: 'http', status: 503 })],
    [3, expect.objectContaining({ code: 'http', status: 429 })],
  ])
  for (const given of attempts) expect(given.request.messages).toBe(request.messages)
})

test.each<[string, HeadersInit, number]>([
  ['in seconds', { 'retry-after': '7' }, 7000],
  ['as a date', { 'retry-after': new Date(60_000).toUTCString() }, 60_000],
])('the next try waits for as long as Retry-After says, %s', async (_how, headers, wait) => {
  fakeTimers()
  vi.setSystemTime(0)
  const fetch = fetchOf(() => unavailable(headers), answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  await vi.advanceTimersByTimeAsync(wait - 1)
  expect(fetch).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(fetch).toHaveBeenCalledTimes(2)
  expect(await text).toBe('Hello')
})

test('Retry-After: 0 asks for no wait', async () => {
  fakeTimers()
  vi.setSystemTime(0)
  const fetch = fetchOf(() => unavailable({ 'retry-after': '0' }), answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  // One for the pause, and one of the library's.
  await vi.advanceTimersToNextTimerAsync()
  await vi.advanceTimersToNextTimerAsync()
  expect(Date.now()).toBe(0)
  expect(await text).toBe('Hello')
})

test('without Retry-After the wait grows, and is spread at random', async () => {
  fakeTimers()
  const random = vi.spyOn(Math, 'random')
  onTestFinished(() => void vi.restoreAllMocks())
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const waits: number[] = []
  const retry = { onRetry: ({ wait }: Retry) => waits.push(wait) }
  const failed = eventsOf(adapter('http://localhost/', { fetch, retry })).catch(String)
  random.mockReturnValueOnce(0).mockReturnValueOnce(0.5)
  await vi.runAllTimersAsync()
  await failed
  expect(waits).toEqual([500, 1500])
})

test('a hook sees each retry, and may veto it', async () => {
  fakeTimers()
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const seen: unknown[] = []
  const onRetry = (retry: Retry): boolean => {
    seen.push([retry.attempt, (retry.lastError as StreamError).status])
    return retry.attempt < 2
  }
  const options = { fetch, retry: { attempts: 5, onRetry } }
  const failed = eventsOf(adapter('http://localhost/', options)).catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  expect(await failed).toMatchObject({ code: 'http', status: 503 })
  expect(seen).toEqual([
    [1, 503],
    [2, 503],
  ])
  expect(fetch).toHaveBeenCalledTimes(2)
})

test('what onRetry throws is reported, and nothing is sent again', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const onRetry = (): never => {
    throw new RangeError('in the hook')
  }
  const connection = adapter('http://localhost/', { fetch, retry: { onRetry } })
  await expect(eventsOf(connection)).rejects.toThrow('in the hook')
  expect(fetch).toHaveBeenCalledOnce()
})

test('an onRetry that throws the failure it was given is not called again', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => unavailable())
  const onRetry = vi.fn<(retry: Retry) => never>(({ lastError }) => {
    throw lastError
  })
  const connection = adapter('http://localhost/', { fetch, retry: { onRetry } })
  await expect(eventsOf(connection)).rejects.toMatchObject({ status: 503 })
  expect(onRetry).toHaveBeenCalledOnce()
  expect(fetch).toHaveBeenCalledOnce()
})

test('what a callback throws causes no retry, even if it has a status', async () => {
  const bug = Object.assign(new Error('No token'), { status: 503 })
  const headers = vi.fn<() => HeadersInit>(() => {
    throw bug
  })
  await expect(eventsOf(adapter('http://localhost/', { headers }))).rejects.toBe(bug)
  expect(headers).toHaveBeenCalledOnce()
})

test('a 401 after another failure is tried again without its wait, and the hook sees it', async () => {
  fakeTimers()
  const fetch = fetchOf(
    () => unavailable({ 'retry-after': '7' }),
    () => new Response('', { status: 401 }),
    answered,
  )
  const waits: number[] = []
  const retry = { onRetry: ({ wait }: Retry) => waits.push(wait) }
  const onUnauthorized = (): void => {}
  const text = textOf(adapter('http://localhost/', { fetch, retry, onUnauthorized }))
  await vi.runAllTimersAsync()
  expect(await text).toBe('Hello')
  expect(waits).toEqual([7000, 0])
})

test('after a 401, onUnauthorized is called, and the request sent once more with fresh options', async () => {
  const server = await httpServer(exchange =>
    exchange.request.headers.authorization === 'fresh' ? ANSWER(exchange) : status(401)(exchange),
  )
  let token = 'stale'
  const headers = (): HeadersInit => ({ authorization: token })
  const onUnauthorized = vi.fn<FetchOptions['onUnauthorized'] & {}>(async () => {
    token = 'fresh'
  })
  expect(await textOf(adapter(server.url, { headers, onUnauthorized }))).toBe('Hello')
  expect(onUnauthorized).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ attempt: 1, lastError: expect.objectContaining({ status: 401 }) }),
  )
  const still = adapter(server.url, { headers: { authorization: 'stale' }, onUnauthorized })
  await expect(eventsOf(still)).rejects.toMatchObject({ code: 'http', status: 401 })
  expect(server.requests).toHaveLength(4)
  const vetoed = adapter(server.url, { onUnauthorized() {}, retry: { onRetry: () => false } })
  await expect(eventsOf(vetoed)).rejects.toMatchObject({ code: 'http', status: 401 })
  expect(server.requests).toHaveLength(5)
  const refused = adapter(server.url, {
    onUnauthorized: () => Promise.reject(new Error('Signed out')),
  })
  await expect(eventsOf(refused)).rejects.toThrow('Signed out')
  expect(server.requests).toHaveLength(6)
})

test('a wait of a minute is kept, and for a longer one the failure is reported instead', async () => {
  fakeTimers()
  const limited = (seconds: string) => (): Response =>
    new Response('', { status: 429, headers: { 'retry-after': seconds } })
  const kept = textOf(adapter('http://localhost/', { fetch: fetchOf(limited('60'), answered) }))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await kept).toBe('Hello')

  const fetch = fetchOf(limited('61'))
  await expect(eventsOf(adapter('http://localhost/', { fetch }))).rejects.toMatchObject({
    code: 'http',
    retryAfter: 61_000,
  })
  expect(fetch).toHaveBeenCalledOnce()
})

test('of an error body that never ends, what comes within three seconds is reported', async () => {
  fakeTimers()
  const cancelled = vi.fn<() => void>()
  const body = new ReadableStream({
    start: source => source.enqueue(new TextEncoder().encode('Gone fishing')),
    cancel: cancelled,
  })
  const fetch = fetchOf(() => new Response(body, { status: 404 }))
  const failed = eventsOf(adapter('http://localhost/', { fetch })).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await failed).toMatchObject({ code: 'http', status: 404, body: 'Gone fishing' })
  expect(cancelled).toHaveBeenCalledOnce()
})

test('progress reports each attempt, then the bytes of each read', async () => {
  const answers = [status(503), ANSWER]
  const server = await httpServer(exchange => answers[server.requests.length - 1]!(exchange))
  const progress: unknown[] = []
  await eventsOf(adapter(server.url), { onProgress: given => progress.push(given) })
  const bytes = textEvent('Hello').length + DONE.length
  expect(progress).toEqual([{ attempt: 1 }, { attempt: 2 }, { bytes }])
})

test('onResponse gets the head of every response before its body', async () => {
  const answers = [status(503), ANSWER]
  const server = await httpServer(exchange => answers[server.requests.length - 1]!(exchange))
  const heads: [number, boolean][] = []
  await eventsOf(adapter(server.url), {
    onResponse: response => heads.push([response.status, response.bodyUsed]),
  })
  expect(heads).toEqual([
    [503, false],
    [200, false],
  ])
})

test('without a network, the next try is after a minute, and then the failure is reported', async () => {
  fakeTimers()
  vi.stubGlobal('navigator', { onLine: false })
  onTestFinished(() => void vi.unstubAllGlobals())
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.reject(new TypeError('offline')))
  const failed = eventsOf(adapter('http://localhost/', { fetch })).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(59_999)
  expect(fetch).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(60_010)
  expect(fetch).toHaveBeenCalledTimes(3)
  expect(await failed).toMatchObject({ code: 'network' })
})

test('a wait that a server has asked for is kept, network or none', async () => {
  fakeTimers()
  vi.stubGlobal('navigator', { onLine: false })
  onTestFinished(() => void vi.unstubAllGlobals())
  const fetch = fetchOf(() => unavailable({ 'retry-after': '2' }), answered)
  const text = textOf(adapter('http://localhost/', { fetch }))
  await vi.advanceTimersByTimeAsync(1_999)
  expect(fetch).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(1)
  expect(await text).toBe('Hello')
})

test('the body of an attempt that failed is closed before the next one', async () => {
  const server = await httpServer(exchange => {
    if (server.requests.length > 1) return ANSWER(exchange)
    exchange.head(503, { 'retry-after': '0' })
    exchange.response.write('x'.repeat(20_000))
  })
  expect(await textOf(adapter(server.url))).toBe('Hello')
  await server.requests[0]!.closed
})

test.each<[string, Answer]>([
  ['an answer', ANSWER],
  ['a failure', status(404)],
  ['a cut', ({ head, response }) => (head(), response.write(':', () => response.destroy()))],
])('the caller’s signal has no listener left after %s', async (_what, answer) => {
  const server = await httpServer(answer)
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  await eventsOf(adapter(server.url), { signal }).catch(() => {})
  expect(added).toHaveBeenCalled()
  const listeners = ({ mock }: typeof added | typeof removed): unknown =>
    new Set(mock.calls.map(([, listener]) => listener))
  expect(listeners(removed)).toEqual(listeners(added))
})

test('a signal that is aborted already makes no request, and asks for nothing', async () => {
  const headers = vi.fn<() => HeadersInit>(() => ({}))
  const fetch = fetchOf(answered)
  const connection = adapter('http://localhost/', { fetch, headers })
  expect(await eventsOf(connection, { signal: AbortSignal.abort() })).toEqual([])
  expect(fetch).not.toHaveBeenCalled()
  expect(headers).not.toHaveBeenCalled()
})

test.each<[string, (controller: AbortController) => void]>([
  ['the hook is told of a retry', controller => controller.abort()],
  ['the next try is waited for', controller => void setTimeout(() => controller.abort(), 1)],
])('an abort while %s calls nothing more', async (_, leave) => {
  fakeTimers()
  const controller = new AbortController()
  const fetch = fetchOf(unavailable, answered)
  const options = vi.fn<() => FetchOptions>(() => ({
    protocol: openaiChat,
    fetch,
    retry: { onRetry: () => leave(controller) },
  }))
  const connection = fetchServerSentEvents('http://localhost/', options)
  const events = eventsOf(connection, { signal: controller.signal })
  await vi.runAllTimersAsync()
  expect(await events).toEqual([])
  expect(options).toHaveBeenCalledOnce()
  expect(fetch).toHaveBeenCalledOnce()
})

test('an abort while the options are made asks for no headers and no body', async () => {
  const controller = new AbortController()
  const asked = vi.fn<() => HeadersInit>(() => ({}))
  const fetch = fetchOf(answered)
  const connection = fetchServerSentEvents('http://localhost/', async () => {
    controller.abort()
    return { protocol: openaiChat, fetch, headers: asked }
  })
  expect(await eventsOf(connection, { signal: controller.signal })).toEqual([])
  await nextTurn()
  expect(asked).not.toHaveBeenCalled()
  expect(fetch).not.toHaveBeenCalled()
})

test('a response that comes after the abort, from a fetch that ignores its signal, is closed', async () => {
  const controller = new AbortController()
  const closed = vi.fn<() => void>()
  const late = createMailbox<Response>()
  const fetch = vi.fn<typeof globalThis.fetch>(() => late.take())
  const events = eventsOf(adapter('http://localhost/', { fetch }), { signal: controller.signal })
  await vi.waitUntil(() => fetch.mock.calls.length > 0)
  controller.abort()
  expect(await events).toEqual([])
  late.put(new Response(new ReadableStream({ cancel: closed })))
  await nextTurn()
  expect(closed).toHaveBeenCalledOnce()
})

test('an abort ends the events quietly and closes the connection', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(textEvent('Hel'))
  })
  const controller = new AbortController()
  const events = []
  for await (const batch of adapter(server.url).connect(
    chatRequest(undefined, { signal: controller.signal }),
  )) {
    events.push(...batch)
    controller.abort(new Error('The user has left.'))
  }
  expect(events).toEqual([{ type: 'text-delta', delta: 'Hel' }])
  await server.requests[0]!.closed
})

test('leaving the events early closes the connection', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(textEvent('Hel'))
  })
  const fetch = vi.fn<typeof globalThis.fetch>((input, init) => globalThis.fetch(input, init))
  for await (const _ of adapter(server.url, { fetch }).connect(chatRequest())) break
  await server.requests[0]!.closed
  expect(fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(true)
})

test('a page that is hidden in mid-stream, and shown again, changes nothing', async () => {
  const page = stubPage()
  vi.resetModules()
  const fresh = await import('./fetch-server-sent-events.ts')
  const server = await httpServer()
  const text = textOf(fresh.fetchServerSentEvents(server.url, { protocol: openaiChat }))
  const { head, response } = await server.next()
  head()
  response.write(textEvent('Hel'))
  page.show('hidden')
  page.show('visible')
  response.end(textEvent('lo') + DONE)
  expect(await text).toBe('Hello')
  expect(server.requests).toHaveLength(1)
  expect(page.pending.listeners).toBe(0)
})

test.each<[string, string]>([
  ['is left early', textEvent('Hel')],
  ['has ended', textEvent('Hello') + DONE],
])('the body of an answer that %s is cancelled', async (_when, text) => {
  const cancelled = vi.fn<() => void>()
  const response = new Response(
    new ReadableStream({
      start: body => body.enqueue(new TextEncoder().encode(text)),
      cancel: cancelled,
    }),
    { headers: { 'content-type': 'text/event-stream' } },
  )
  const connection = adapter('http://localhost/', { fetch: fetchOf(() => response) })
  for await (const [event] of connection.connect(chatRequest())) {
    if (event?.type === 'text-delta' && !text.endsWith(DONE)) break
  }
  expect(cancelled).toHaveBeenCalledOnce()
})

test('[DONE] ends the answer where the server keeps the connection open', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(textEvent('Hello') + DONE)
  })
  expect(await textOf(adapter(server.url))).toBe('Hello')
  await server.requests[0]!.closed
})

test('a reader that pauses stalls the server, and leaving closes the connection', async () => {
  const times = 512
  let sent!: Flood
  const server = await httpServer(({ head, response }) => {
    head()
    sent = flood(response, textEvent('x'.repeat(64 * 1024)), times)
  })
  for await (const _ of adapter(server.url).connect(chatRequest())) {
    await sent.stalled()
    break
  }
  expect(sent.written).toBeLessThan(times / 2)
  await server.requests[0]!.closed
})

test('an invalid address throws a network error', async () => {
  const connection = adapter('http://', { retry: { attempts: 0 } })
  await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'network' })
})

test('a connection without a protocol throws before anything is sent, since JavaScript does not check it', async () => {
  const fetch = fetchOf(answered)
  for (const options of [undefined, { fetch }, () => ({ fetch })]) {
    const connection = fetchServerSentEvents(
      'http://localhost/',
      options as unknown as FetchOptions,
    )
    await expect(eventsOf(connection)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('no protocol'),
    })
  }
  expect(fetch).not.toHaveBeenCalled()
})

test.each(['url', 'headers', 'body', 'credentials', 'options'] as const)(
  'what the function for %s throws is thrown as it is, and nothing is sent',
  async name => {
    const bug = new Error('A bug of the page')
    const fail = (): never => {
      throw bug
    }
    const fetch = fetchOf(answered)
    const options = { protocol: openaiChat, fetch, ...(name !== 'url' && { [name]: fail }) }
    const connection = fetchServerSentEvents(
      name === 'url' ? fail : 'http://localhost/',
      name === 'options' ? fail : options,
    )
    await expect(eventsOf(connection)).rejects.toBe(bug)
    expect(fetch).not.toHaveBeenCalled()
  },
)
