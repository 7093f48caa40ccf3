import { createParser } from 'eventsource-parser'
import { expect, test } from 'vitest'
import { randomCut } from '../testing/cuts.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { createRandom, type Random } from '../testing/random.ts'
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts'

interface Reading {
  readonly events: readonly ServerSentEvent[]
  readonly lastEventId: string
  readonly retry: number | undefined
}

// Left out are U+00EF U+00BB U+00BF at the start of a stream: eventsource-parser takes these
// characters for the bytes of a byte order mark.
const FIELDS = [
  '',
  ' data',
  '\uFEFFdata',
  ...'data data data data event event id id retry retry Data datum'.split(' '),
]
const COLONS = [':', ':', ': ', ': ', ':  ', '::', '']
const VALUES = [...'xxx0123456789-. \t:\0\uFEFF\u2028\u0085\vé€😀\u0301', 'long '.repeat(40)]
const ENDS = ['\n', '\n', '\r', '\r\n', '\n\n', '\n\n', '\r\r', '\r\n\r\n', '\n\r', '']
/** Half a character, a surrogate, an overlong form, and bytes that UTF-8 never has. */
const INVALID = [[0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff], [0x80], [0xf0, 0x9f]]

const encoder = new TextEncoder()

function randomStream(random: Random): Uint8Array {
  const bytes: number[] = []
  const add = (text: string): unknown => bytes.push(...encoder.encode(text))
  if (random.below(4) === 0) add('\uFEFF')
  for (let lines = random.below(14); lines > 0; lines--) {
    add(random.pick(FIELDS) + random.pick(COLONS))
    for (let values = random.below(3); values > 0; values--) add(random.pick(VALUES))
    if (random.below(50) === 0) bytes.push(...random.pick(INVALID))
    add(random.pick(ENDS))
  }
  return Uint8Array.from(bytes)
}

/** What eventsource-parser makes of a stream that comes in one piece. */
function readReference(bytes: Uint8Array): Reading {
  const events: ServerSentEvent[] = []
  let lastEventId = ''
  let retry: number | undefined
  const parser = createParser({
    // It tells an id before the event, which carries its own id alone: the standard keeps the last.
    onId: id => (lastEventId = id),
    onRetry: milliseconds => (retry = milliseconds),
    onEvent: ({ event = 'message', data }) => events.push({ event, data, id: lastEventId }),
  })
  // It drops the byte order mark itself, and would drop a second one after the decoder's.
  parser.feed(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  return { events, lastEventId, retry }
}

function read(bytes: Uint8Array, random: Random, unfinished: boolean): Reading {
  const decoder = serverSentEvents({ unfinished })
  const { out } = decodeAll(decoder, randomCut(bytes, random))
  return { events: out, lastEventId: decoder.lastEventId, retry: decoder.retry }
}

test('reads 25,000 random streams as eventsource-parser does', { timeout: 60_000 }, () => {
  const random = createRandom(9110)
  // What the streams hold, so that the comparison is of something.
  let named = 0
  let numbered = 0
  let delayed = 0
  for (let round = 0; round < 25_000; round++) {
    const bytes = randomStream(random)
    const reference = readReference(bytes)
    expect(read(bytes, random, false), `${bytes}`).toEqual(reference)
    // It never hands over an unfinished event, so its stream is given the line ends that lack.
    const finished = Uint8Array.of(...bytes, 10, 10)
    expect(read(bytes, random, true), `${bytes}`).toEqual(readReference(finished))
    for (const { event, id } of reference.events) {
      if (event !== 'message') named++
      if (id !== '') numbered++
    }
    if (reference.retry !== undefined) delayed++
  }
  expect(Math.min(named, numbered, delayed)).toBeGreaterThan(1000)
})
