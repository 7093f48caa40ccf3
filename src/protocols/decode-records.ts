import { createDecoder, type Decoder } from '../decoder.ts'
import type { WireRecord } from '../protocol.ts'
import { errorTextOf, malformed, truncated } from '../stream-error.ts'
import { endsAnswer, type StreamEvent } from '../stream-event.ts'

export type Emit = (event: StreamEvent) => void

export interface RecordReader<Wire> {
  /** Reads one JSON object of the wire. */
  record(value: Wire, record: WireRecord): void
  /** Emits what the end completes: `done` tells a `[DONE]` from the end of the body. */
  end(done: boolean): void
}

/**
 * A decoder for a wire of JSON records, or of others that `parse` knows, from a function that reads
 * one object at a time.
 *
 * Records without data are skipped, `[DONE]` ends the stream, an array is read as its elements, and
 * what is not JSON throws `malformed`. Nothing is handed over after `finish`, `error` or `abort`; a
 * stream that reaches its end without one of them throws `truncated`. One that ends in a failure
 * which the protocol does not know tells that, and one of whose records it knew none throws `malformed`,
 * also behind `[DONE]`.
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
    // Some servers tell their progress as an object where a text belongs.
    if (ended || isEmpty || typeof delta === 'object') return
    // What an application sends aside has room for an id.
    if (event.type === 'data' && event.transient && !('id' in event)) unknown ??= event
    else told++
    ended = endsAnswer(event)
    events.push(event)
  }
  const reader = open(emit)
  const readEnd = (done: boolean): void => {
    // The end behind a failure, or behind nothing that was understood, is no end of the answer.
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

/** The record's value, parsed where it came as text; throws `malformed` where it is not JSON. */
export function parseRecord(record: WireRecord): unknown {
  if (record.value !== undefined) return record.value
  try {
    return parseJson(record.data)
  } catch (cause) {
    // Servers tell a failure in words, too.
    if (record.event === 'error') return { error: record.data }
    throw malformed(record.data, cause)
  }
}

/**
 * The value of a JSON text, or of each of its lines, among them `[DONE]`: servers leave out the blank
 * line between two events.
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

/** Failures look much the same in all protocols, and proxies tell theirs in the midst of any. */
export function isFailure(value: object, { event }: WireRecord): boolean {
  const { error, error_message, type, object } = value as Readonly<Record<string, unknown>>
  return Boolean(error || error_message) || [type, object, event].includes('error')
}

/** What back ends of one's own write into an object that tells a failure, and into no other. */
const FAILED =
  /^(err\w*code=[1-9]|\w*(code|status)=(-|[3-9]\d\d|\d{4}|err|fail)|(success|ok)=false)/i

/** Whether a record that no protocol knows tells a failure. */
export function reportsFailure(value: object): boolean {
  return Object.entries(value).some(([key, said]) => FAILED.test(`${key}=${said}`))
}

/** The event of a record that this version does not know: shown to `onChunk`, and not kept. */
export function unknownRecord(name: string, data: unknown): StreamEvent {
  return { type: 'data', name, data, transient: true }
}

/** The event of a failure that a record tells; its code is looked for where most protocols have it. */
export function errorEvent(failure: unknown, code: unknown = codeOf(failure)): StreamEvent {
  return {
    type: 'error',
    message: errorTextOf(failure) ?? 'The server reported an error without saying which.',
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    data: failure,
  }
}

/** A word tells more than the number of an HTTP status that may stand beside it. */
function codeOf(failure: unknown): unknown {
  const { error, code } = (failure ?? {}) as Coded & { readonly error?: Coded | null }
  const codes = [error?.code, error?.status, code]
  return codes.find(one => typeof one === 'string') ?? codes.find(one => typeof one === 'number')
}

interface Coded {
  readonly code?: unknown
  readonly status?: unknown
}

/** What a record is; relays drop the one or the other of its two names. */
export function typeOf(
  wire: { readonly type?: string },
  { event = 'message' }: WireRecord,
): string {
  // Whatever the wire may hold there.
  const type: unknown = wire.type ?? (event === 'message' ? '' : event)
  return typeof type === 'string' ? type : ''
}
