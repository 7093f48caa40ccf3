import type { Random } from './random.ts'

/**
 * What formats trip over: scripts, emoji of several characters, line ends, and the characters of
 * JSON and events.
 */
const WORDS = [
  'Hello',
  ' world',
  '\n\n',
  '“Größe”',
  '日本語',
  '👩‍👩‍👧',
  '\u2028',
  '{"a":',
  '}',
  ' ',
  'data: x',
  '\\u00e9',
  '"quoted"',
  'null',
  ' 4 °C —',
  '😀',
  '  ',
  '0',
]

const INPUTS = [
  '',
  '{}',
  '{"port":"Tromsø"}',
  '{ "a": "} {", "b": [1, {"c":null}] }\n',
  '"Öl"',
  '7',
]

/** The one to four pieces of a text. */
export function randomWords(random: Random): string[] {
  return listOf(random, 1, 4, () => random.pick(WORDS))
}

/** A text of one to four words. */
export function randomText(random: Random): string {
  return randomWords(random).join('')
}

/** A text in pieces, as models send it: no character is cut in half. */
export function randomPieces(random: Random, text: string): string[] {
  const characters = [...text]
  const pieces: string[] = []
  while (characters.length > 0) pieces.push(characters.splice(0, 1 + random.below(5)).join(''))
  return pieces
}

/** The input of a call as a model writes it: any JSON, or nothing. */
export function randomInputText({ pick }: Random): string {
  return pick(INPUTS)
}

/** The input of a tool. */
export function randomInput(random: Random, depth = 0): Record<string, unknown> {
  const entries = listOf(random, 0, 3, (): [string, unknown] => [
    random.pick(['city', 'a b', 'größe', 'constructor', 'list']),
    randomValue(random, depth + 1),
  ])
  return Object.fromEntries(entries)
}

function randomValue(random: Random, depth: number): unknown {
  switch (random.below(depth > 2 ? 4 : 6)) {
    case 0:
      return randomText(random)
    case 1:
      return random.below(1000) / 8
    case 2:
      return random.below(2) === 0
    case 3:
      return null
    case 4:
      return listOf(random, 0, 3, () => randomValue(random, depth + 1))
    default:
      return randomInput(random, depth)
  }
}

/** A list of `least` to `most` made items. */
export function listOf<T>(random: Random, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + random.below(most - least + 1) }, make)
}

/** True once in `count` times, at random. */
export function oneIn(random: Random, count: number): boolean {
  return random.below(count) === 0
}
