import { expect, test } from 'vitest'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { utf8 } from '../testing/utf8.ts'
import { utf8Lines } from './utf8-lines.ts'

interface Case {
  readonly name: string
  readonly text: string
  readonly lines: readonly string[]
  readonly limit?: number
  readonly error?: string
}

const cases: readonly Case[] = [
  { name: 'gives no line for nothing', text: '', lines: [] },
  { name: 'ends a line at LF', text: 'a\n\nb\n', lines: ['a', '', 'b'] },
  { name: 'ends a line at CR', text: 'a\r\rb\r', lines: ['a', '', 'b'] },
  { name: 'ends a line at CRLF', text: 'a\r\n\r\nb\r\n', lines: ['a', '', 'b'] },
  {
    name: 'ends lines at mixed ends',
    text: 'a\n\rb\r\r\n\nc\r\n\r',
    lines: ['a', '', 'b', '', '', 'c', ''],
  },
  { name: 'keeps the last line without its end', text: 'a\n b ', lines: ['a', ' b '] },
  {
    name: 'drops one byte order mark',
    text: '\uFEFF\uFEFFa\n\uFEFFb\n',
    lines: ['\uFEFFa', '\uFEFFb'],
  },
  {
    name: 'ends no line at other separators',
    text: 'a\u2028b\u2029c\u0085d\v\f\0',
    lines: ['a\u2028b\u2029c\u0085d\v\f\0'],
  },
  { name: 'keeps multi-byte characters', text: 'é€\n😀\r\nz', lines: ['é€', '😀', 'z'] },
  {
    name: 'takes lines as long as the limit',
    text: 'é€ad\r\nabcd',
    lines: ['é€ad', 'abcd'],
    limit: 4,
  },
  {
    name: 'refuses a longer line after those before it',
    text: 'a\nb\nabcde\nc\n',
    lines: ['a', 'b'],
    limit: 4,
    error: 'too-large',
  },
  {
    name: 'refuses a longer last line',
    text: 'a\nabcde',
    lines: ['a'],
    limit: 4,
    error: 'too-large',
  },
]

test.each(cases)('$name', ({ text, lines, limit, error }) => {
  const options = limit === undefined ? {} : { maxRecordLength: limit }
  expectAtEveryCut(utf8(text), reads => decodeAll(utf8Lines(options), reads), { out: lines, error })
})

test.each(['\n', '\r', '\r\n', '\n\r'])(
  'cuts a read of many lines that end in %j anywhere',
  end => {
    const lines = Array.from({ length: 999 }, (_, at) => 'möwe'.repeat(at % 30))
    const reads = [...lines.map(line => line + end).join(''), 'z'].join('')
    const expected = reads.split(/\r\n?|\n/)
    expect(decodeAll(utf8Lines(), [utf8(reads)]).out).toEqual(expected)
    // What a larger read has left behind is not mistaken for lines of this one.
    expect(decodeAll(utf8Lines(), [utf8('\n'.repeat(99_999)), utf8(reads)]).out).toEqual([
      ...Array.from({ length: 99_999 }, () => ''),
      ...expected,
    ])
  },
)

test('replaces a character that the end cuts off', () => {
  const bytes = Uint8Array.of(0x61, 0x0a, 0x62, 0xe2, 0x82)
  expectAtEveryCut(bytes, reads => decodeAll(utf8Lines(), reads).out, ['a', 'b\uFFFD'])
})

test('ends a line at its CR without waiting for an LF', () => {
  const decoder = utf8Lines()
  expect(decoder.push(utf8('a\r'))).toEqual(['a'])
  expect(decoder.push(utf8('\n'))).toEqual([])
  expect(decoder.push(utf8('\n'))).toEqual([''])
})
