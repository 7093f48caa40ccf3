import { createDecoder, type Decoder } from '../decoder.ts'
import type { WireRecord } from '../protocol.ts'
import { errorTextOf, malformed, truncated } from '../stream-error.ts'
import { endsAnswer, type StreamEvent } from '../stream-event.ts'

export type Emit = (event: StreamEvent) => void

export interface RecordReader<Wire> {
  /** Reads one JSON object of the stream. */
  record(value: Wire, record: WireRecord): void
  /** Emits what is left at the end: `done` says whether `[DONE]` came or the body just ended. */
  end(done: boolean): void
}

/**
 * Makes a decoder for JSON records, or for others that `parse` can read, from a function that reads
 * one object at a time.
 *
 * Records without data are skipped, `[DONE]` ends the stream, an array is read as its elements, and
 * anything that is not JSON throws `malformed`. Nothing is emitted after `finish`, `error` or
 * `abort`; a stream that ends without one of them throws `truncated`. If a failure that the
 * protocol does not know came last, the stream ends in that error, and if no record was known, it
 * throws `malformed`; both hold after `[DONE]` too.
 */
export function decodeRecords<Wire>(
  open: (emit: Emit) => RecordReader<Wire>,
  parse: (record: WireRecord) => unknown = parseRecord,
): Decoder<WireRecord, StreamEvent> {
  let events: StreamEvent[] = []
  let told = 0
  let unknown: Extract<StreamEvent, { type: 'data' }> | undefined
  let failure: object | undefined
  let failedLast = false
  let ended = false
  const emit: Emit = event => {
    const delta: unknown = 'delta' in event ? event.delta : 'none'
    const isEmpty = !delta && !(event as { readonly metadata?: unknown }).metadata
    // Some servers send their progress as an object where a text delta belongs.
    if (ended || isEmpty || typeof delta === 'object') return
    // An application's own transient data has an `id` field, even if it is `undefined`.
    if (event.type === 'data' && event.transient && !('id' in event)) unknown ??= event
    else told++
    ended = endsAnswer(event)
    events.push(event)
  }
  const reader = open(emit)
  const readEnd = (done: boolean): void => {
    // After a failure, or if nothing was understood, the end is not the end of an answer.
    if (failedLast) emit(errorEvent(failure))
    else if (told > 0 || !unknown) reader.end(done)
  }
  return createDecoder((record, out) => {
    events = out
    if (ended) return
    if (!record) {
      readEnd(false)
      if (ended) return
      if (failure) out.push(errorEvent(failure))
      else throw told > 0 || !unknown ? truncated() : malformed(JSON.stringify(unknown.data))
    } else if (record.value !== undefined || record.data !== '') {
      const parsed = parse(record)
      for (const value of Array.isArray(parsed) ? parsed : [parsed]) {
        if (value === '[DONE]') readEnd(true)
        if (typeof value !== 'object' || value === null) continue
        const before = told
        reader.record(value as Wire, record)
        failedLast = told === before && (isFailure(value, record) || reportsFailure(value))
        if (failedLast) failure = value
        else if (told > before) failure = undefined
      }
    }
  })
}

/** The record's value, parsed if it came as text; throws `malformed` if that is not JSON. */
export function parseRecord(record: WireRecord): unknown {
  if (record.value !== undefined) return record.value
  try {
    return parseJson(record.data)
  } catch (cause) {
    // An `error` event may hold plain text.
    if (record.event === 'error') return { error: record.data }
    throw malformed(record.data, cause)
  }
}

/**
 * Parses a JSON text, or each of its lines, one of which may be `[DONE]`: some servers leave out
 * the blank line between two events.
 */
export function parseJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    const lines = data.split('\n').map(line => line.trim())
    return lines
      .filter(Boolean)
      .map((line): unknown => (line === '[DONE]' ? line : JSON.parse(line)))
  }
}

/** Failures look much the same in all protocols, and a proxy's may come in the middle of any. */
export function isFailure(value: object, { event }: WireRecord): boolean {
  const { error, error_message, type, object } = value as Readonly<Record<string, unknown>>
  return Boolean(error || error_message) || [type, object, event].includes('error')
}

/** Fields that custom back ends write into a failure, and into nothing else. */
const FAILED =
  /^(err\w*code=[1-9]|\w*(code|status)=(-|[3-9]\d\d|\d{4}|err|fail)|(success|ok)=false)/i

/** Whether a record that no protocol knows reports a failure. */
export function reportsFailure(value: object): boolean {
  return Object.entries(value).some(([key, said]) => FAILED.test(`${key}=${said}`))
}

/** The event for a record that this version does not know: shown to `onChunk`, but not kept. */
export function unknownRecord(name: string, data: unknown): StreamEvent {
  return { type: 'data', name, data, transient: true }
}

/** The event for a failure; its code is looked for where most protocols put it. */
export function errorEvent(failure: unknown, code: unknown = codeOf(failure)): StreamEvent {
  return {
    type: 'error',
    message: errorTextOf(failure) ?? 'The server reported an error without saying which.',
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    data: failure,
  }
}

/** Prefers a word to a number, which may only repeat the HTTP status. */
function codeOf(failure: unknown): unknown {
  const { error, code } = (failure ?? {}) as Coded & { readonly error?: Coded | null }
  const codes = [error?.code, error?.status, code]
  return codes.find(one => typeof one === 'string') ?? codes.find(one => typeof one === 'number')
}

interface Coded {
  readonly code?: unknown
  readonly status?: unknown
}

/** A record's type, from its `type` or its event's name: relays drop one or the other. */
export function typeOf(
  wire: { readonly type?: string },
  { event = 'message' }: WireRecord,
): string {
  // The JSON is not checked, so this may be anything.
  const type: unknown = wire.type ?? (event === 'message' ? '' : event)
  return typeof type === 'string' ? type : ''
}
