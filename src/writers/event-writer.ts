import type { StreamEvent } from '../stream-event.ts'

/** Puts events into the records of a wire, one answer long. */
export interface EventWriter {
  readonly wire: string
  /** What the wire wants beside its content type. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The data of the records that tell this event, none where the wire needs none, and `undefined` where
   * it has no words for it.
   */
  write(event: StreamEvent): readonly string[] | undefined
  /** The data of the records that end the answer, after its last event; it is finished where it has not ended. */
  end(): readonly string[]
}

interface RecordStream {
  readonly wire: string
  /** Adds the records of an event to `records`; `false` where the wire has no words for it. */
  readonly tell: (event: StreamEvent) => void | false
  readonly records: object[]
  readonly hasEnded: () => boolean
  /** What follows the last record. */
  readonly terminator?: '[DONE]'
  readonly headers?: EventWriter['headers']
}

/** A writer of JSON, which finishes the answer that has not ended itself. */
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
