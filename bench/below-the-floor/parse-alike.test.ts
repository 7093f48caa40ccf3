import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../src/testing/random.ts'
import { parseAlike } from './parse-alike.ts'

const STRINGS = [
  '',
  'a',
  '"',
  '\\',
  '\\"',
  '\n',
  '\u2028',
  'möwe',
  '🌊',
  '{"a":"b"}',
  '__proto__',
  ',',
  '":"',
]

/** JSON that differs from what comes of the same seed in one string, mostly. */
function record(random: Random, shape: number, string: string): string {
  const json = JSON.stringify(string)
  switch (shape) {
    case 0:
      return `{"type":"text-delta","id":"text","delta":${json}}`
    case 1:
      return `{"a":[{"b":${json},"c":null}],"d":"e"}`
    case 2:
      return `{${json}:"a","b":1}`
    case 3:
      return `{"a":${json},"a":"b"}`
    case 4:
      return `{"a":"b","a":${json}}`
    case 5:
      return `{"__proto__":${json},"b":{"__proto__":{"c":${json}}}}`
    case 6:
      return ` [ ${json} , ${random.below(3)} ] `
    case 7:
      return json
    default:
      return `{"a":"x${json.slice(1)},"b":${json}}`
  }
}

test('reads 100,000 records as JSON.parse does', () => {
  const random = createRandom(6)
  const parse = parseAlike()
  let shape = 0
  for (let count = 0; count < 100_000; count++) {
    if (random.below(4) === 0) shape = random.below(9)
    const string = Array.from({ length: random.below(4) }, () => random.pick(STRINGS)).join('')
    let text = record(random, shape, string)
    if (random.below(50) === 0) text = text.slice(0, random.below(text.length))
    expect(
      outcome(() => parse(text)),
      text,
    ).toEqual(outcome(() => JSON.parse(text)))
  }
})

/** The value as text, for what is equal may have its keys in another order. */
function outcome(read: () => unknown): string {
  try {
    return JSON.stringify(read())
  } catch (error) {
    return String(error)
  }
}
