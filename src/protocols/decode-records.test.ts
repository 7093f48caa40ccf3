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

test.each([
  ['{"code":429,"message":"Slow down"}', 'Slow down', '429'],
  ['{"code":10013,"message":"Not allowed"}', 'Not allowed', '10013'],
  ['{"code":-1,"msg":"Broken"}', 'Broken', '-1'],
  ['{"statusCode":500,"message":"Broken"}', 'Broken'],
  ['{"type":"about:blank","title":"Wrong","status":400}', 'Wrong'],
  ['{"status":"error","message":"Broken"}', 'Broken'],
  ['{"success":false,"message":"No credit"}', 'No credit'],
  ['{"success":false,"errors":[{"code":10000,"message":"Who are you?"}]}', 'Who are you?'],
  ['{"error_code":110,"error_msg":"Who are you?"}', 'Who are you?'],
  ['{"errcode":40001,"errmsg":"Who are you?"}', 'Who are you?'],
])(
  'tells a failure in the shape that a back end of one’s own gives it: %s',
  (data, message, code?: string) => {
    const error = { type: 'error', message, ...(code && { code }), data: JSON.parse(data) }
    for (const before of [[], ['{"say":"a"}']]) {
      const cut = echo()
      for (const said of [...before, data]) cut.push({ data: said })
      expect(cut.end()).toMatchObject([error])
      const done = echo()
      for (const said of [...before, data]) done.push({ data: said })
      expect(done.push({ data: '[DONE]' })).toMatchObject([error])
    }
  },
)

test.each([
  '{"code":0,"message":"ok"}',
  '{"code":200,"message":"success"}',
  '{"status":"streaming","message":"Searching"}',
  '{"status":200,"message":"ok"}',
  '{"success":true,"message":"ok"}',
  '{"error_code":0,"error_msg":""}',
  '{"code":"PROGRESS","message":"Searching"}',
])('takes no word of success for a failure: %s', data => {
  const decoder = echo()
  decoder.push({ data: '{"say":"a"}' })
  decoder.push({ data })
  expect(decoder.push({ data: '[DONE]' })).toEqual([{ type: 'finish', reason: 'stop' }])
})

test('goes on behind what looks like a failure and was none', () => {
  const decoder = echo()
  expect(decoder.push({ data: '{"code":1001,"message":"Connected"}' })).toEqual([])
  expect(decoder.push({ data: '{"say":"a"}' })).toHaveLength(1)
  expect(() => decoder.end()).toThrow(expect.objectContaining({ code: 'truncated' }))
  expect(decoder.push({ data: '[DONE]' })).toEqual([{ type: 'finish', reason: 'stop' }])
})

test('refuses a stream of which it knows no record', () => {
  const decoder = decodeRecords<{ readonly say?: string }>(emit => ({
    record: value => emit(unknownRecord('', value)),
    end: () => emit({ type: 'finish' }),
  }))
  for (const data of ['null', '7', '"text"']) expect(decoder.push({ data })).toEqual([])
  expect(decoder.push({ data: '{"kind":"ping"}' })).toMatchObject([{ transient: true }])
  expect(decoder.push({ data: '{"kind":"pong"}' })).toHaveLength(1)
  expect(decoder.push({ data: '[DONE]' })).toEqual([])
  expect(() => decoder.end()).toThrow(
    expect.objectContaining({ code: 'malformed', record: '{"kind":"ping"}' }),
  )
})

test('takes a transient part that it knows for a record that it knows', () => {
  const decoder = decodeRecords<{ readonly pct: number }>(emit => ({
    record: ({ pct }) =>
      emit({ type: 'data', name: 'pct', id: undefined, data: pct, transient: true }),
    end: () => emit({ type: 'finish' }),
  }))
  expect(decoder.push({ data: '{"pct":1}' })).toHaveLength(1)
  expect(decoder.push({ data: '[DONE]' })).toEqual([{ type: 'finish' }])
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
