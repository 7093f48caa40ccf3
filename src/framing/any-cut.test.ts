import { expect, test } from 'vitest'
import type { Decoder } from '../decoder.ts'
import { randomCut } from '../testing/cuts.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { createRandom } from '../testing/random.ts'
import { utf8 } from '../testing/utf8.ts'
import { jsonLines } from './json-lines.ts'
import { jsonValues } from './json-values.ts'
import type { FramingOptions } from './record-limit.ts'
import { serverSentEvents } from './server-sent-events.ts'
import { utf8Lines } from './utf8-lines.ts'

interface Framing {
  readonly name: string
  readonly open: (options: FramingOptions) => Decoder<Uint8Array, unknown>
  readonly starts: readonly string[]
  readonly tokens: readonly string[]
}

const text = ['a', 'b', '12', ' ', 'é', '€', '😀', '\uFEFF', '\n', '\r', '\r\n', '\n\n']
const json = [...text, '"', '"', '\\', '{', '}', '[', ']', ',', ':', '\x1e']

const framings: readonly Framing[] = [
  { name: 'lines', open: utf8Lines, starts: [''], tokens: text },
  {
    name: 'server-sent events',
    open: options => serverSentEvents({ ...options, unfinished: true }),
    starts: [''],
    tokens: [...text, 'data:', 'data:', 'id:', 'event:', '\n', '\n\n'],
  },
  { name: 'JSON lines', open: jsonLines, starts: ['', '\x1e', '[', '\n'], tokens: json },
  { name: 'JSON values', open: jsonValues, starts: [''], tokens: json },
]

test.each(framings)(
  'no cut changes the records of $name, nor their error',
  { timeout: 60_000 },
  ({ open, ...stream }) => {
    const random = createRandom(7)
    const errors = new Set<string | undefined>()
    for (let round = 0; round < 10_000; round++) {
      const tokens = Array.from({ length: random.below(30) }, () => random.pick(stream.tokens))
      const bytes = utf8(random.pick(stream.starts) + tokens.join(''))
      // Half the streams also lose the end of their last character.
      const cut = bytes.subarray(0, bytes.length - random.below(2))
      const options = { maxRecordLength: random.pick([8, 20, 1000]) }
      const whole = decodeAll(open(options), [cut])
      const inPieces = decodeAll(open(options), randomCut(cut, random, 6))
      expect(inPieces, `${JSON.stringify(options)} ${cut}`).toEqual(whole)
      errors.add(whole.error)
    }
    expect([...errors]).toEqual(expect.arrayContaining([undefined, 'too-large']))
  },
)
