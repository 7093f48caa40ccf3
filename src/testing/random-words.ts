import type { Random } from './random.ts'

const WORDS = 'Der |Schnee| fällt|\n\n|—| 4 °C| 東京| 😀|"| {|}|  |0'.split('|')
const INPUTS = [
  '',
  '{}',
  '{"port":"Tromsø"}',
  '{ "a": "} {", "b": [1, {"c":null}] }\n',
  '"Öl"',
  '7',
]

/** One to four pieces of a text. */
export function randomWords({ below, pick }: Random): string[] {
  return Array.from({ length: 1 + below(4) }, () => pick(WORDS))
}

/** The input of a call, as a model writes it: JSON, or nothing. */
export function randomInput({ pick }: Random): string {
  return pick(INPUTS)
}
