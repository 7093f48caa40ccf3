import type { ChatRequest } from './chat-request.ts'
import type { Decoder } from './decoder.ts'
import type { StreamEvent } from './stream-event.ts'

/** One record of a stream: a server-sent event, a line, a JSON text, or a piece of text. */
export interface WireRecord {
  /** The name of a server-sent event, if it has one. */
  readonly event?: string
  readonly data: string
  readonly id?: string
  /** The value of a record that was never text, such as an object of an async iterable. */
  readonly value?: unknown
  /** Whether this is the first piece of a body that was found to be plain text. */
  readonly isText?: boolean
}

/** What is known before the first record. A `Response` fits. */
export interface ResponseHead {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

/** The head of a source that is not a response. */
export const NO_HEAD: ResponseHead = { status: 200, headers: { get: () => null } }

/** How a back end's answers are read: pure, synchronous, without any I/O. */
export interface ProtocolReader {
  /**
   * Returns a decoder for one response. Its `end` throws a `truncated` error if the format has an
   * end marker that has not come. After `finish`, `error` or `abort` it returns nothing more.
   */
  decode(head?: ResponseHead): Decoder<WireRecord, StreamEvent>
  /** Whether a response with this head and this first record speaks the protocol. */
  matches(head: ResponseHead, first: WireRecord): boolean
  /**
   * Returns the framing of an HTTP stream whose records are neither server-sent events nor JSON,
   * given the text that it begins with; `undefined` if this is not such a stream.
   */
  frame?(
    head: ResponseHead,
    start: string,
    options?: { readonly maxRecordLength?: number | undefined },
  ): Decoder<Uint8Array, string> | undefined
}

/** What a back end expects as a request, and how its answers are read. */
export interface Protocol extends ProtocolReader {
  readonly name: string
  /** Returns the body that this server expects, as a value for `JSON.stringify`. */
  encode(request: ChatRequest): unknown
}
