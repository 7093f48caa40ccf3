import type { Random } from '../../src/testing/random.ts'
import type { Recording } from './recordings.ts'

type Mutation = (frames: Buffer[], random: Random, all: readonly Recording[]) => void

/** What a server could send in place of any value. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '-1',
  '0.5',
  '4294967295',
  '1e999',
  '""',
  '"__proto__"',
  '"constructor"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
  '[[null]]',
  '{"__proto__":{"polluted":true}}',
  `"${'long '.repeat(2_000)}"`,
  '['.repeat(3_000) + ']'.repeat(3_000),
  '{"a":'.repeat(1_000) + '1' + '}'.repeat(1_000),
]
/** What does not belong in text. */
const BYTES: readonly string[] = [
  '\0',
  '\r',
  '\n',
  '\n\n',
  '\u001e',
  '\u00ef\u00bb\u00bf',
  '\u00ff',
  '\u00e2\u0080\u00a8',
  '\u00f0\u009f',
  'data: ',
  'id: \n',
  'event: error\n',
  'retry: 0\n',
  'data: [DONE]\n\n',
  '{',
  '}',
  '[',
  '"',
  '\\',
]
const VALUE = /(?<=[:,[]\s*)("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\])/g
const KEY = /"[\w-]+"(?=\s*:)/g

/** Replaces one match in a frame. */
function replaceOne(pattern: RegExp, choose: (random: Random, found: string) => string): Mutation {
  return (frames, random) => {
    const at = random.below(frames.length)
    const text = frames[at]!.toString('latin1')
    const matches = [...text.matchAll(pattern)]
    if (matches.length === 0) return
    const { 0: found, index } = random.pick(matches)
    const next = text.slice(0, index) + choose(random, found) + text.slice(index + found.length)
    frames[at] = Buffer.from(next, 'latin1')
  }
}

const MUTATIONS: readonly Mutation[] = [
  // A bit, a byte, a strange piece.
  changeBytes((bytes, at, random) => {
    bytes[at] = bytes[at]! ^ (1 << random.below(8))
    return bytes
  }),
  changeBytes((bytes, at, random) => {
    bytes[at] = random.below(256)
    return bytes
  }),
  changeBytes((bytes, at, random) =>
    Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(random.pick(BYTES), 'latin1'),
      bytes.subarray(at),
    ]),
  ),
  // A piece is lost or comes twice.
  changeBytes((bytes, at, random) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(20))]),
  ),
  changeBytes((bytes, at, random) =>
    Buffer.concat([bytes.subarray(0, at + random.below(40)), bytes.subarray(at)]),
  ),
  // Events are lost, doubled, swapped, or another server's.
  (frames, random) => void frames.splice(random.below(frames.length), 1),
  (frames, random) => void frames.splice(random.below(frames.length), 0, random.pick(frames)),
  (frames, random) => {
    const [one, other] = [random.below(frames.length), random.below(frames.length)]
    const frame = frames[one]!
    frames[one] = frames[other]!
    frames[other] = frame
  },
  (frames, random, all) => {
    const others = random.pick(all).frames
    if (others.length > 0) frames.splice(random.below(frames.length), 0, random.pick(others))
  },
  (frames, random) => void frames.splice(random.below(frames.length)),
  // Values and names of another kind.
  replaceOne(VALUE, random => random.pick(VALUES)),
  replaceOne(VALUE, random => random.pick(VALUES)),
  replaceOne(KEY, random => random.pick(['"__proto__"', '"toString"', '""', '"type"', '"error"'])),
]

function changeBytes(change: (bytes: Buffer, at: number, random: Random) => Buffer): Mutation {
  return (frames, random) => {
    const at = random.below(frames.length)
    const frame = frames[at]!
    frames[at] = change(Buffer.from(frame), random.below(frame.length + 1), random)
  }
}

/** The recording's bytes, with one to four things wrong. */
export function mutate({ frames }: Recording, random: Random, all: readonly Recording[]): Buffer {
  const mutated = [...frames]
  for (let times = 1 + random.below(4); times > 0 && mutated.length > 0; times--) {
    random.pick(MUTATIONS)(mutated, random, all)
  }
  return Buffer.concat(mutated)
}
