import type { Protocol, ResponseHead, WireRecord } from 'nanowire'
import { jsonLines, plainText, serverSentEvents, type Decoder } from 'nanowire/framing'

export type FramingKind = 'events' | 'json' | 'coded' | 'text'

export interface BodyFraming {
  readonly kind: FramingKind
  readonly decoder: Decoder<Uint8Array, string | WireRecord>
}

const ENOUGH = 64

/** Whether a response carries an answer, rather than a failure or a page. */
export function isStream({ status, headers }: ResponseHead): boolean {
  return status === 200 && !headers.get('content-type')?.includes('html')
}

/**
 * Finds the framing of a body by its content type and its first bytes; `undefined` until there are
 * enough of them.
 */
export function bodyFraming(
  head: ResponseHead,
  protocol: Protocol,
  start: Uint8Array,
): BodyFraming | undefined {
  const type = head.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    return { kind: 'events', decoder: serverSentEvents({ unfinished: true, bareJson: true }) }
  }
  if (type.includes('json')) return { kind: 'json', decoder: jsonLines() }
  const text = new TextDecoder().decode(start)
  if (start.length < ENOUGH && !/[\r\n]/.test(text)) return undefined
  const coded = protocol.frame?.(head, text.replace(/\r\n?/g, '\n'))
  return coded ? { kind: 'coded', decoder: coded } : { kind: 'text', decoder: plainText() }
}

/** Splits the bytes so that each part can complete at most one record, at its end. */
export function* partsOf(bytes: Uint8Array, kind: FramingKind): Generator<Uint8Array> {
  let start = 0
  for (let at = 0; at < bytes.length && kind !== 'text'; at++) {
    if (!endsRecord(bytes[at]!, kind)) continue
    // The LF of a CRLF goes with its line.
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++
    yield bytes.subarray(start, at + 1)
    start = at + 1
  }
  if (start < bytes.length) yield bytes.subarray(start)
}

function endsRecord(byte: number, kind: FramingKind): boolean {
  return byte === 0x0a || byte === 0x0d || (kind === 'json' && byte === 0x7d)
}
