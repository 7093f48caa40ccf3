import type { Answer } from './answer.ts'

/** One wire format: how a back end that speaks it puts an answer into records. */
export interface Wire {
  readonly label: string
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
  records(answer: Answer): readonly string[]
  /** How many of the last records end the answer: none where the end of the body is its end. */
  readonly terminators: number
  /** A record that says a piece of text, in the middle of an answer. */
  text(delta: string): string
  /** A record that breaks its own format; absent where every text is a valid one. */
  readonly malformed?: string
  /** A failure told in the stream; absent where the wire has no words for it. */
  readonly failure?: string
}

/** What a wire's records are: events, JSON texts, lines that begin with a code, or nothing but text. */
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
