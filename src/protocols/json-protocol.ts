import type { ChatRequest } from '../chat-request.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { decodeRecords, unknownRecord } from './decode-records.ts'

/** A protocol of JSON objects, in the framing that the response has. */
export interface JsonProtocolOptions<Chunk extends object> {
  readonly name: string
  /**
   * Called for each response: gives the function that maps one JSON object of the wire to its events,
   * so that what the mapping keeps belongs to that response. Of a record that means nothing it gives
   * `undefined`, which is shown to `onChunk`; of one that is skipped an empty list.
   */
  readonly open: () => (
    chunk: Chunk,
    record: WireRecord,
  ) => StreamEvent | readonly StreamEvent[] | undefined
  /** The body to send; by default `{ ...data, messages: [{ role, content }] }`. */
  readonly encode?: ((request: ChatRequest) => unknown) | undefined
  /** Whether detection should take a stream that begins with this object for this protocol. */
  readonly matches?: ((first: Partial<Chunk>, record: WireRecord) => boolean) | undefined
  /**
   * Whether the end of the body is the end of the answer. By default it is `truncated` unless a
   * `finish` event or `[DONE]` has come before.
   */
  readonly endsWithBody?: boolean | undefined
}

/**
 * A protocol of one JSON object a record, over server-sent events, NDJSON or any other framing.
 *
 * Records without data are skipped, an array is read as its elements, and what is not JSON throws
 * `malformed`. Nothing is handed over after `finish`, `error` or `abort`.
 */
export function jsonProtocol<Chunk extends object>(options: JsonProtocolOptions<Chunk>): Protocol {
  const { name, open, encode = encodeMessages, matches, endsWithBody = false } = options
  return {
    name,
    encode,
    decode: () =>
      decodeRecords<Chunk>(emit => {
        const read = open()
        return {
          record(chunk, record) {
            const events = read(chunk, record) ?? unknownRecord(record.event ?? '', chunk)
            for (const event of [events].flat()) emit(event)
          },
          end(done) {
            if (done || endsWithBody) emit({ type: 'finish' })
          },
        }
      }),
    matches: (_head, first) => matches?.((first.value ?? {}) as Partial<Chunk>, first) ?? false,
  }
}

function encodeMessages({ messages, data }: ChatRequest): unknown {
  return { ...data, messages: messages.map(({ role, content }) => ({ role, content })) }
}
