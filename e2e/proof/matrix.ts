import { expect, vi } from 'vitest'
import { nextTurn } from '../../src/testing/next-turn.ts'
import { createRandom, type Random } from '../../src/testing/random.ts'
import type { Asking, Exchange, Outcome } from './ask.ts'
import { isEmpty, told, type Told } from './expected.ts'
import { bodyOf, CUTS, ENDLESS, play, SPOILS, type Fault } from './faults.ts'
import { CONTENT_TYPES, hasIds, isEvent, numbered, type Recording } from './recordings.ts'

/** One kind of misbehaviour, and what must hold when it happens at an event. */
export interface Row {
  readonly name: string
  readonly group: string
  /** Whether it is proved at every event, or once per answer. */
  readonly isPerEvent: boolean
  applies(recording: Recording, at: number): boolean
  prove(asking: Asking, recording: Recording, at: number): Promise<void>
}

const LONG = 10_000_000
const ends = (code: string | undefined): boolean =>
  code === 'network' || code === 'truncated' || code === 'timeout'

/** Depends on the place alone, not on what was proved before. */
function randomOf(recording: Recording, at: number): Random {
  let seed = at
  for (const char of recording.name) seed = Math.imul(seed, 31) + char.charCodeAt(0)
  return createRandom(seed)
}

/**
 * Advances the clock until it has settled: a little at every turn, and all at once while it stalls.
 */
async function passTime(outcome: Promise<Outcome>, isStalled: () => boolean): Promise<Outcome> {
  let isOver = false
  const over = (): void => {
    isOver = true
  }
  outcome.then(over, over)
  for (let turn = 0; !isOver; turn++) {
    await nextTurn()
    vi.advanceTimersByTime(isStalled() && turn % 10 === 0 ? LONG : 1)
  }
  return outcome
}

async function withoutClock(ask: (onStall: () => void) => Promise<Outcome>): Promise<Outcome> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  let isStalled = false
  try {
    return await passTime(
      ask(() => {
        isStalled = true
      }),
      () => isStalled,
    )
  } finally {
    vi.useRealTimers()
  }
}

function expectTold(outcome: Outcome, expected: Told, place: string): void {
  expect(outcome.code, `code, ${place}`).toBe(expected.code)
  if (outcome.message) expect(outcome.message, place).toEqual(expected.message)
  else {
    expect(isEmpty(expected.message), `is empty, ${place}`).toBe(true)
    expect(expected.message.status, `status, ${place}`).not.toBe('complete')
  }
}

function freshPosts({ requests }: Outcome): number {
  return requests.filter(({ method, headers }) => method === 'POST' && !headers['last-event-id'])
    .length
}

function timeouts(fault: Fault, attempt: number): { timeouts?: { connect: number; idle: number } } {
  const idle = attempt === 1 ? LONG / 10 : 0
  return fault.breaks === 'timeout' ? { timeouts: { connect: 0, idle } } : {}
}

/**
 * The fault without resumption: what had come stays, the error is right, and there was one request.
 */
function alone(fault: Fault): Row {
  return {
    name: fault.name,
    group: 'without resume',
    isPerEvent: true,
    applies: ({ frames }, at) => !fault.needsEvent || at < frames.length,
    async prove(asking, recording, at) {
      const place = `${fault.name} at event ${at} of ${recording.name}`
      const what = fault.misbehave(recording.frames, at, randomOf(recording, at))
      const body = bodyOf(what)
      const ask = (onStall?: () => void): Promise<Outcome> =>
        asking.ask(
          recording,
          exchange => play(exchange, recording, what, onStall),
          attempt => timeouts(fault, attempt),
        )
      const outcome = await (what.end === 'stall' ? withoutClock(ask) : ask())
      const expected = told(recording, body.subarray(0, outcome.read), { broke: fault.breaks })
      expectTold(outcome, expected, place)
      if (expected.code === 'network') expect(outcome.read, place).toBe(body.length)
      const isUnread = outcome.read === 0 && expected.code === 'network'
      expect(outcome.requests, place).toHaveLength(isUnread ? 3 : 1)
      if (fault.name === 'CR alone' && recording.extension !== '.txt') {
        expect(expected, place).toEqual(told(recording, Buffer.concat(recording.frames)))
      }
    },
  }
}

const endless: Row = {
  name: ENDLESS.name,
  group: 'without resume',
  isPerEvent: true,
  applies: () => true,
  async prove(asking, recording, at) {
    const place = `${ENDLESS.name} at event ${at} of ${recording.name}`
    const what = ENDLESS.misbehave(recording.frames, at, randomOf(recording, at))
    const outcome = await asking.ask(
      recording,
      exchange => play(exchange, recording, what),
      () => ({ maxRecordLength: 32_768, maxBytes: 131_072 }),
    )
    const before = told(recording, what.before, { broke: 'too-large' })
    // The first piece already shows that it is not JSON.
    const begun = Buffer.concat([what.before, Buffer.alloc(8_192, 'x')])
    expect(outcome.code, place).toBe(told(recording, begun, { broke: 'too-large' }).code)
    expect(outcome.message?.content ?? '', place).toContain(before.message.content)
    expect(outcome.requests, place).toHaveLength(1)
    expect(outcome.read, place).toBeLessThan(1_000_000)
  },
}

/** A server that can send the rest of an answer. */
interface Resumption {
  readonly name: string
  /** Whether the answer has a URL of its own, which sends it whole and without ids. */
  readonly isReplay?: boolean
  /** The id of an event in an answer that breaks off at another. */
  idOf(index: number, at: number, first: number): number | string | undefined
  /** Whether an event may lack an id: TanStack AI's NDJSON has one in each line. */
  readonly isSparse?: boolean
  /** The event from which it sends the rest to a client that has read up to the event of an id. */
  from(last: number): number
}

const RESUMPTIONS: readonly Resumption[] = [
  { name: 'the rest after the id', idOf: index => index, from: last => last + 1 },
  { name: 'all of it again, numbered', idOf: index => index, from: () => 0 },
  { name: 'the last three again', idOf: index => index, from: last => Math.max(0, last - 2) },
  {
    name: 'an id with every third event, the rest',
    isSparse: true,
    idOf: (index, _, first) => ((index - first) % 3 === 0 ? index : undefined),
    from: last => last + 1,
  },
  {
    name: 'an id with every third event, all again',
    isSparse: true,
    idOf: (index, _, first) => ((index - first) % 3 === 0 ? index : undefined),
    from: () => 0,
  },
  { name: 'two events of one id, all again', idOf: index => index - (index % 2), from: () => 0 },
  {
    name: 'the last id taken back',
    idOf: (index, at) => (index === at - 1 ? '' : index),
    from: last => last + 1,
  },
  {
    name: 'all of it again, without ids',
    isReplay: true,
    idOf: () => undefined,
    from: () => 0,
  },
]

const ALL_CUTS: readonly string[] = ['the rest after the id', 'all of it again, without ids']
const SOME_CUTS: readonly string[] = ['reset behind an event', 'ended cleanly inside an event']

function idIn(frame: Buffer): string | undefined {
  const text = frame.toString('latin1')
  return (
    /^(?:\u00ef\u00bb\u00bf)?id: (.*)$/m.exec(text) ?? /^\{"id":"(.*?)","chunk"/.exec(text)
  )?.[1]
}

function framesOf(recording: Recording, way: Resumption, at: number): readonly Buffer[] {
  if (way.isReplay && recording.extension !== '.sse') return recording.frames
  // Events before the first id could as well follow the id that was asked for.
  const first = way.isSparse ? recording.frames.findIndex(isEvent) : 0
  return numbered(recording, index => way.idOf(index, at, first))
}

/** What is sent to a client that has read this far; `undefined` if it cannot ask for the rest. */
function restOf(
  way: Resumption,
  frames: readonly Buffer[],
  at: number,
): readonly Buffer[] | undefined {
  if (way.isReplay) return frames
  const last = frames
    .slice(0, at)
    .map(idIn)
    .findLast(id => id !== undefined)
  return last ? frames.slice(way.from(Number(last))) : undefined
}

function tellRest(
  { asked, wire }: Exchange,
  recording: Recording,
  way: Resumption,
  frames: readonly Buffer[],
): void {
  const id = asked.headers['last-event-id']
  const rest = frames.slice(id === undefined ? 0 : way.from(Number(id)))
  if (rest.length === 0) return nothing(wire)
  wire.head(200, { 'content-type': CONTENT_TYPES[recording.extension] ?? '' })
  wire.chunk(Buffer.concat(rest))
  wire.finish()
}

function nothing(wire: Exchange['wire']): void {
  wire.head(204, { connection: 'close', 'content-length': '0' })
  wire.cut()
}

/** The fault with resumption: nothing is lost, nothing doubled, nothing asked again. */
function resumed(fault: Fault, way: Resumption): Row {
  return {
    name: `${fault.name}; ${way.name}`,
    group: 'with resume',
    isPerEvent: true,
    applies: (recording, at) =>
      (!fault.needsEvent || at < recording.frames.length) &&
      (way.isReplay
        ? recording.frames.length > 0
        : hasIds(recording) && !(way.isSparse && recording.extension === '.ndjson')),
    async prove(asking, recording, at) {
      const place = `${fault.name} at event ${at} of ${recording.name}; ${way.name}`
      const frames = framesOf(recording, way, at)
      const what = fault.misbehave(frames, at, randomOf(recording, at))
      const ask = (onStall?: () => void): Promise<Outcome> =>
        asking.ask(
          recording,
          exchange =>
            exchange.turn === 1
              ? play(exchange, recording, what, onStall)
              : exchange.asked.method === 'POST' || exchange.turn === 2
                ? tellRest(exchange, recording, way, frames)
                : nothing(exchange.wire),
          attempt => ({ resume: way.isReplay ? {} : true, ...timeouts(fault, attempt) }),
        )
      const outcome = await (what.end === 'stall' ? withoutClock(ask) : ask())
      const isUnread = bodyOf(what).length === 0
      const early = told(recording, bodyOf(what), { broke: fault.breaks, resume: true })
      const rest = restOf(way, frames, at)
      const goesOn = isUnread
        ? early.code === 'network'
        : ends(early.code) && rest !== undefined && rest.length > 0
      const expected = goesOn ? told(recording, Buffer.concat(frames), { resume: true }) : early
      expectTold(outcome, expected, place)
      expect(freshPosts(outcome), `requests anew, ${place}`).toBe(isUnread && goesOn ? 2 : 1)
      const isAsked = !isUnread && ends(early.code) && rest !== undefined
      if (!goesOn) expect(outcome.requests, place).toHaveLength(isAsked ? 2 : 1)
    },
  }
}

/** A response head in place of the expected stream. */
interface Head {
  readonly name: string
  /** The code of the error; `undefined` if the stream comes after all. */
  readonly code?: string
  readonly requests: number
  /** The same when the answer is being resumed. */
  readonly resumes?: number
  answer(exchange: Exchange, goOn: () => unknown, onStall: () => void): unknown
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = '') =>
  ({ wire }: Pick<Exchange, 'wire'>): void => {
    wire.head(code, { connection: 'close', 'content-length': String(body.length), ...headers })
    wire.raw(body)
    wire.cut()
  }

const isMoved = ({ asked }: Exchange): boolean => asked.path.endsWith('/moved')
const target = ({ asked }: Exchange): string => `/${asked.path.split('/')[1]}/moved`

const HEADS: readonly Head[] = [
  {
    name: 'a login page',
    code: 'content-type',
    requests: 1,
    answer: status(200, { 'content-type': 'text/html' }, '<!doctype html><p>Sign in</p>'),
  },
  ...[302, 303, 307, 308].map((code): Head => ({
    name: `redirected with ${code}`,
    requests: 2,
    answer: (exchange, goOn) =>
      isMoved(exchange) ? goOn() : status(code, { location: target(exchange) })(exchange),
  })),
  {
    name: 'redirected for ever',
    code: 'network',
    // Each attempt follows 20 redirects.
    requests: 3 * 21,
    resumes: 5 * 21,
    answer: exchange => status(307, { location: target(exchange) })(exchange),
  },
  {
    name: '429, then the answer',
    requests: 2,
    answer: (exchange, goOn) =>
      exchange.turn === 1 ? status(429, { 'retry-after': '0' })(exchange) : goOn(),
  },
  {
    name: '503 for ever',
    code: 'http',
    requests: 3,
    resumes: 5,
    answer: status(503, {}, '{"error":{"message":"Overloaded"}}'),
  },
  {
    name: '400 with a reason',
    code: 'http',
    requests: 1,
    answer: status(400, {}, '{"error":{"message":"No such model"}}'),
  },
  {
    name: 'no head at all',
    code: 'timeout',
    requests: 1,
    resumes: 5,
    answer: (_exchange, _goOn, onStall) => onStall(),
  },
]

/**
 * The head in place of the answer: either the answer comes after all, or the error says why not.
 */
function headAtFirst(head: Head): Row {
  return {
    name: head.name,
    group: 'heads',
    isPerEvent: false,
    applies: () => true,
    async prove(asking, recording) {
      const place = `${head.name} for ${recording.name}`
      const body = Buffer.concat(recording.frames)
      const goOn = ({ wire }: Exchange): void => {
        wire.head(200, { 'content-type': CONTENT_TYPES[recording.extension] ?? '' })
        wire.chunk(body)
        wire.finish()
      }
      const ask = (onStall = (): void => {}): Promise<Outcome> =>
        asking.ask(recording, exchange => head.answer(exchange, () => goOn(exchange), onStall))
      const outcome = await (head.code === 'timeout' ? withoutClock(ask) : ask())
      expect(outcome.requests, place).toHaveLength(head.requests)
      if (!head.code) return expectTold(outcome, told(recording, body), place)
      expect(outcome.code, place).toBe(head.code)
      expect(outcome.message, place).toBe(undefined)
    },
  }
}

/** The head in place of the rest: either the rest comes after all, or what had come stays. */
function headAtResuming(head: Head): Row {
  const way = RESUMPTIONS[0] as Resumption
  const fault = CUTS[0] as Fault
  return {
    name: `${head.name} at resuming`,
    group: 'with resume',
    isPerEvent: true,
    applies: (recording, at) => hasIds(recording) && at < recording.frames.length,
    async prove(asking, recording, at) {
      const place = `${head.name} at resuming at event ${at} of ${recording.name}`
      const frames = framesOf(recording, way, at)
      const what = fault.misbehave(frames, at, randomOf(recording, at))
      const early = told(recording, what.before, { broke: 'network', resume: true })
      const isResumed = early.code === 'network' && restOf(way, frames, at) !== undefined
      if (!isResumed) return
      const ask = (onStall = (): void => {}): Promise<Outcome> =>
        asking.ask(
          recording,
          exchange =>
            exchange.turn === 1
              ? play(exchange, recording, what)
              : head.answer(
                  { ...exchange, turn: exchange.turn - 1 },
                  () => {
                    const { asked } = exchange
                    // A redirect that turns it into a GET keeps the id.
                    expect(asked.headers['last-event-id'], place).toBeDefined()
                    tellRest(exchange, recording, way, frames)
                  },
                  onStall,
                ),
          () => ({ resume: true }),
        )
      const outcome = await (head.code === 'timeout' ? withoutClock(ask) : ask())
      if (!head.code) {
        return expectTold(outcome, told(recording, Buffer.concat(frames), { resume: true }), place)
      }
      expectTold(outcome, { ...early, code: head.code }, place)
      expect(outcome.requests, place).toHaveLength(1 + (head.resumes ?? head.requests))
    },
  }
}

/** A content type that says nothing, for the adapter that looks at the first bytes. */
const unsaid: Row = {
  name: 'a content type that says nothing',
  group: 'heads',
  isPerEvent: false,
  applies: () => true,
  async prove(asking, recording) {
    const body = Buffer.concat(recording.frames)
    const type = 'application/octet-stream'
    const answer = ({ wire }: Exchange): void => {
      wire.head(200, { 'content-type': type })
      wire.chunk(body)
      wire.finish()
    }
    const outcome = await asking.ask(recording, answer, undefined, true)
    expectTold(outcome, told(recording, body, { type }), recording.name)
    const refused = await asking.ask(recording, answer, undefined, false)
    expect(refused.code, recording.name).toBe('content-type')
    expect(refused.requests, recording.name).toHaveLength(1)
  },
}

export const ROWS: readonly Row[] = [
  ...[...CUTS, ...SPOILS].map(alone),
  endless,
  ...RESUMPTIONS.flatMap(way =>
    CUTS.filter(({ name }) => ALL_CUTS.includes(way.name) || SOME_CUTS.includes(name)).map(fault =>
      resumed(fault, way),
    ),
  ),
  ...HEADS.filter(({ name }) => name !== 'redirected for ever').map(headAtResuming),
  ...HEADS.map(headAtFirst),
  unsaid,
]

/** Whether its cases use a fake clock, and so run one after the other. */
function isClocked({ name }: Row): boolean {
  return /stalled|no head/.test(name)
}

/** Makes the library's waits shorter than a millisecond; its random ids still differ. */
export function shortenWaits(): () => void {
  const { random } = Math
  Math.random = () => random() / 1_000 - 1
  return () => {
    Math.random = random
  }
}

export interface Place {
  readonly recording: Recording
  readonly at: number
}

/** Where a row applies. */
export function placesOf(row: Row, recordings: readonly Recording[]): readonly Place[] {
  return recordings
    .flatMap(recording =>
      Array.from({ length: row.isPerEvent ? recording.frames.length + 1 : 1 }, (_, at) => ({
        recording,
        at,
      })),
    )
    .filter(({ recording, at }) => row.applies(recording, at))
}

/** Proves the row at these places, several at once. */
export async function proveAll(row: Row, places: readonly Place[], asking: Asking): Promise<void> {
  const left = places.values()
  const prove = async (): Promise<void> => {
    for (const { recording, at } of left) await row.prove(asking, recording, at)
  }
  await Promise.all(Array.from({ length: isClocked(row) ? 1 : 16 }, prove))
}
