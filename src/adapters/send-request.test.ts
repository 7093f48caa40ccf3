import { afterEach, expect, test, vi } from 'vitest'
import type { Protocol } from '../protocol.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { eventsOf } from '../testing/events-of.ts'
import { fetchOf } from '../testing/fetch-of.ts'
import { httpServer, type HttpExchange } from '../testing/http-server.ts'
import { DONE } from '../testing/openai-stream.ts'
import type { FetchOptions } from './adapter.ts'
import { fetchHttpStream } from './fetch-http-stream.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

const protocol: Protocol = {
  ...openaiChat,
  encode: ({ messages, data }) => ({ asks: messages.at(-1)?.content, ...data }),
}

/** What the server gets for these options. */
async function sent(options: Partial<FetchOptions>, adapter = fetchServerSentEvents) {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(DONE)
  })
  await eventsOf(adapter(server.url, { protocol, ...options }), { data: { temperature: 1 } })
  return server.requests[0]!
}

/** The headers that `fetch` itself sends with any request. */
const OF_FETCH =
  /^(host|connection|user-agent|accept-(language|encoding)|sec-fetch-mode|content-length)$/

function headersOf({ request }: HttpExchange): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !OF_FETCH.test(name)),
  )
}

afterEach(() => void vi.unstubAllGlobals())

test('a request is a POST of what the protocol encodes, with two headers unasked', async () => {
  const exchange = await sent({})
  expect(exchange.request.method).toBe('POST')
  expect(headersOf(exchange)).toEqual({
    accept: 'text/event-stream',
    'content-type': 'application/json',
  })
  expect(JSON.parse(exchange.body)).toEqual({ asks: 'And tomorrow?', temperature: 1 })
})

test('an HTTP stream is requested with every content type that is read', async () => {
  const { request } = await sent({}, fetchHttpStream)
  expect(request.headers.accept).toBe('application/x-ndjson, text/event-stream, text/plain, */*')
})

test.each<[string, FetchOptions['headers']]>([
  ['an object', { 'X-One': '1', accept: 'a/b' }],
  [
    'pairs',
    [
      ['X-One', '1'],
      ['accept', 'a/b'],
    ],
  ],
  ['Headers', new Headers({ 'X-One': '1', accept: 'a/b' })],
  ['a function', () => ({ 'X-One': '1', accept: 'a/b' })],
  ['an async function', async () => new Headers({ 'X-One': '1', accept: 'a/b' })],
])('headers are accepted as %s, and override the default ones', async (_as, headers) => {
  expect(headersOf(await sent({ headers: headers! }))).toEqual({
    accept: 'a/b',
    'content-type': 'application/json',
    'x-one': '1',
  })
})

test.each<[string, FetchOptions['body'], unknown, string | undefined]>([
  ['an object is merged', { model: 'm', asks: 'x' }, { asks: 'x', temperature: 1, model: 'm' }, ''],
  ['the object of a function is whole', () => ({ model: 'm' }), { model: 'm' }, ''],
  ['an object without a prototype is JSON', () => Object.create(null) as {}, {}, ''],
  ['a string is sent as it is', async () => 'Hi', 'Hi', 'text/plain;charset=UTF-8'],
  [
    'parameters are sent as they are',
    () => new URLSearchParams({ a: 'b c' }),
    'a=b+c',
    'application/x-www-form-urlencoded;charset=UTF-8',
  ],
  ['a blob is sent as it is', () => new Blob(['Hi'], { type: 'a/b' }), 'Hi', 'a/b'],
  ['bytes are sent as they are', () => new TextEncoder().encode('Hi'), 'Hi', undefined],
  ['nothing is sent as nothing', () => null, '', undefined],
])('of a body, %s', async (_what, body, expected, type) => {
  const exchange = await sent({ body: body! })
  const json = type === ''
  expect(json ? JSON.parse(exchange.body) : exchange.body).toEqual(expected)
  expect(exchange.request.headers['content-type']).toBe(json ? 'application/json' : type)
})

test('of a body, a form is sent as it is', async () => {
  const form = new FormData()
  form.set('asks', 'Hi')
  const { request, body } = await sent({ body: () => form })
  expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  expect(body).toContain('name="asks"\r\n\r\nHi')
})

test.each(['GET', 'get', 'HEAD'])(
  'a %s request has no body, and the body function is not called',
  async method => {
    const body = vi.fn<() => string>()
    const fetch = fetchOf(
      () => new Response(DONE, { headers: { 'content-type': 'text/event-stream' } }),
    )
    await eventsOf(fetchServerSentEvents('http://localhost/', { protocol, method, body, fetch }))
    const [, init] = fetch.mock.calls[0]!
    expect(init).toMatchObject({ method })
    expect(init?.body).toBeUndefined()
    expect(new Headers(init?.headers).has('content-type')).toBe(false)
    expect(body).not.toHaveBeenCalled()
  },
)

test('all else of RequestInit passes through to the injected fetch', async () => {
  const fetch = fetchOf(
    () => new Response(DONE, { headers: { 'content-type': 'text/event-stream' } }),
  )
  const url = new URL('http://localhost/')
  const init = {
    method: 'PUT',
    cache: 'no-store',
    credentials: 'include',
    integrity: 'sha256-x',
    keepalive: true,
    mode: 'cors',
    priority: 'high',
    redirect: 'error',
    referrer: 'about:client',
    referrerPolicy: 'no-referrer',
  } as const
  const connection = fetchServerSentEvents(url, {
    protocol,
    fetch,
    ...init,
  })
  await eventsOf(connection)
  expect(fetch.mock.calls[0]?.[0]).toBe(url)
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({
    ...init,
    headers: expect.any(Headers) as Headers,
    body: '{"asks":"And tomorrow?"}',
    signal: expect.any(AbortSignal) as AbortSignal,
  })
})

test('the global fetch is looked up at the time of the call', async () => {
  const connection = fetchServerSentEvents('http://localhost/', { protocol })
  const fetch = fetchOf(
    () => new Response(DONE, { headers: { 'content-type': 'text/event-stream' } }),
  )
  vi.stubGlobal('fetch', fetch)
  await eventsOf(connection)
  expect(fetch).toHaveBeenCalledOnce()
})
