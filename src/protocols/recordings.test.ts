import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { decodeBody, type Framing } from '../adapters/decode-body.ts'
import { sniffedFraming } from '../adapters/sniffed-framing.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { NO_HEAD, type Protocol } from '../protocol.ts'
import type { StreamErrorCode } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { cuts, randomCut } from '../testing/cuts.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { PROTOCOLS } from '../testing/protocols.ts'
import { createRandom } from '../testing/random.ts'
import { detect } from './detect.ts'

const folder = fileURLToPath(new URL('recordings', import.meta.url))

/** What a stream alone cannot tell apart, so that the protocol has to be named. */
const UNDETECTABLE: readonly string[] = [
  // Its failure is a line of text.
  'node-llm/error.txt',
  // Its first line is JSON.
  'plain-text/json-like.txt',
  // Only a text may be empty.
  'plain-text/empty.txt',
]

for (const protocol of PROTOCOLS) {
  const names = readdirSync(`${folder}/${protocol.name}`).filter(name => !name.endsWith('.json'))

  test(`names the tool of each call of ${protocol.name}`, () => {
    const unnamed = names.filter(name => {
      const bytes = new Uint8Array(readFileSync(`${folder}/${protocol.name}/${name}`))
      const { events } = told(protocol, name, [bytes])
      return events.some(event => event.type === 'tool-call' && !event.toolName)
    })
    expect(unnamed).toEqual([])
  })

  for (const name of names) {
    const path = `${folder}/${protocol.name}/${name}`
    const bytes = new Uint8Array(readFileSync(path))
    const expected: unknown = JSON.parse(readFileSync(path.replace(/\.\w+$/, '.json'), 'utf8'))

    test(`reads ${protocol.name}/${name} the same however it is cut`, () => {
      const whole = told(protocol, name, [bytes])
      expect(answerOf(whole)).toEqual(expected)
      const same = JSON.stringify(answerOf(whole))
      for (const reads of allCuts(bytes)) {
        const cut = told(protocol, name, reads)
        // The same events make the same message: only others, as of a text that was cut, need it made.
        if (isSame(cut, whole)) continue
        const answer = JSON.stringify(answerOf(cut))
        if (answer !== same)
          expect(answer, `in reads of ${reads.map(read => read.length)}`).toBe(same)
      }
    })

    if (UNDETECTABLE.includes(`${protocol.name}/${name}`)) continue
    test(`reads ${protocol.name}/${name} the same without being told its protocol`, () => {
      expect(answerOf(told(detect(), name, [bytes]))).toEqual(expected)
    })
  }
}

/** Every two-way cut, byte by byte, with empty reads between, and a seeded sample of finer ones. */
function* allCuts(bytes: Uint8Array): Generator<readonly Uint8Array[]> {
  yield* cuts(bytes)
  const random = createRandom(1)
  for (let i = 0; i < 10; i++) yield randomCut(bytes, random, 40)
}

interface Told {
  readonly events: readonly StreamEvent[]
  readonly error: StreamErrorCode | undefined
}

/** The events of a recording, and the error that ends it. */
function told(protocol: Protocol, name: string, reads: readonly Uint8Array[]): Told {
  const { out, error } = decodeAll(
    decodeBody(framingOf(protocol, name), protocol.decode(NO_HEAD)),
    reads,
  )
  return { events: out, error }
}

interface Answer {
  readonly message: Partial<Message>
  readonly error?: { readonly code: string }
}

/** The message that comes of the events, as plain JSON. */
function answerOf({ events, error }: Told): Answer {
  const begun: Message = {
    id: '',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  const read = events.reduce(applyEvent, begun)
  const { createdAt: _, id, usage, ...kept } = error ? endMessage(read, 'error') : read
  const { raw: __, ...counts } = usage ?? {}
  return {
    message: { ...(id && { id }), ...kept, ...(usage && { usage: counts }) },
    ...(error && { error: { code: error } }),
  }
}

/** Whether two values are the same JSON; a fraction of the time that `toEqual` takes. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => key in other && isSame(one[key as never], other[key as never]))
  )
}

function framingOf(protocol: Protocol, name: string): Framing {
  if (extname(name) === '.sse') return serverSentEvents({ unfinished: true })
  return extname(name) === '.ndjson' ? jsonLines() : sniffedFraming(NO_HEAD, protocol, {})
}
