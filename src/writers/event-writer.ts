import type { StreamEvent } from '../stream-event.ts'

/** Writes the events of one answer as records of a wire. */
export interface EventWriter {
  readonly wire: string
  /** The headers that the wire needs beside its content type. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The data of the records for this event: none if the wire needs none, `undefined` if it cannot
   * express the event.
   */
  write(event: StreamEvent): readonly string[] | undefined
  /**
   * The data of the records that end the answer; if no event has ended it, it is finished first.
   */
  end(): readonly string[]
}

interface RecordStream {
  readonly wire: string
  /** Adds the records of an event to `records`; `false` if the wire cannot express it. */
  readonly tell: (event: StreamEvent) => void | false
  readonly records: object[]
  readonly hasEnded: () => boolean
  /** Sent after the last record. */
  readonly terminator?: '[DONE]'
  readonly headers?: EventWriter['headers']
}

/** A writer of JSON records, which finishes an answer that no event has ended. */
export function recordWriter(stream: RecordStream): EventWriter {
  const { wire, tell, records, hasEnded, terminator, headers = {} } = stream
  const written = (): string[] => records.splice(0).map(record => JSON.stringify(record))
  return {
    wire,
    headers,
    write: event => (tell(event) === false ? undefined : written()),
    end() {
      if (!hasEnded()) tell({ type: 'finish', reason: 'stop' })
      return terminator ? [...written(), terminator] : written()
    },
  }
}
