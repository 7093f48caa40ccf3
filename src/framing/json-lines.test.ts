import { expect, test } from 'vitest'
import { randomCut } from '../testing/cuts.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { utf8 } from '../testing/utf8.ts'
import { jsonLines } from './json-lines.ts'

interface Case {
  readonly name: string
  readonly text: string
  readonly records: readonly string[]
  readonly limit?: number
  readonly error?: string
}

const tricky = '{"a":"]}[{,\\"\\\\"}'
const pretty = JSON.stringify([{ a: [1, { b: '],[' }] }, [], 'x', -1.5e3, true, null], null, 2)

const lines: readonly Case[] = [
  { name: 'gives nothing for nothing', text: '', records: [] },
  { name: 'gives nothing for white space', text: '\uFEFF \t\r\n\n ', records: [] },
  {
    name: 'reads a text a line',
    text: '{"a":1}\n[2]\n"c"\n4\ntrue\nnull\n',
    records: ['{"a":1}', '[2]', '"c"', '4', 'true', 'null'],
  },
  {
    name: 'reads lines that end with CRLF',
    text: '{"a":1}\r\n{"a":2}\r\n',
    records: ['{"a":1}', '{"a":2}'],
  },
  {
    name: 'skips blank lines',
    text: '\n\r\n{"a":1}\n\n \t\n\r\n{"a":2}\n\n',
    records: ['{"a":1}', '{"a":2}'],
  },
  {
    name: 'reads a last line without its end',
    text: '{"a":1}\n{"a":2}',
    records: ['{"a":1}', '{"a":2}'],
  },
  {
    name: 'hands over half a last line as it stands',
    text: '{"a":1}\n{"a":',
    records: ['{"a":1}', '{"a":'],
  },
  {
    name: 'hands over what is not JSON as it stands',
    text: '<html>\nok\n',
    records: ['<html>', 'ok'],
  },
  {
    name: 'drops a byte order mark',
    text: '\uFEFF{"a":1}\n{"a":2}\n',
    records: ['{"a":1}', '{"a":2}'],
  },
  {
    name: 'ends no line at the separators that JSON allows in a string',
    text: '{"a":"\u2028\u2029\u0085"}\n',
    records: ['{"a":"\u2028\u2029\u0085"}'],
  },
  {
    name: 'refuses a line over the limit after those before it',
    text: '{"a":1}\n{"a":23}\n3\n',
    records: ['{"a":1}'],
    limit: 7,
    error: 'too-large',
  },
]

const sequences: readonly Case[] = [
  {
    name: 'reads a text a record',
    text: '\x1e{"a":1}\n\x1e[2]\n\x1e"c"\n\x1e4\n\x1etrue\n\x1enull\n',
    records: ['{"a":1}', '[2]', '"c"', '4', 'true', 'null'],
  },
  {
    name: 'reads records after a byte order mark',
    text: '\uFEFF\r\n\x1e{"a":1}\n',
    records: ['{"a":1}'],
  },
  {
    name: 'reads texts of many lines',
    text: '\x1e{\n "a": [\r\n1 ]\n}\n\x1e\n[\n]\n',
    records: ['{\n "a": [\r\n1 ]\n}', '[\n]'],
  },
  { name: 'skips empty records', text: '\x1e\x1e\n\x1e{"a":1}\x1e', records: ['{"a":1}'] },
  {
    name: 'drops what a separator leaves unfinished',
    text: '\x1e{"a":"b\x1e{"a":"\\\x1e[[\x1e12\x1e{"":2}\n',
    records: ['{"":2}'],
  },
  {
    name: 'keeps what comes before a cut',
    text: '\x1e{"a":1}\n\x1e{"a":',
    records: ['{"a":1}'],
    error: 'truncated',
  },
  {
    name: 'takes no number that its end of line does not confirm',
    text: '\x1e1\n\x1e23',
    records: ['1'],
    error: 'truncated',
  },
  {
    name: 'refuses a text over the limit after those before it',
    text: '\x1e[234567]\n\x1e{\n"a":23}\x1e3\n',
    records: ['[234567]'],
    limit: 8,
    error: 'too-large',
  },
  {
    name: 'refuses a text over the limit that a separator drops',
    text: '\x1e1\n\x1e[23456789\x1e3\n',
    records: ['1'],
    limit: 8,
    error: 'too-large',
  },
]

const arrays: readonly Case[] = [
  { name: 'reads no elements', text: ' [ ] ', records: [] },
  {
    name: 'reads its elements',
    text: '[{"a":1},[2,[]],"c",4,true,null]',
    records: ['{"a":1}', '[2,[]]', '"c"', '4', 'true', 'null'],
  },
  {
    name: 'reads elements that are arrays',
    text: '[[1],[[2]],[]]',
    records: ['[1]', '[[2]]', '[]'],
  },
  {
    name: 'reads pretty-printed elements',
    text: pretty,
    records: [
      '{\n    "a": [\n      1,\n      {\n        "b": "],["\n      }\n    ]\n  }',
      '[]',
      '"x"',
      '-1500',
      'true',
      'null',
    ],
  },
  {
    name: 'reads elements whose separators come first',
    text: '\uFEFF[{"a":1}\n,\r\n{"a":2}\n,\r\n3\r\n]\r\n',
    records: ['{"a":1}', '{"a":2}', '3'],
  },
  {
    name: 'reads strings with brackets and escapes',
    text: `[${tricky},"]","\\\\","\\"]"]`,
    records: [tricky, '"]"', '"\\\\"', '"\\"]"'],
  },
  { name: 'reads multi-byte characters', text: '["é€😀\u2028"]', records: ['"é€😀\u2028"'] },
  {
    name: 'keeps what comes before a cut',
    text: '[{"a":1},{"a"',
    records: ['{"a":1}'],
    error: 'truncated',
  },
  {
    name: 'misses its closing bracket',
    text: '[{"a":1}',
    records: ['{"a":1}'],
    error: 'truncated',
  },
  { name: 'misses all but its opening bracket', text: ' [', records: [], error: 'truncated' },
  {
    name: 'refuses an element over the limit after those before it',
    text: '[12345678,[1,2,3,4],5]',
    records: ['12345678'],
    limit: 8,
    error: 'too-large',
  },
]

test.each([
  ...lines.map(row => ({ ...row, name: `NDJSON: ${row.name}` })),
  ...sequences.map(row => ({ ...row, name: `RFC 7464: ${row.name}` })),
  ...arrays.map(row => ({ ...row, name: `array: ${row.name}` })),
])('$name', ({ text, records, limit, error }) => {
  const options = limit === undefined ? {} : { maxRecordLength: limit }
  expectAtEveryCut(utf8(text), reads => decodeAll(jsonLines(options), reads), {
    out: records,
    error,
  })
})

test('replaces a character that the end cuts off', () => {
  const bytes = Uint8Array.of(...utf8('1\n"'), 0xe2, 0x82)
  expectAtEveryCut(bytes, reads => decodeAll(jsonLines(), reads).out, ['1', '"\uFFFD'])
})

test('hands over a text with the read that completes it', () => {
  const ndjson = jsonLines()
  expect(ndjson.push(utf8('{"a":1}\n{"a"'))).toEqual(['{"a":1}'])
  expect(ndjson.push(utf8(':2}\r'))).toEqual(['{"a":2}'])
  const array = jsonLines()
  expect(array.push(utf8('[{"a":1}'))).toEqual(['{"a":1}'])
  expect(array.push(utf8(',2'))).toEqual([])
  expect(array.push(utf8(','))).toEqual(['2'])
})

const STRINGS = [
  '',
  'a',
  ' ',
  '\n',
  '\r',
  '"',
  '\\',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '\x1e',
  '\0',
  '\u2028',
  '\uFEFF',
  'é',
  '€',
  '😀',
  '\uD83D',
]

function randomString(random: Random): string {
  return Array.from({ length: random.below(6) }, () => random.pick(STRINGS)).join('')
}

function randomValue(random: Random, depth: number): unknown {
  const inner = (): unknown => randomValue(random, depth - 1)
  const kind = random.below(depth > 0 ? 7 : 5)
  if (kind === 0) return random.pick([true, false, null])
  if (kind === 1) return random.below(2000) - 1000
  if (kind === 2) return (random() - 0.5) * 10 ** (random.below(60) - 30)
  if (kind < 5) return randomString(random)
  const items = Array.from({ length: random.below(4) }, inner)
  return kind === 5 ? items : Object.fromEntries(items.map(item => [randomString(random), item]))
}

/** Each way to write values on a wire, with the white space that it leaves free. */
const writers: Readonly<Record<string, (values: readonly unknown[], random: Random) => string>> = {
  NDJSON: (values, random) => {
    const end = (): string => random.pick(['\n', '\r\n', '\n\n', ' \n', '\n\t\r\n'])
    const text = values.map(value => JSON.stringify(value) + end()).join('')
    return random.pick([text, text.trimEnd()])
  },
  'RFC 7464 sequences': (values, random) =>
    values.map(value => `\x1e${JSON.stringify(value, null, random.below(3))}\n`).join(''),
  'one array': (values, random) => JSON.stringify(values, null, random.pick(['', ' ', '\r\n\t'])),
}

test.each(Object.entries(writers))(
  'gives back random values that are sent as %s',
  { timeout: 60_000 },
  (_, write) => {
    const random = createRandom(7464)
    for (let round = 0; round < 4000; round++) {
      const values = Array.from({ length: random.below(6) }, () => randomValue(random, 3))
      // NDJSON whose first line is an array reads as that array.
      if (Array.isArray(values[0])) values.unshift(null)
      const text = random.pick(['', '\uFEFF', '\r\n']) + write(values, random)
      const { out, error } = decodeAll(jsonLines(), randomCut(utf8(text), random))
      const read = out.map(record => JSON.parse(record) as unknown)
      expect({ read, error }, JSON.stringify(text)).toEqual({ read: values, error: undefined })
    }
  },
)
