import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { Timeouts } from './timeouts.ts'

/**
 * Where a chat's answers come from: any object with such a `connect`.
 *
 * It yields lists of events, one list for each network read. It ends when the answer does, throws
 * if the answer fails, and ends quietly once `request.signal` aborts.
 */
export interface ConnectionAdapter {
  connect(request: ChatRequest): AsyncIterable<readonly StreamEvent[]>
}

/** What is known when an attempt at a request begins; passed to each option that is a function. */
export interface Attempt {
  readonly request: ChatRequest
  /** 1 for the first. */
  readonly attempt: number
  /** Why the attempt before this one failed. */
  readonly lastError?: unknown
}

/** A value, or a function that returns it and is called again for every attempt. */
export type PerAttempt<T> = T | ((attempt: Attempt) => T | Promise<T>)

/** A body that is sent as it is, or an object that is sent as JSON. */
export type RequestBody = RequestInit['body'] | Readonly<Record<string, unknown>>

/**
 * How a request is made and its answer is read. All other fields of `RequestInit` are passed to
 * `fetch`; the method is POST by default. Only the headers `Accept` and `Content-Type` are set
 * automatically, and `headers` can override both.
 */
export interface FetchOptions extends Omit<
  RequestInit,
  'body' | 'credentials' | 'headers' | 'signal'
> {
  /** What this back end expects as a request, and how its answers are read. */
  readonly protocol: Protocol
  readonly headers?: PerAttempt<RequestInit['headers']> | undefined
  readonly credentials?: PerAttempt<RequestInit['credentials']> | undefined
  /**
   * An object is merged into the body that the protocol makes; a function returns the whole body
   * instead. A GET or HEAD request has none.
   */
  readonly body?:
    | Readonly<Record<string, unknown>>
    | ((attempt: Attempt) => RequestBody | Promise<RequestBody>)
    | undefined
  /** Used instead of the global `fetch`, which is looked up at every attempt. */
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly retry?: RetryOptions | undefined
  /**
   * Whether an answer that breaks off is continued; `false` by default. `true` sends the same
   * request with `Last-Event-ID`, if the server numbers its records. With a `url`, that address is
   * asked instead: for what is missing or, if nothing is numbered, for the whole answer again.
   */
  readonly resume?: boolean | ResumeOptions | undefined
  /** How long to wait, in milliseconds; only `connect` has a limit by default, 30,000. */
  readonly timeouts?: Timeouts | undefined
  /**
   * Called for a status of 401, once for each run. The request is then sent again, with `headers`
   * and all other functions called again. What it throws becomes the failure.
   */
  readonly onUnauthorized?: ((attempt: Attempt) => unknown) | undefined
  /** The longest record that is read, in characters; 16 Mi by default. */
  readonly maxRecordLength?: number | undefined
  /** The most bytes of an answer that are read; 256 Mi by default. */
  readonly maxBytes?: number | undefined
}

/** When a request is sent again whose answer has not begun. */
export interface RetryOptions {
  /**
   * Tries after the first, 2 by default. They happen only before the first byte of a body, after a
   * network failure or a status of 408, 425, 429, 500, 502, 503, 504 or 529.
   */
  readonly attempts?: number | undefined
  /**
   * Called before each further try, also one that resumes. If it returns `false`, there is no
   * further try, and the failure is reported.
   */
  readonly onRetry?: ((retry: Retry) => unknown) | undefined
}

/** A further try that is about to begin; `attempt` is the number of the one that failed. */
export interface Retry extends Attempt {
  /** Milliseconds until the next try. */
  readonly wait: number
}

/** Where and how to ask for the rest of an answer that broke off. */
export interface ResumeOptions {
  /** The address to ask, such as one that names the run; that of the connection by default. */
  readonly url?: PerAttempt<string | URL> | undefined
  /** GET by default if there is a `url`, otherwise that of the connection. */
  readonly method?: string | undefined
  /** How many tries in a row may bring nothing new, 5 by default. */
  readonly attempts?: number | undefined
}
