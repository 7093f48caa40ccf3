import { expect, test } from 'vitest'
import { createRandom, type Random } from '../testing/random.ts'
import { withPartialArg, type PartialArg } from './partial-args.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

function randomJson(random: Random, depth: number): Json {
  const kind = random.below(depth > 3 ? 4 : 7)
  if (kind === 0) return random.below(100) / 4
  if (kind === 1) return random() < 0.5
  if (kind === 2) return null
  if (kind === 3) return random.pick(['', 'a', 'Tromsø\n"\\', '😀'])
  const items = Array.from({ length: random.below(4) }, () => randomJson(random, depth + 1))
  if (kind === 4) return items
  return Object.fromEntries(items.map((item, index) => [randomKey(random) + index, item]))
}

function randomKey(random: Random): string {
  return random.pick(['name', 'how long', 'a.b', '0', '__proto__', "it's", 'ø'])
}

/** The pieces in which Vertex AI sends a value. */
function* pieces(value: Json, jsonPath: string, random: Random): Generator<PartialArg> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* pieces(item, `${jsonPath}[${index}]`, random)
    yield { jsonPath: `${jsonPath}[]` }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const isPlain = /^[a-z]\w*$/.test(key)
      const step = isPlain ? `.${key}` : key.includes("'") ? `["${key}"]` : `['${key}']`
      yield* pieces(item, `${jsonPath}${step}`, random)
    }
    if (jsonPath !== '$' && Object.keys(value).length === 0) yield { jsonPath }
  } else if (typeof value === 'string') {
    for (const stringValue of random() < 0.5 ? value : [value]) {
      yield { jsonPath, stringValue, willContinue: true }
    }
    yield { jsonPath, stringValue: '' }
  } else if (typeof value === 'number') yield { jsonPath, numberValue: value }
  else if (typeof value === 'boolean') yield { jsonPath, boolValue: value }
  else yield { jsonPath, nullValue: 'NULL_VALUE' }
}

test('puts any input together from its pieces, and changes none of the inputs before', () => {
  const random = createRandom(11)
  for (let run = 0; run < 500; run++) {
    const fields = Array.from({ length: random.below(4) }, () => [
      randomKey(random),
      randomJson(random, 0),
    ])
    const expected = Object.fromEntries(fields) as Json
    let input: unknown = {}
    for (const piece of pieces(expected, '$', random)) {
      const before = input
      const same = JSON.stringify(before)
      input = withPartialArg(before, piece)
      expect(JSON.stringify(before)).toBe(same)
    }
    expect(JSON.stringify(input)).toBe(JSON.stringify(expected))
  }
})
