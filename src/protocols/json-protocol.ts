import type { ChatRequest } from '../chat-request.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { decodeRecords, unknownRecord } from './decode-records.ts'

/** The options of `jsonProtocol`. Only `name` and `open` are required. */
export interface JsonProtocolOptions<Chunk extends object> {
  readonly name: string
  /**
   * Called for each response: returns the function that maps one JSON object to its events, so that
   * what the mapping remembers belongs to that response. For an unknown record it returns
   * `undefined`, and the record goes to `onChunk`; to skip a record, it returns an empty list.
   */
  readonly open: () => (
    chunk: Chunk,
    record: WireRecord,
  ) => StreamEvent | readonly StreamEvent[] | undefined
  /** Returns the body to send; `{ ...data, messages: [{ role, content }] }` by default. */
  readonly encode?: ((request: ChatRequest) => unknown) | undefined
  /** Whether a stream that begins with this object is in this protocol, for detection. */
  readonly matches?: ((first: Partial<Chunk>, record: WireRecord) => boolean) | undefined
  /**
   * Whether the end of the body is the end of the answer. By default, an answer is `truncated`
   * unless a `finish` event or `[DONE]` came before the end.
   */
  readonly endsWithBody?: boolean | undefined
}

/**
 * A protocol with one JSON object in each record, over server-sent events, NDJSON or any other
 * framing.
 *
 * Records without data are skipped, an array is read as its elements, and anything that is not JSON
 * throws `malformed`. Nothing after `finish`, `error` or `abort` is read.
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
