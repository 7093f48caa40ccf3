import { createRandom } from '../../src/testing/random.ts'

const WORDS = [
  'stream',
  'é',
  '😀👩‍👩‍👧',
  'a\nb',
  '"quoted"',
  '\\',
  '  ',
  'data:',
  'id: 7',
  '\u2028',
  'ß',
  '.',
]

/**
 * The text of the run of this id, in pieces: always the same, and different from every other run's.
 */
export function wordsOf(runId: string): string[] {
  const random = createRandom(seedOf(runId))
  return Array.from(
    { length: 40 + random.below(80) },
    (_, at) => `${at.toString(36)}${random.pick(WORDS)} `,
  )
}

export function seedOf(text: string): number {
  let seed = 0
  for (const character of text) seed = (Math.imul(seed, 31) + character.codePointAt(0)!) | 0
  return seed
}

/** The Redis key under which a replica notes that it produces this run. */
export function producerKey(runId: string): string {
  return `producer:${runId}`
}
