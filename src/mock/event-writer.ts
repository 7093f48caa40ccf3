import type { StreamEvent } from '../stream-event.ts'

/** Puts events into the bytes of a wire, one answer long. */
export interface EventWriter {
  readonly headers: Readonly<Record<string, string>>
  /** The text that tells this event, empty where the wire needs none; throws where it has no words for it. */
  write(event: StreamEvent): string
  /** The text that ends the answer, after its last event. */
  end(): string
}

/** One server-sent event. */
function serverSentEvent(data: object | '[DONE]'): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

interface EventStream {
  /** Adds the records of an event to `records`; throws where the wire has no words for it. */
  readonly tell: (event: StreamEvent) => void
  readonly records: object[]
  readonly hasEnded: () => boolean
  /** What follows the last record. */
  readonly terminator?: '[DONE]'
  readonly headers?: EventWriter['headers']
}

/** A writer of one server-sent event a record, which finishes the answer that has not ended itself. */
export function eventStreamWriter(stream: EventStream): EventWriter {
  const { tell, records, hasEnded, terminator, headers } = stream
  const written = (): string => records.splice(0).map(serverSentEvent).join('')
  return {
    headers: { 'content-type': 'text/event-stream', ...headers },
    write(event) {
      tell(event)
      return written()
    },
    end() {
      if (!hasEnded()) tell({ type: 'finish', reason: 'stop' })
      return written() + (terminator ? serverSentEvent(terminator) : '')
    },
  }
}

/** Why an event cannot be written. */
export function noWordsFor({ type }: StreamEvent, wire: string): Error {
  return new Error(
    `${wire} has no words for the event ${type}. Leave it out, or mock another protocol.`,
  )
}
