import { expect, test } from 'vitest'
import type { Decoder } from '../decoder.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { utf8 } from '../testing/utf8.ts'
import { jsonLines } from './json-lines.ts'
import { recordLimit } from './record-limit.ts'
import { serverSentEvents } from './server-sent-events.ts'
import { utf8Lines } from './utf8-lines.ts'

const KIB = 1024
const LIMIT = 16 * 1024 * KIB

interface Framing {
  readonly name: string
  readonly open: () => Decoder<Uint8Array, unknown>
  readonly start?: string
  readonly end?: string
}

const framings: readonly Framing[] = [
  { name: 'a line', open: utf8Lines },
  { name: 'a line of an event', open: serverSentEvents, start: 'data:', end: '\n\n' },
  { name: 'a JSON line', open: jsonLines, start: '"', end: '"\n' },
  { name: 'an element of an array', open: jsonLines, start: '[', end: ']' },
]

test.each(framings)(
  '$name may be as long as 16 Mi characters, and no longer',
  { timeout: 60_000 },
  framing => {
    const { open, start = '', end = '' } = framing
    // Neither the bracket nor the line ends belong to the record.
    const around = `${start}${end}`.replaceAll(/[[\]\n]/g, '').length
    const decode = (length: number): unknown => {
      const bytes = utf8(`${start}${'1'.repeat(length - around)}${end}`)
      const reads = Array.from({ length: Math.ceil(bytes.length / KIB) }, (_, at) =>
        bytes.subarray(at * KIB, (at + 1) * KIB),
      )
      const { out, error } = decodeAll(open(), reads)
      return { records: out.length, error }
    }
    expect(decode(LIMIT)).toEqual({ records: 1, error: undefined })
    expect(decode(LIMIT + 1)).toEqual({ records: 0, error: 'too-large' })
  },
)

test('an error tells the limit that was passed', () => {
  const check = recordLimit({ maxRecordLength: 2 })
  expect(check('ab')).toBe('ab')
  expect(() => check('abc')).toThrow(expect.objectContaining({ code: 'too-large', limit: 2 }))
})
