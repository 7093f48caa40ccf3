import type { Message } from '../message.ts'
import type { Protocol } from '../protocol.ts'

/** The wire formats in which an answer can be sent. */
export type WireName = 'ai-sdk' | 'ag-ui' | 'plain-text'

/** Options of every response. */
export interface StreamResponseOptions {
  /** 200 by default. A failure before the answer's first event is answered with 500 instead. */
  readonly status?: number | undefined
  /** Added to the wire's own headers, and override them. */
  readonly headers?: RequestInit['headers'] | undefined
  /**
   * The request's signal: stops the answer when the client disconnects. Cancelling the body does
   * the same, but not before there is one, and not every framework does it.
   */
  readonly signal?: AbortSignal | undefined
  /** The protocol of the source's objects, bytes or response; detected by default. */
  readonly protocol?: Protocol | undefined
  /**
   * Returns the text of a failure for the client, whether the source threw or the model's stream
   * sent it. By default a neutral sentence, since errors name keys, hosts and prompts.
   */
  readonly onError?: ((error: unknown) => string) | undefined
  /**
   * Called once with the answer when it has ended: `complete`; `stopped`, if the client
   * disconnected or the run was stopped; or `error`, with the error's own text, which the client
   * does not see. The client gets the end of the stream only once this has resolved; if it throws,
   * the answer fails. With a `log` it is called once a run, not for requests that only follow it.
   */
  readonly onFinish?: ((answer: Message) => void | Promise<void>) | undefined
  /** The message that the answer continues, for `onFinish`; a new one by default. */
  readonly answer?: Message | undefined
  /**
   * Milliseconds that the response head waits for the answer's first event, so that a failure
   * before it can be answered with 500; 1,000 by default. With 0 the head is sent at once.
   */
  readonly headWithin?: number | undefined
}

/** Options of the responses that carry more than text. */
export interface WireResponseOptions extends StreamResponseOptions {
  /** `ai-sdk`, the AI SDK's UI message stream, by default. */
  readonly wire?: WireName | undefined
  /**
   * Milliseconds of silence before a comment or an empty line is sent; 15,000 by default, and 0 for
   * none.
   */
  readonly heartbeat?: number | undefined
  /** AG-UI's thread id; random by default. */
  readonly chatId?: string | undefined
  /** AG-UI's run id, and the run's in a log; random by default. */
  readonly runId?: string | undefined
  /** The answer's message id; overrides one that the source gives. */
  readonly messageId?: string | undefined
}
