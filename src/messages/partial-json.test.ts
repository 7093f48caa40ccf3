import { parsePartialJson } from 'ai'
import { expect, test } from 'vitest'
import { processorTime } from '../testing/processor-time.ts'
import { createRandom } from '../testing/random.ts'
import { partialJson } from './partial-json.ts'

function valueOf(pieces: Iterable<string>): unknown {
  const json = partialJson()
  let value: unknown
  for (const piece of pieces) value = json(piece)
  return value
}

test.each([
  ['', undefined],
  [' ', undefined],
  ['{', {}],
  ['{"ci', {}],
  ['{"city"', {}],
  ['{"city":', {}],
  ['{"city": "', { city: '' }],
  ['{"city": "Os', { city: 'Os' }],
  ['{"city": "Oslo", "d', { city: 'Oslo' }],
  ['{"days": [1, 2', { days: [1, 2] }],
  ['{"days": [1, 2,', { days: [1, 2] }],
  ['{"days": [{"n": 1}, {', { days: [{ n: 1 }, {}] }],
  ['{"a": "tab\\', { a: 'tab' }],
  ['{"a": "tab\\t', { a: 'tab\t' }],
  ['{"a": "\\u00', { a: '' }],
  ['{"a": "\\u00e9', { a: 'é' }],
  ['{"a": "\\"\\\\\\/\\b\\f\\n\\r', { a: '"\\/\b\f\n\r' }],
  ['[t', [true]],
  ['[fal', [false]],
  ['[nul', [null]],
  ['[-', []],
  ['[1.', [1]],
  ['[1e', [1]],
  ['[1.5e+', [1.5]],
  ['[1.5e+1', [15]],
  ['12', 12],
  ['"a', 'a'],
  ['null', null],
  ['{} ', {}],
])('%j so far is %j', (text, value) => {
  expect(valueOf([text])).toEqual(value)
  expect(valueOf(text)).toEqual(value)
})

test('is always a prefix of the whole value, wherever the text is cut', () => {
  const random = createRandom(7)
  for (let i = 0; i < 300; i++) {
    const whole = randomJson(random, 4)
    const text = JSON.stringify(whole, null, random() < 0.5 ? 0 : 2)
    const json = partialJson()
    for (const char of text) expectPrefix(json(char), whole)
    // Nothing but white space ends a number that stands alone.
    expect(json(' ')).toEqual(whole)
    const at = Math.floor(random() * text.length)
    expect(valueOf([text.slice(0, at), text.slice(at)])).toEqual(whole)
  }
})

test('says what the AI SDK makes of a prefix', async () => {
  const random = createRandom(11)
  for (let i = 0; i < 60; i++) {
    const text = JSON.stringify({ input: randomJson(random, 3) })
    const json = partialJson()
    let start = ''
    for (const char of text) {
      const ours = json(char)
      start += char
      const { value, state } = await parsePartialJson(start)
      // Of an escape that is cut it leaves the quote open, and then knows nothing.
      if (state !== 'failed-parse') expect(ours, start).toEqual(value)
    }
  }
})

test('never changes a value that it returned before', () => {
  const json = partialJson()
  const first = json('{"days": [{"n": 1}, {"n": ') as { days: readonly object[] }
  const before = structuredClone(first)
  const next = json('2}], "more": [1') as typeof first
  expect(first).toEqual(before)
  expect(next).toEqual({ days: [{ n: 1 }, { n: 2 }], more: [1] })
})

test('keeps a key such as __proto__ a property, as JSON.parse does', () => {
  const text = '{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'
  const value = valueOf(text) as object
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  const half = valueOf(text.slice(0, 30)) as object
  expect(Object.getPrototypeOf(half)).toBe(Object.prototype)
})

test.each([']', '}{', '{"a" "b" "c"', '[1 2', 'nonsense', '{"a": \\u12', '"\\u12"4"', '{1: 2}'])(
  'is harmless on %j',
  text => {
    expect(() => valueOf(text)).not.toThrow()
  },
)

const shapes: readonly (readonly [what: string, make: (n: number) => string])[] = [
  ['one long string', n => JSON.stringify({ text: 'word '.repeat(n) })],
  ['a wide list', n => JSON.stringify({ list: Array.from({ length: n }, () => 1234) })],
  [
    'a wide object',
    n => JSON.stringify(Object.fromEntries(Array.from({ length: n / 2 }, (_, i) => [`k${i}`, 1]))),
  ],
  ['one long word, and more', n => `{"text": "${'a'.repeat(n)}", "more": ${'-'.repeat(n)}`],
  ['deep nesting', n => '['.repeat(n)],
  ['one long number', n => `[${'12345'.repeat(n)}`],
]

// Quadratic work would cost 64 times as much.
test.each(shapes)('8 times as much of %s costs about 8 times', (_, make) => {
  const cost = (n: number): number => {
    const text = make(n)
    const work = (): void => {
      const json = partialJson()
      for (let at = 0; at < text.length; at += 5) json(text.slice(at, at + 5))
    }
    return processorTime(work, 3)
  }
  expect(cost(16_000) / cost(2_000)).toBeLessThan(32)
})

function expectPrefix(part: unknown, whole: unknown): void {
  if (part === undefined) return
  if (typeof whole === 'string') expect(whole.startsWith(part as string)).toBe(true)
  else if (typeof whole === 'number') {
    // A number is told by its digits so far: `1` before `12`, `1.5` before `1.5e3`.
    expect(String(whole).startsWith(String(part))).toBe(true)
  } else if (typeof whole === 'object' && whole !== null) {
    expect(Array.isArray(part)).toBe(Array.isArray(whole))
    const keys = Object.keys(part as object)
    expect(Object.keys(whole).slice(0, keys.length)).toEqual(keys)
    for (const key of keys) {
      expectPrefix((part as Record<string, unknown>)[key], (whole as Record<string, unknown>)[key])
    }
  } else expect(part).toBe(whole)
}

function randomJson(random: () => number, depth: number): unknown {
  const pick = Math.floor(random() * (depth > 0 ? 7 : 5))
  const count = Math.floor(random() * 4)
  if (pick === 0) return null
  if (pick === 1) return random() < 0.5
  if (pick === 2) return Math.floor(random() * 2000 - 1000)
  if (pick <= 4) {
    const chars = ['a', 'é', '"', '\\', '\n', '🙂', '\u0001', '{', ']', ':', ',']
    return Array.from({ length: count * 2 }, () => chars[Math.floor(random() * chars.length)]).join(
      '',
    )
  }
  if (pick === 5) return Array.from({ length: count }, () => randomJson(random, depth - 1))
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`key ${i}"`, randomJson(random, depth - 1)]),
  )
}
