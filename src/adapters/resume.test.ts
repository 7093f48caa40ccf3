import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { eventsOf } from '../testing/events-of.ts'
import { httpServer, type HttpExchange, type HttpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import type { FetchOptions } from './adapter.ts'
import { fetchHttpStream } from './fetch-http-stream.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

const CHUNKS = [
  '{"type":"start"}',
  '{"type":"text-start","id":"0"}',
  '{"type":"text-delta","id":"0","delta":"Héllo"}',
  '{"type":"text-delta","id":"0","delta":", "}',
  '{"type":"text-delta","id":"0","delta":"you"}',
  '{"type":"text-end","id":"0"}',
  '{"type":"finish","finishReason":"stop"}',
  '[DONE]',
]
const LAST = CHUNKS.length - 1

function numbered(from: number, to: number): string {
  return CHUNKS.slice(from, to)
    .map((chunk, index) => `id: ✓${from + index}\ndata: ${chunk}\n\n`)
    .join('')
}

/** The number after which a request wants the rest, -1 for a new run. */
function after({ request }: HttpExchange): number {
  const id = request.headers['last-event-id']
  return id ? Number(Buffer.from(String(id), 'latin1').toString().slice(1)) : -1
}

function cut(exchange: HttpExchange, text: string): void {
  exchange.head()
  exchange.response.write(text, () => exchange.response.destroy())
}

/** Makes each wait as long as this many times its least; ids still differ. */
function waitFor(times: number): void {
  const { random } = Math
  vi.spyOn(Math, 'random').mockImplementation(() => times - 1 + random() / 1_000)
  onTestFinished(() => void vi.restoreAllMocks())
}

async function textFrom(server: HttpServer, options: Partial<FetchOptions>): Promise<string> {
  const chat = createChat({
    connection: fetchServerSentEvents(server.url, { protocol: aiSdk, ...options }),
    flush: 'sync',
  })
  await chat.sendMessage('Hi')
  const message = chat.$messages.get()[1]
  return message ? `${message.status}: ${message.content}` : `${chat.$error.get()?.code}`
}

test('an answer that is cut anywhere is taken up after its last event, losing and doubling nothing', async () => {
  waitFor(0)
  const whole = numbered(0, CHUNKS.length)
  const bytes = new TextEncoder().encode(whole)
  for (let at = 1; at < bytes.length; at += 3) {
    const server = await httpServer(exchange => {
      const from = after(exchange) + 1
      exchange.head()
      if (server.requests.length > 1) return exchange.response.end(numbered(from, CHUNKS.length))
      exchange.response.write(bytes.subarray(0, at), () => exchange.response.destroy())
    })
    // Before the first whole event there is nothing to resume after.
    const isLost = at < new TextEncoder().encode(numbered(0, 1)).length
    expect(await textFrom(server, { resume: true }), `cut after ${at} bytes`).toBe(
      isLost ? 'network' : 'complete: Héllo, you',
    )
  }
})

test('the same request is made again, with the id, and never without resume', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    after(exchange) < 0 ? cut(exchange, numbered(0, 3)) : cut(exchange, numbered(3, LAST + 1)),
  )
  expect(await textFrom(server, { resume: true })).toBe('complete: Héllo, you')
  const [first, second] = server.requests
  expect(second?.body).toBe(first?.body)
  expect(second?.request.method).toBe('POST')
  expect(await textFrom(server, {})).toBe('error: Héllo')
  expect(server.requests).toHaveLength(3)
})

test('the resume url is asked for the rest with GET; a function is called each time', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    exchange.request.method === 'POST'
      ? cut(exchange, numbered(0, 3))
      : exchange.request.url === '/run?attempt=2'
        ? cut(exchange, numbered(after(exchange) + 1, 4))
        : cut(exchange, numbered(after(exchange) + 1, CHUNKS.length)),
  )
  const url = ({ attempt }: { attempt: number }): URL =>
    new URL(`/run?attempt=${attempt}`, server.url)
  expect(await textFrom(server, { resume: { url } })).toBe('complete: Héllo, you')
  expect(
    server.requests.map(({ request, body }) => [request.method, request.url, body.length > 0]),
  ).toEqual([
    ['POST', '/chat', true],
    ['GET', '/run?attempt=2', false],
    ['GET', '/run?attempt=3', false],
  ])
})

test('events that come again are dropped', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    after(exchange) < 0 ? cut(exchange, numbered(0, 4)) : cut(exchange, numbered(1, LAST + 1)),
  )
  expect(await textFrom(server, { resume: true })).toBe('complete: Héllo, you')
})

test('a server that numbers nothing sends all of it again, which replaces the part', async () => {
  waitFor(0)
  const plain = (to: number): string =>
    CHUNKS.slice(0, to)
      .map(chunk => `data: ${chunk}\n\n`)
      .join('')
  const server = await httpServer(exchange =>
    cut(exchange, plain(exchange.request.method === 'POST' ? 4 : CHUNKS.length)),
  )
  expect(await textFrom(server, { resume: { url: server.url } })).toBe('complete: Héllo, you')
  expect(await textFrom(server, { resume: true })).toBe('error: Héllo, ')
})

test.each([204, 404, 409])('a %i means that there is nothing to resume', async code => {
  waitFor(0)
  const server = await httpServer(exchange =>
    exchange.request.method === 'POST'
      ? cut(exchange, numbered(0, 3))
      : exchange.response.writeHead(code).end(),
  )
  expect(await textFrom(server, { resume: { url: server.url } })).toBe('error: Héllo')
  expect(server.requests).toHaveLength(2)
  const connection = fetchServerSentEvents(server.url, {
    protocol: aiSdk,
    resume: { url: server.url },
  })
  expect(await eventsOf(connection, { trigger: 'resume' })).toEqual([])
})

test('resuming ends after five tries that bring nothing, and never while they do', async () => {
  waitFor(0)
  let given = 0
  const server = await httpServer(exchange => cut(exchange, given > 0 ? '' : numbered(0, 1)))
  server.next().then(() => (given = 1))
  expect(await textFrom(server, { resume: true })).toBe('network')
  expect(server.requests).toHaveLength(6)

  const patient = await httpServer(exchange => {
    const from = after(exchange) + 1
    cut(exchange, numbered(from, from + 1))
  })
  expect(await textFrom(patient, { resume: { attempts: 1 } as object })).toBe(
    'complete: Héllo, you',
  )
  expect(patient.requests).toHaveLength(CHUNKS.length)
})

test('an answer that is sent again no further than before counts as no progress', async () => {
  waitFor(0)
  const server = await httpServer(exchange => {
    const told = server.requests.length > 20 ? CHUNKS.length : 3 + (server.requests.length % 2)
    const text = CHUNKS.slice(0, told).map(chunk => `data: ${chunk}\n\n`)
    cut(exchange, text.join(''))
  })
  expect(await textFrom(server, { resume: { url: server.url } })).toBe('error: Héllo')
  expect(server.requests).toHaveLength(6)
})

test('an id that is too long for a header is refused by the server, not by a crash', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    cut(exchange, `id: ${'x'.repeat(300_000)}\ndata: ${CHUNKS[0]}\n\n`),
  )
  const connection = fetchServerSentEvents(server.url, { protocol: aiSdk, resume: true })
  await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'http', status: 431 })
})

test('an unfinished event is left to come again, for its id may follow its data', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    after(exchange) < 0
      ? (exchange.head() ?? exchange.response.end(`${numbered(0, 3)}data: ${CHUNKS[3]}\n`))
      : cut(exchange, numbered(after(exchange) + 1, LAST + 1)),
  )
  expect(await textFrom(server, { resume: true })).toBe('complete: Héllo, you')
})

test('an empty id ends the numbering', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    cut(exchange, `${numbered(0, 3)}id:\ndata: ${CHUNKS[3]}\n\n`),
  )
  expect(await textFrom(server, { resume: true })).toBe('error: Héllo, ')
  expect(server.requests).toHaveLength(1)
})

test('numbered NDJSON is taken up too', async () => {
  waitFor(0)
  const chunks = ['a', 'b', 'c'].map(
    (delta, index) =>
      `{"id":"${index}","chunk":{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"${delta}"}}\n`,
  )
  chunks.push('{"id":"3","chunk":{"type":"RUN_FINISHED","threadId":"t","runId":"r"}}\n')
  const server = await httpServer(({ request, head, response }) => {
    const from = Number(request.headers['last-event-id'] ?? -1) + 1
    head(200, { 'content-type': 'application/x-ndjson' })
    const rest = chunks.slice(from, from + 2).join('')
    if (from > 0) return response.end(rest)
    response.write(`${rest}{"id":"`, () => response.destroy())
  })
  const connection = fetchHttpStream(server.url, { protocol: agUi, resume: true })
  const events = await eventsOf(connection)
  expect(events.map(event => ('delta' in event ? event.delta : event.type)).join(' ')).toBe(
    'a b c step-end finish',
  )
  expect(server.requests).toHaveLength(2)
})

test('half a line before a clean end of the body comes again whole', async () => {
  waitFor(0)
  const lines = ['a', 'b']
    .map(
      (delta, index) =>
        `{"id":"${index}","chunk":{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"${delta}"}}\n`,
    )
    .concat('{"id":"2","chunk":{"type":"RUN_FINISHED","threadId":"t","runId":"r"}}')
  const server = await httpServer(({ request, head, response }) => {
    const from = Number(request.headers['last-event-id'] ?? -1) + 1
    head(200, { 'content-type': 'application/x-ndjson' })
    response.end(lines.join('').slice(lines.slice(0, from).join('').length, from ? undefined : -90))
  })
  const connection = fetchHttpStream(server.url, { protocol: agUi, resume: true })
  const events = await eventsOf(connection)
  expect(events.map(event => ('delta' in event ? event.delta : event.type)).join(' ')).toBe(
    'a b step-end finish',
  )
  expect(server.requests).toHaveLength(2)
})

test.each([
  ['the rest', 0],
  ['all of it again', -Infinity],
])('events that share an id, or have none of their own, are each told once: %s', async (_, all) => {
  waitFor(0)
  const event = (index: number): string =>
    `${index % 3 === 0 ? `id: ${index}\n` : ''}data: ${CHUNKS[index]}\n\n`
  const places = CHUNKS.map((_chunk, index) => index + 1)
  const cuts = places.flatMap(one => places.map(two => [one, two]))
  for (const ends of cuts) {
    const server = await httpServer(exchange => {
      const last = Number(exchange.request.headers['last-event-id'] ?? -1)
      const from = Math.max(0, last + 1 + all)
      const events = CHUNKS.map((_chunk, index) => event(index))
      cut(exchange, events.slice(from, ends[server.requests.length - 1]).join(''))
    })
    const text = await textFrom(server, { resume: true })
    expect(text, `cut after ${ends.join(' and ')}`).toBe('complete: Héllo, you')
  }
})

test('an answer that is told again and again up to the same place is given up', async () => {
  waitFor(0)
  const part = CHUNKS.slice(0, 3)
    .map(chunk => `data: ${chunk}\n\n`)
    .join('')
  const server = await httpServer(exchange => {
    if (server.requests.length > 20) return exchange.response.writeHead(404).end()
    cut(exchange, part)
  })
  expect(await textFrom(server, { resume: { url: server.url } })).toBe('error: Héllo')
  expect(server.requests).toHaveLength(6)
})

test('events that come again with their ids are not dropped if an empty id had ended the numbering', async () => {
  waitFor(0)
  const server = await httpServer(exchange =>
    exchange.request.method === 'POST'
      ? cut(exchange, `${numbered(0, 3)}id:\ndata: ${CHUNKS[3]}\n\n`)
      : cut(exchange, numbered(0, CHUNKS.length)),
  )
  expect(await textFrom(server, { resume: { url: server.url } })).toBe('complete: Héllo, you')
})

test('events without an id after an empty id are not taken for ones already read', async () => {
  waitFor(0)
  const server = await httpServer(exchange => {
    if (after(exchange) < 0) return cut(exchange, `${numbered(0, 2)}data: ${CHUNKS[2]}\n\n`)
    const rest = CHUNKS.slice(4).map(chunk => `data: ${chunk}\n\n`)
    cut(exchange, `${numbered(3, 4)}id:\n${rest.join('')}`)
  })
  expect(await textFrom(server, { resume: true })).toBe('complete: Héllo, you')
})

test('a status at resuming is tried again as at sending, and one that is final is told', async () => {
  waitFor(0)
  const answers = [503, 200, 401]
  const server = await httpServer(exchange => {
    if (after(exchange) < 0) return cut(exchange, numbered(0, 3))
    const status = answers.shift() ?? 500
    if (status === 200) return cut(exchange, numbered(3, 4))
    exchange.response.writeHead(status, { 'retry-after': '0' }).end()
  })
  const connection = fetchServerSentEvents(server.url, { protocol: aiSdk, resume: true })
  await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'http', status: 401 })
  expect(server.requests).toHaveLength(4)
})

test('a stop while the rest is waited for sends nothing more, and leaves no timer or listener', async () => {
  const added: string[] = []
  vi.stubGlobal('addEventListener', (name: string) => added.push(name))
  vi.stubGlobal('removeEventListener', (name: string) => added.splice(added.indexOf(name), 1))
  onTestFinished(() => void vi.unstubAllGlobals())
  const server = await httpServer(exchange => cut(exchange, numbered(0, 3)))
  const controller = new AbortController()
  const retried = new Promise<void>(resolve => {
    const connection = fetchServerSentEvents(server.url, {
      protocol: aiSdk,
      resume: true,
      retry: { onRetry: () => resolve() },
    })
    void eventsOf(connection, { signal: controller.signal })
  })
  await retried
  await vi.waitUntil(() => added.includes('online'))
  controller.abort()
  await vi.waitUntil(() => added.length === 0)
  expect(server.requests).toHaveLength(1)
})

test('a stop as the wait begins leaves no timer or listener', async () => {
  waitFor(100)
  const added = vi.fn<(name: string) => void>()
  const set = vi.spyOn(globalThis, 'setTimeout')
  vi.stubGlobal('addEventListener', added)
  vi.stubGlobal('removeEventListener', () => {})
  onTestFinished(() => void vi.unstubAllGlobals())
  const server = await httpServer(exchange => cut(exchange, numbered(0, 3)))
  const controller = new AbortController()
  const connection = fetchServerSentEvents(server.url, {
    protocol: aiSdk,
    resume: true,
    retry: {
      onRetry() {
        added.mockClear()
        set.mockClear()
        controller.abort()
      },
    },
  })
  await eventsOf(connection, { signal: controller.signal })
  await nextTurn()
  expect(added).not.toHaveBeenCalled()
  expect(set.mock.calls.filter(([, wait = 0]) => wait > 1_000)).toEqual([])
})

test('the network’s return ends the wait at once', async () => {
  waitFor(100)
  const listeners = new Set<() => void>()
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => listeners.add(listener))
  vi.stubGlobal('removeEventListener', (_: string, listener: () => void) =>
    listeners.delete(listener),
  )
  vi.stubGlobal('navigator', { onLine: false })
  onTestFinished(() => void vi.unstubAllGlobals())
  const server = await httpServer(exchange =>
    after(exchange) < 0 ? cut(exchange, numbered(0, 3)) : cut(exchange, numbered(3, LAST + 1)),
  )
  const waiting = vi.fn<() => void>()
  const text = textFrom(server, { resume: true, retry: { onRetry: waiting } })
  await vi.waitUntil(() => waiting.mock.calls.length > 0 && listeners.size > 0)
  expect(server.requests).toHaveLength(1)
  for (const listener of listeners) listener()
  expect(await text).toBe('complete: Héllo, you')
  await vi.waitUntil(() => listeners.size === 0)
})

test('a run that is resumed without an address is refused, and not sent anew', async () => {
  const server = await httpServer()
  const connection = fetchServerSentEvents(server.url, { protocol: aiSdk, resume: true })
  const events = connection.connect(chatRequest(undefined, { trigger: 'resume' }))
  await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('resume'),
  })
  expect(server.requests).toHaveLength(0)
})

test('an answer longer than maxBytes throws too-large, and one just as long does not', async () => {
  const whole = numbered(0, LAST + 1)
  const server = await httpServer(exchange => cut(exchange, whole))
  const { length } = new TextEncoder().encode(whole)
  const read = (maxBytes: number): Promise<readonly StreamEvent[]> =>
    eventsOf(fetchServerSentEvents(server.url, { protocol: aiSdk, maxBytes }))
  await expect(read(length - 1)).rejects.toMatchObject({ code: 'too-large', limit: length - 1 })
  expect((await read(length)).at(-1)).toMatchObject({ type: 'finish' })
})
