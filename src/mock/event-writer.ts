import type { StreamEvent } from '../stream-event.ts'

/** Puts events into the bytes of a wire, one answer long. */
export interface EventWriter {
  readonly headers: Readonly<Record<string, string>>
  /** The text that tells this event, empty where the wire needs none; throws where it has no words for it. */
  write(event: StreamEvent): string
  /** The text that ends the answer, after its last event. */
  end(): string
}

export const EVENT_STREAM = { 'content-type': 'text/event-stream' } as const

/** One server-sent event. */
export function serverSentEvent(data: object | '[DONE]'): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/** Why an event cannot be written. */
export function noWordsFor({ type }: StreamEvent, wire: string): Error {
  return new Error(
    `${wire} has no words for the event ${type}. Leave it out, or mock another protocol.`,
  )
}
