import type { Answer } from './answer.ts'

/** A wire format: how a back end writes an answer as records. */
export interface Wire {
  readonly label: string
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
  records(answer: Answer): readonly string[]
  /** How many of the last records mark the end: 0 if only the end of the body does. */
  readonly terminators: number
  /** A record with a piece of text, from the middle of an answer. */
  text(delta: string): string
  /** A malformed record; absent if every text is valid. */
  readonly malformed?: string
  /** A failure reported in the stream; absent if the wire cannot express one. */
  readonly failure?: string
}

/**
 * The kind of a wire's records: events, JSON texts, lines that begin with a code, or plain text.
 */
export function framingOf({ contentType, headers }: Wire): 'events' | 'json' | 'coded' | 'text' {
  if (contentType.startsWith('text/event-stream')) return 'events'
  if (contentType.includes('json')) return 'json'
  return headers ? 'coded' : 'text'
}

/** One server-sent event. */
export function serverSentEvent(data: string, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`
}

/** One line of NDJSON. */
export function jsonLine(json: string): string {
  return `${json}\n`
}
