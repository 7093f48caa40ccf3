import type { Message } from '../message.ts'
import type { Protocol } from '../protocol.ts'

/** The wires in which an answer can be told. */
export type WireName = 'ai-sdk' | 'ag-ui' | 'plain-text'

/** What all responses take. */
export interface StreamResponseOptions {
  /** 200 unless set. A failure before the answer's first event is told with 500 in its place. */
  readonly status?: number | undefined
  /** Beside the wire's own, which they override. */
  readonly headers?: RequestInit['headers'] | undefined
  /**
   * The request's: aborts when the client has left. The body's own cancelling does the same; the signal
   * is heard also before there is a body, and where a framework cancels none.
   */
  readonly signal?: AbortSignal | undefined
  /** How the source's objects, bytes and response are read; detected unless named. */
  readonly protocol?: Protocol | undefined
  /**
   * What the client is told of a failure, be it thrown or told by the model's own stream. By default a
   * sentence that tells nothing, for errors name keys, hosts and prompts.
   */
  readonly onError?: ((error: unknown) => string) | undefined
  /**
   * Called once with what the answer has come to, when it has ended: `complete`, `stopped` where the
   * client has left or the run was stopped, or `error`, with what failed, for the server's own eyes. The
   * client has heard of all but the end by then, and hears of that once this has resolved; what this
   * throws fails the answer. Not called for a run that is told from the log.
   */
  readonly onFinish?: ((answer: Message) => void | Promise<void>) | undefined
  /** What `onFinish` is given grows on this: the message that the answer goes on with; none by default. */
  readonly answer?: Message | undefined
  /**
   * Milliseconds that the response's head waits for the answer's first event, so that a failure before
   * it is answered with 500; 1,000 by default. With 0 the head goes out at once.
   */
  readonly headWithin?: number | undefined
}

/** What the responses take that tell more than text. */
export interface WireResponseOptions extends StreamResponseOptions {
  /** `ai-sdk`, the AI SDK's UI message stream, by default. */
  readonly wire?: WireName | undefined
  /**
   * Milliseconds of silence after which the client is told that the answer lives; 15,000 by default.
   * With 0 it never is.
   */
  readonly heartbeat?: number | undefined
  /** AG-UI's thread; made up unless it is given. */
  readonly chatId?: string | undefined
  /** AG-UI's run; made up unless it is given. */
  readonly runId?: string | undefined
  /** The answer's id, in place of the one that the source gives, if any. */
  readonly messageId?: string | undefined
}
