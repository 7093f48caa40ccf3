import { boundedLog, type BoundedLog } from './bounded-log.ts'

/** One read of the network, as the chat gets it. Times are counted from the question. */
export interface Read {
  readonly at: number
  /** The offset of its bytes in the body. */
  readonly start: number
  readonly bytes: Uint8Array
}

/** What the naive reader makes of a record. */
export type Fate = 'kept' | 'broken' | 'lost'

/** One record, from the bytes `start` to `end`. */
export interface CutRecord {
  readonly at: number
  /** The read that completed it. */
  readonly read: number
  readonly start: number
  readonly end: number
  readonly name: string
  /** Shortened. */
  readonly data: string
  /** Why the protocol cannot read it. */
  readonly problem?: string
  readonly fate: Fate
  /** The text that it adds to the answer, and the text that the naive reader takes from it. */
  readonly text: string
  readonly naiveText: string
}

/** One event of the stream, from a record or the end of the body. */
export interface ToldEvent {
  readonly at: number
  readonly read: number
  readonly record: number | undefined
  readonly type: string
  readonly detail: string
}

/** One write of the chat's messages; `from` and `to` are the numbers of the events new in it. */
export interface StoreWrite {
  readonly at: number
  readonly read: number
  readonly from: number
  readonly to: number
  readonly characters: number
}

/** One request of the answer. */
export interface Attempt {
  readonly at: number
  readonly status: number
  readonly contentType: string
  readonly retryAfter: string | null
}

/** Everything that is known about how one answer arrived. */
export interface Trace {
  readonly startedAt: number
  readonly attempts: Attempt[]
  readonly reads: BoundedLog<Read>
  readonly records: BoundedLog<CutRecord>
  readonly events: BoundedLog<ToldEvent>
  readonly writes: BoundedLog<StoreWrite>
  /** Bytes so far. */
  bytes: number
  /** What the naive reader has done so far. */
  readonly naive: { lostEvents: number; brokenCharacters: number }
  /** What kind of record the bytes were cut into. */
  framing: string
}

/** The most that is kept of one answer: a mebibyte of its bytes, and this many of the rest. */
const MOST_BYTES = 1_048_576
const MOST_ITEMS = 4_000
/** The weight of a read, in addition to its bytes. */
const READ_WEIGHT = 96

/** A trace that begins now. */
export function newTrace(): Trace {
  const one = (): number => 1
  return {
    startedAt: performance.now(),
    attempts: [],
    reads: boundedLog(MOST_BYTES, ({ bytes }) => bytes.length + READ_WEIGHT),
    records: boundedLog(MOST_ITEMS, one),
    events: boundedLog(MOST_ITEMS, one),
    writes: boundedLog(MOST_ITEMS, one),
    bytes: 0,
    naive: { lostEvents: 0, brokenCharacters: 0 },
    framing: '',
  }
}
