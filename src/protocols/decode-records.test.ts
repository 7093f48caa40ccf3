import { expect, test } from 'vitest'
import type { Decoder } from '../decoder.ts'
import type { WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { decodeRecords, errorEvent, unknownRecord } from './decode-records.ts'

/** Says what it is given, and ends at `{"end":true}` or `[DONE]`. */
function echo(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords<{ readonly say?: string; readonly end?: boolean }>(emit => ({
    record({ say = '', end }) {
      emit({ type: 'text-delta', delta: say })
      if (end) emit({ type: 'finish' })
    },
    end(done) {
      if (done) emit({ type: 'finish', reason: 'stop' })
    },
  }))
}

test('skips empty records, and values that are no objects', () => {
  const decoder = echo()
  for (const data of ['', 'null', '7', '"text"', '[]']) expect(decoder.push({ data })).toEqual([])
  expect(() => decoder.end()).toThrow(expect.objectContaining({ code: 'truncated' }))
})

test('skips an object where a text belongs', () => {
  expect(echo().push({ data: '[{"say":{"stage":1}},{"say":["a"]},{"say":"a"}]' })).toEqual([
    { type: 'text-delta', delta: 'a' },
  ])
})

test('reads records between which the blank line is left out', () => {
  expect(echo().push({ data: '{"say":"a"}\n\n{"say":"b"}\n[DONE]\n{"say":"c"}' })).toEqual([
    { type: 'text-delta', delta: 'a' },
    { type: 'text-delta', delta: 'b' },
    { type: 'finish', reason: 'stop' },
  ])
  expect(() => echo().push({ data: '{"say":"a"}\n{"say"' })).toThrow(
    expect.objectContaining({ code: 'malformed' }),
  )
})

test('tells a failure in a foreign shape that is all that came', () => {
  const decoder = echo()
  expect(decoder.push({ data: '{"error":{"message":"Busy"}}' })).toEqual([])
  expect(decoder.end()).toMatchObject([{ type: 'error', message: 'Busy' }])
  expect(decoder.end()).toEqual([])
})

test('refuses a stream of which it knows no record', () => {
  const decoder = decodeRecords<{ readonly say?: string }>(emit => ({
    record: value => emit(unknownRecord('', value)),
    end() {},
  }))
  for (const data of ['null', '7', '"text"']) expect(decoder.push({ data })).toEqual([])
  expect(decoder.push({ data: '{"kind":"ping"}' })).toMatchObject([{ transient: true }])
  expect(decoder.push({ data: '{"kind":"pong"}' })).toHaveLength(1)
  expect(() => decoder.end()).toThrow(
    expect.objectContaining({ code: 'malformed', record: '{"kind":"ping"}' }),
  )
})

test('takes a stream of which it knows a record for cut off, though it was of data alone', () => {
  const decoder = decodeRecords<{ readonly kind: string }>(emit => ({
    record({ kind }) {
      emit(kind === 'ping' ? unknownRecord('', kind) : { type: 'data', name: kind, data: 7 })
    },
    end() {},
  }))
  expect(decoder.push({ data: '[{"kind":"tide"},{"kind":"ping"}]' })).toHaveLength(2)
  expect(() => decoder.end()).toThrow(expect.objectContaining({ code: 'truncated' }))
})

test('tells a failure that is told in words, and one that is told in none', () => {
  const decoder = echo()
  expect(decoder.push({ event: 'error', data: 'Too busy' })).toEqual([])
  expect(decoder.end()).toMatchObject([{ type: 'error', message: 'Too busy' }])
  expect(errorEvent(null)).toMatchObject({ type: 'error', message: expect.any(String) })
})

test('reads a list as its elements', () => {
  expect(echo().push({ data: '[{"say":"a"},{"say":"b"}]' })).toHaveLength(2)
})

test('ends at [DONE], however it is written', () => {
  for (const data of ['[DONE]', ' [DONE] ', '"[DONE]"']) {
    const decoder = echo()
    expect(decoder.push({ data })).toEqual([{ type: 'finish', reason: 'stop' }])
    expect(decoder.push({ data: '{"say":"more"}' })).toEqual([])
    expect(decoder.end()).toEqual([])
  }
})

test('hands over nothing behind the end, not even a failure to read it', () => {
  const decoder = echo()
  expect(decoder.push({ data: '[{"end":true},{"say":"more"}]' })).toEqual([{ type: 'finish' }])
  expect(decoder.push({ data: '{half' })).toEqual([])
})

test('keeps what was said in the same record before the failure to read it', () => {
  const decoder = echo()
  expect(decoder.push({ data: '{"say":"a"}' })).toHaveLength(1)
  expect(() => decoder.push({ data: '{half' })).toThrow(
    expect.objectContaining({ code: 'malformed', record: '{half' }),
  )
  expect(() => decoder.push({ data: '{"say":"b"}' })).toThrow()
})

test('reads a value that never was text', () => {
  expect(echo().push({ data: '', value: { say: 'a' } })).toEqual([
    { type: 'text-delta', delta: 'a' },
  ])
})
