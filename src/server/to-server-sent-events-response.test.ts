import { expect, onTestFinished, test, vi } from 'vitest'
import { fetchHttpStream } from '../adapters/fetch-http-stream.ts'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { plainText } from '../protocols/plain-text.ts'
import type { StreamEvent } from '../stream-event.ts'
import { eventsOf } from '../testing/events-of.ts'
import { telling } from '../testing/telling.ts'
import type { AnswerSource } from './answer-source.ts'
import type { WireResponseOptions } from './response-options.ts'
import { toHttpStreamResponse } from './to-http-stream-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'
import { toTextStreamResponse } from './to-text-stream-response.ts'

/** What our own client makes of a response. */
async function read(response: Promise<Response>, protocol = aiSdk): Promise<Message> {
  const connection = fetchHttpStream('https://example.com', {
    protocol,
    fetch: () => response,
    retry: { attempts: 0 },
  })
  return (await eventsOf(connection)).reduce(applyEvent, {
    id: 'a',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
}

const openaiChunks = [
  { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Hel' } }] },
  { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'lo' } }] },
  {
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: {}, finish_reason: 'length' }],
  },
]

const sources: Readonly<Record<string, () => AnswerSource>> = {
  'pieces of text': () => telling('Hel', 'lo'),
  events: () => telling({ type: 'text-delta', delta: 'Hel' }, { type: 'text-delta', delta: 'lo' }),
  'chunks of OpenAI': () => telling(...openaiChunks),
  'a promise': () => Promise.resolve(telling('Hel', 'lo')),
  'a function': () => () => telling('Hel', 'lo'),
  'a function that waits': () => async () => telling('Hel', 'lo'),
  'a stream': () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue('Hel')
        controller.enqueue('lo')
        controller.close()
      },
    }),
  'a response': () =>
    new Response(openaiChunks.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`).join('')),
  'a result of streamText': () => ({
    fullStream: telling({ type: 'text-delta', text: 'Hel' }, { type: 'text-delta', text: 'lo' }),
  }),
  'a result with text alone': () => ({ textStream: telling('Hel', 'lo') }),
}

const responses = [
  [
    'toServerSentEventsResponse',
    aiSdk,
    (source: AnswerSource) => toServerSentEventsResponse(source),
  ],
  [
    'toServerSentEventsResponse as AG-UI',
    agUi,
    (source: AnswerSource) => toServerSentEventsResponse(source, { wire: 'ag-ui' }),
  ],
  [
    'toServerSentEventsResponse as text',
    plainText,
    (source: AnswerSource) => toServerSentEventsResponse(source, { wire: 'plain-text' }),
  ],
  ['toHttpStreamResponse', aiSdk, (source: AnswerSource) => toHttpStreamResponse(source)],
  [
    'toHttpStreamResponse as AG-UI',
    agUi,
    (source: AnswerSource) => toHttpStreamResponse(source, { wire: 'ag-ui' }),
  ],
  ['toTextStreamResponse', plainText, (source: AnswerSource) => toTextStreamResponse(source)],
] as const

test.each(responses)('%s tells every kind of source', async (_name, protocol, respond) => {
  for (const [kind, open] of Object.entries(sources)) {
    const message = await read(respond(open()), protocol)
    expect.soft([kind, message.status, message.content]).toEqual([kind, 'complete', 'Hello'])
  }
})

test.each([
  [toServerSentEventsResponse(telling('Hi')), 'text/event-stream', 'v1'],
  [toServerSentEventsResponse(telling('Hi'), { wire: 'ag-ui' }), 'text/event-stream', null],
  [toHttpStreamResponse(telling('Hi')), 'application/x-ndjson', 'v1'],
  [toTextStreamResponse(telling('Hi')), 'text/plain; charset=utf-8', null],
])('the head tells the wire, and keeps proxies from holding it back', async (told, type, mark) => {
  const { status, headers } = await told
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('x-vercel-ai-ui-message-stream')).toBe(mark)
  expect(headers.get('cache-control')).toBe('no-cache, no-transform')
  expect(headers.get('x-accel-buffering')).toBe('no')
})

test('status and headers of one’s own go over the wire’s', async () => {
  const headers = new Headers({ 'Cache-Control': 'private', 'x-run': '1' })
  headers.append('set-cookie', 'a=1')
  headers.append('set-cookie', 'b=2')
  const response = await toServerSentEventsResponse(telling('Hi'), { status: 201, headers })
  expect(response.status).toBe(201)
  expect(response.headers.get('cache-control')).toBe('private')
  expect(response.headers.get('x-run')).toBe('1')
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

test('the answer goes by the id that it is given, or by the source’s', async () => {
  const named = () =>
    telling({ type: 'start', messageId: 'theirs' }, { type: 'text-delta', delta: 'Hi' })
  const text = async (options?: WireResponseOptions) =>
    (await toServerSentEventsResponse(named(), options)).text()
  expect(await text()).toContain('{"type":"start","messageId":"theirs"}')
  expect(await text({ messageId: 'ours' })).toContain('{"type":"start","messageId":"ours"}')
  const agUiText = await text({ wire: 'ag-ui', chatId: 'c1', runId: 'r1' })
  expect(agUiText).toContain('"type":"RUN_STARTED","threadId":"c1","runId":"r1"')
  const [first, second] = await Promise.all(
    [1, 2].map(() =>
      toServerSentEventsResponse(telling('Hi'), { wire: 'ag-ui' }).then(response =>
        response.text(),
      ),
    ),
  )
  expect(first).not.toBe(second)
})

const SECRET = 'No key sk-123 at /srv/app/model.ts:7'

async function* failing(): AsyncGenerator<string, void, undefined> {
  yield 'Hel'
  throw new Error(SECRET)
}

function broken(): ReadableStream<string> {
  return new ReadableStream({ start: controller => controller.error(new Error(SECRET)) })
}

test.each([
  ['thrown', failing],
  ['told', () => telling('Hel', { type: 'error', message: SECRET, code: '500' })],
] as const)(
  'a failure that is %s on the way becomes an error event with no more than it should tell',
  async (_how, open) => {
    for (const wire of ['ai-sdk', 'ag-ui'] as const) {
      const seen: unknown[] = []
      const response = await toServerSentEventsResponse(open(), { wire })
      expect(response.status).toBe(200)
      const text = await response.clone().text()
      expect(text).not.toMatch(/sk-123|model\.ts|stack/)
      expect(await read(Promise.resolve(response), wire === 'ag-ui' ? agUi : aiSdk)).toMatchObject({
        status: 'error',
        content: 'Hel',
        error: { message: 'The answer could not be completed. Try again.' },
      })
      const onError = (error: unknown): string => {
        seen.push(error)
        return 'The model sleeps.'
      }
      const told = await read(
        toServerSentEventsResponse(open(), { wire, onError }),
        wire === 'ag-ui' ? agUi : aiSdk,
      )
      expect(told.error?.message).toBe('The model sleeps.')
      expect(seen).toEqual([expect.objectContaining({ message: SECRET })])
    }
  },
)

test('a mapping of errors that fails itself tells nothing', async () => {
  const response = await toServerSentEventsResponse(failing(), {
    onError() {
      throw new Error(SECRET)
    },
  })
  expect(await response.text()).toMatch(/The answer could not be completed\. Try again\./)
})

test('text that fails on the way breaks off', async () => {
  const response = await toTextStreamResponse(failing())
  const reader = response.body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('Hel')
  await expect(reader.read()).rejects.toThrow(SECRET)
})

test.each([
  [
    'throws',
    () => {
      throw new Error(SECRET)
    },
  ],
  ['rejects', () => Promise.reject(new Error(SECRET))],
  ['fails before it says anything', broken],
  ['tells a failure first', () => telling({ type: 'error', message: SECRET })],
  ['is no stream', () => ({}) as never],
] as const)('a source that %s is answered with 500', async (_how, source) => {
  const headers = { 'access-control-allow-origin': '*', 'content-type': 'x/y' }
  const response = await toServerSentEventsResponse(source, { headers })
  expect(response.status).toBe(500)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual({
    error: { message: 'The answer could not be completed.' },
  })
  // The page says once what to do.
  await expect(read(toServerSentEventsResponse(source))).rejects.toThrow(
    /500: The answer could not be completed\. Try again in a moment\.$/,
  )
  const told = await toServerSentEventsResponse(source, { onError: () => 'Not today.' })
  expect(await told.json()).toEqual({ error: { message: 'Not today.' } })
})

test('a head that goes out at once leaves a failure to the stream', async () => {
  const response = await toServerSentEventsResponse(broken(), { headWithin: 0 })
  expect(response.status).toBe(200)
  expect(await read(Promise.resolve(response))).toMatchObject({ status: 'error', content: '' })
})

test('the head waits for the first event no longer than it may', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let response: Response | undefined
  const silent = new ReadableStream()
  void toServerSentEventsResponse(silent).then(given => {
    response = given
  })
  await vi.advanceTimersByTimeAsync(999)
  expect(response).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  expect(response?.status).toBe(200)
  await response?.body?.cancel()
  expect(vi.getTimerCount()).toBe(0)
})

test('the head waits as long as the source does where it may', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let fail!: (error: Error) => void
  const source = new ReadableStream<string>({
    start: controller => void (fail = error => controller.error(error)),
  })
  let isHere = false
  const response = toServerSentEventsResponse(source, { headWithin: Infinity })
  void response.then(() => (isHere = true))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(isHere).toBe(false)
  fail(new Error(SECRET))
  expect((await response).status).toBe(500)
})

test('a silence without end is filled with nothing, and sets no timer again and again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const timers = vi.spyOn(globalThis, 'setTimeout')
  const options = { heartbeat: Infinity, headWithin: 0 }
  const { body } = await toServerSentEventsResponse(new ReadableStream(), options)
  const reader = body!.getReader()
  const first = reader.read()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(timers).toHaveBeenCalledOnce()
  await reader.cancel()
  expect(await first).toEqual({ done: true, value: undefined })
})

test('a silence is filled, and no timer is left', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  let tell!: ReadableStreamDefaultController<string>
  const source = new ReadableStream<string>({ start: controller => void (tell = controller) })
  const response = await toServerSentEventsResponse(source, { heartbeat: 1_000, headWithin: 0 })
  const log: string[] = []
  const ended = (async () => {
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      log.push(
        ...value
          .split('\n\n')
          .filter(Boolean)
          .map(event => event.slice(0, 25)),
      )
    }
  })()
  await vi.advanceTimersByTimeAsync(999)
  expect(log).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(log.splice(0)).toEqual([': alive'])
  await vi.advanceTimersByTimeAsync(500)
  tell.enqueue('Hi')
  await vi.advanceTimersByTimeAsync(999)
  expect(log.splice(0)).toEqual([
    'data: {"type":"start"}',
    'data: {"type":"text-start',
    'data: {"type":"text-delta',
  ])
  await vi.advanceTimersByTimeAsync(1)
  expect(log.splice(0)).toEqual([': alive'])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(log.splice(0)).toEqual([': alive', ': alive'])
  tell.close()
  await ended
  expect(vi.getTimerCount()).toBe(0)
})

test('nothing is kept for a client that does not read', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const response = await toHttpStreamResponse(new ReadableStream(), {
    heartbeat: 10,
    headWithin: 0,
  })
  const reader = response.body!.getReader()
  const first = reader.read()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(new TextDecoder().decode((await first).value)).toBe('\n')
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('\n')
  let isRead = false
  void reader.read().then(() => (isRead = true))
  await vi.advanceTimersByTimeAsync(0)
  expect(isRead).toBe(false)
  await reader.cancel()
  expect(vi.getTimerCount()).toBe(0)
})

test('a client that leaves between two pieces has the source clean up', async () => {
  let cleanUp!: () => void
  const isClean = new Promise<void>(resolve => (cleanUp = resolve))
  async function* deaf(): AsyncGenerator<string, void, undefined> {
    try {
      for (;;) yield 'Hel'
    } finally {
      cleanUp()
    }
  }
  const reader = (await toServerSentEventsResponse(deaf())).body!.getReader()
  await reader.read()
  await reader.cancel()
  await isClean
})

test('what a wire has no words for is left out', async () => {
  const events: readonly StreamEvent[] = [
    { type: 'source', url: 'https://example.com' },
    { type: 'reset', scope: 'run' },
    { type: 'reasoning-delta', delta: 'Hm.' },
    { type: 'text-delta', delta: 'Hi' },
  ]
  expect(await (await toTextStreamResponse(telling(...events))).text()).toBe('Hi')
  const message = await read(
    toServerSentEventsResponse(telling(...events), { wire: 'ag-ui' }),
    agUi,
  )
  expect(message.parts.map(({ type }) => type)).toEqual(['reasoning', 'text'])
})

test('a wire that is none is refused', () => {
  const wire = 'telegraph' as 'ai-sdk'
  expect(() => toServerSentEventsResponse(telling('Hi'), { wire })).toThrow(
    /telegraph\. Name ai-sdk/,
  )
})
