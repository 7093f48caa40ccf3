import { expect, test, vi } from 'vitest'
import { createDecoder, type Decoder } from '../decoder.ts'
import { utf8Lines } from '../framing/utf8-lines.ts'
import type { WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { utf8 } from '../testing/utf8.ts'
import { readResponse } from './read-response.ts'

/** Reads each character as text; `.` ends the answer, and `!` is an error. */
function characters(): Decoder<WireRecord, StreamEvent> {
  return createDecoder((record, out) => {
    for (const delta of record?.data ?? '') {
      if (delta === '!') throw new Error('!')
      out.push(delta === '.' ? { type: 'finish' } : { type: 'text-delta', delta })
    }
  })
}

function read(body: ReadableStream<Uint8Array>, { signal } = new AbortController()) {
  return readResponse(new Response(body), utf8Lines(), characters(), { signal })
}

/** A body that gives these reads, and stays open. */
function openBody(...reads: readonly string[]) {
  const cancelled = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of reads) controller.enqueue(utf8(text))
    },
    cancel: cancelled,
  })
  return { body, cancelled }
}

test('gives the events of one read at a time', async () => {
  const batches = []
  for await (const batch of read(openBody('ab\n', '', 'c.\n').body)) batches.push(batch)
  expect(batches).toEqual([
    [
      { type: 'text-delta', delta: 'a' },
      { type: 'text-delta', delta: 'b' },
    ],
    [{ type: 'text-delta', delta: 'c' }, { type: 'finish' }],
  ])
})

test.each<[string, string, string | undefined]>([
  ['is left early', 'ab\n', undefined],
  ['has told its end', 'ab.\n', undefined],
  ['is wrong at the start of a read', '!\n', '!'],
  ['is wrong in the midst of a read', 'ab\n!\n', '!'],
])('cancels and unlocks a body that stays open when its answer %s', async (_when, text, record) => {
  const { body, cancelled } = openBody(text)
  let thrown: unknown
  try {
    for await (const _ of read(body)) if (text === 'ab\n') break
  } catch (error) {
    thrown = error
  }
  expect(thrown).toEqual(record && expect.objectContaining({ code: 'malformed', record }))
  expect(cancelled).toHaveBeenCalledOnce()
  expect(body.locked).toBe(false)
})

test.each([
  ['before the first read', true],
  ['while a read is awaited', false],
])('ends quietly, with the body cancelled and unlocked, at an abort %s', async (_when, early) => {
  const { body, cancelled } = openBody()
  const controller = new AbortController()
  const added = vi.spyOn(controller.signal, 'addEventListener')
  const removed = vi.spyOn(controller.signal, 'removeEventListener')
  if (early) controller.abort()
  const next = read(body, controller).next()
  await nextTurn()
  controller.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(cancelled).toHaveBeenCalledOnce()
  expect(body.locked).toBe(false)
  expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
})

test('reads no further than its reader asks', async () => {
  const pull = vi.fn<(controller: ReadableStreamDefaultController<Uint8Array>) => void>(
    controller => controller.enqueue(utf8('a\n')),
  )
  const events = read(new ReadableStream({ pull }, { highWaterMark: 0 }))
  await events.next()
  await events.next()
  await nextTurn()
  expect(pull).toHaveBeenCalledTimes(2)
  await events.return()
})

test('reads a body that cannot be iterated, as in Safari', async () => {
  const { body } = openBody('a.\n')
  Object.defineProperty(body, Symbol.asyncIterator, { value: undefined })
  const batches = []
  for await (const batch of read(body)) batches.push(...batch)
  expect(batches).toHaveLength(2)
})

test('a body that breaks throws a network error with its cause', async () => {
  const cause = new TypeError('Load failed')
  const body = new ReadableStream<Uint8Array>({ start: controller => controller.error(cause) })
  await expect(read(body).next()).rejects.toMatchObject({ code: 'network', cause })
})

test('what a decoder throws at the end of a body becomes a malformed error', async () => {
  const body = new Response('ab!\n').body
  const batches: unknown[] = []
  const reading = (async () => {
    for await (const batch of read(body!)) batches.push(batch)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'malformed', record: 'ab!' })
  expect(batches).toHaveLength(1)
})
