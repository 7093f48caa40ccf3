import type { ChatRequest } from './chat-request.ts'
import type { Decoder } from './decoder.ts'
import type { StreamEvent } from './stream-event.ts'

/** One record of a wire: an event of server-sent events, a line, a JSON text, a piece of text. */
export interface WireRecord {
  /** The name of a server-sent event, if it was given one. */
  readonly event?: string
  readonly data: string
  readonly id?: string
  /** The record's value where it never was text, as with the objects of an async iterable. */
  readonly value?: unknown
  /** Whether this begins a body of text, which was seen to be no other framing. */
  readonly isText?: boolean
}

/** What is known before the first record. A `Response` is one. */
export interface ResponseHead {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

/** The head of what did not come as a response. */
export const NO_HEAD: ResponseHead = { status: 200, headers: { get: () => null } }

/** How a back end answers: pure, synchronous, without any I/O. */
export interface ProtocolReader {
  /**
   * A decoder for one response. Its `end` throws a `truncated` error where the wire has a terminator
   * and it has not come. After a terminal event it yields nothing more.
   */
  decode(head?: ResponseHead): Decoder<WireRecord, StreamEvent>
  /** Whether a response with this head and this first record speaks the protocol. */
  matches(head: ResponseHead, first: WireRecord): boolean
  /**
   * The framing of an HTTP stream whose records are neither server-sent events nor JSON, given the
   * text it begins with; `undefined` where this one is not such a stream.
   */
  frame?(
    head: ResponseHead,
    start: string,
    options?: { readonly maxRecordLength?: number | undefined },
  ): Decoder<Uint8Array, string> | undefined
}

/** How a back end wants to be asked and how it answers. */
export interface Protocol extends ProtocolReader {
  readonly name: string
  /** The body that this server expects, as a value for `JSON.stringify`. */
  encode(request: ChatRequest): unknown
}
