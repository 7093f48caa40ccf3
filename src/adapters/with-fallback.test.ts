import { expect, test, vi } from 'vitest'
import { dexto } from '../protocols/dexto.ts'
import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { eventsOf } from '../testing/events-of.ts'
import { httpServer } from '../testing/http-server.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'
import { withFallback } from './with-fallback.ts'

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })
const gone = new StreamError('network', 'Gone.')
const told: StreamEvent = { type: 'error', message: 'Busy' }

/** A connection that gives these, and throws the error there is among them. */
function giving(...items: readonly (StreamEvent | Error)[]): ConnectionAdapter {
  return {
    async *connect() {
      for (const item of items) {
        if (item instanceof Error) throw item
        yield [item]
      }
    },
  }
}

const whole = vi.fn<() => Promise<string>>(async () => 'All of it')

test.each<[string, ConnectionAdapter]>([
  ['throws', giving({ type: 'text-start', id: '0' }, gone)],
  ['tells an error', giving({ type: 'text-start', id: '0' }, told)],
])('takes the whole answer if the stream %s before its content', async (_how, primary) => {
  expect(await eventsOf(withFallback(primary, whole))).toEqual([
    { type: 'text-start', id: '0' },
    { type: 'reset', scope: 'run' },
    text('All of it'),
  ])
})

test('leaves an answer as it is that does not fail', async () => {
  whole.mockClear()
  const primary = giving(text('Streamed'), { type: 'finish' })
  expect(await eventsOf(withFallback(primary, whole))).toEqual([
    text('Streamed'),
    { type: 'finish' },
  ])
  expect(whole).not.toHaveBeenCalled()
})

test('keeps what had come and reports the failure, or restarts, by afterContent', async () => {
  await expect(eventsOf(withFallback(giving(text('Half'), gone), whole))).rejects.toBe(gone)
  expect(await eventsOf(withFallback(giving(text('Half'), told), whole))).toEqual([
    text('Half'),
    told,
  ])
  for (const failure of [gone, told]) {
    const primary = giving(text('Half'), failure)
    const events = await eventsOf(withFallback(primary, whole, { afterContent: 'restart' }))
    expect(events).toEqual([text('Half'), { type: 'reset', scope: 'run' }, text('All of it')])
  }
})

test('counts data as content, but not transient data', async () => {
  const data = (transient: boolean): StreamEvent => ({
    type: 'data',
    name: 'a',
    data: 1,
    transient,
  })
  await expect(eventsOf(withFallback(giving(data(false), gone), whole))).rejects.toBe(gone)
  const events = await eventsOf(withFallback(giving(data(true), gone), whole))
  expect(events.at(-1)).toEqual(text('All of it'))
})

test('falls back only if when allows it', async () => {
  const when = (failure: unknown): boolean => failure !== gone
  await expect(eventsOf(withFallback(giving(gone), whole, { when }))).rejects.toBe(gone)
  expect(await eventsOf(withFallback(giving(told), whole, { when }))).toEqual([text('All of it')])
})

test('takes the events of a whole answer as they are', async () => {
  const events = [text('All of it'), { type: 'finish' } as const]
  expect(await eventsOf(withFallback(giving(gone), async () => events))).toEqual(events)
})

test('takes another connection, and tells its failure', async () => {
  const primary = giving(gone)
  const second = giving(text('Second'), { type: 'finish' })
  expect(await eventsOf(withFallback(primary, second))).toHaveLength(2)
  const other = new StreamError('http', 'Not there.')
  await expect(eventsOf(withFallback(primary, giving(other)))).rejects.toBe(other)
  const failing = (): Promise<string> => Promise.reject(other)
  await expect(eventsOf(withFallback(primary, failing))).rejects.toBe(other)
})

test('a stop is no failure', async () => {
  whole.mockClear()
  const controller = new AbortController()
  const primary: ConnectionAdapter = {
    async *connect() {
      yield []
      controller.abort()
      throw gone
    },
  }
  const { signal } = controller
  await expect(eventsOf(withFallback(primary, whole), { signal })).rejects.toBe(gone)
  expect(whole).not.toHaveBeenCalled()
  const late = new AbortController()
  const stopped = withFallback(giving(gone), async () => {
    late.abort()
    return 'Too late'
  })
  expect(await eventsOf(stopped, { signal: late.signal })).toEqual([])
})

test('takes Dexto’s whole answer where its stream is not to be had', async () => {
  const server = await httpServer(({ request, response }) =>
    request.url === '/chat'
      ? response.writeHead(404).end()
      : response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"response":"Hello","sessionId":"s"}'),
  )
  const connection = withFallback(
    fetchServerSentEvents(server.url, { protocol: dexto }),
    fetchServerSentEvents(new URL('/sync', server.url), { protocol: dexto }),
  )
  expect(await eventsOf(connection)).toEqual([text('Hello'), { type: 'finish' }])
})
