import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { Timeouts } from './timeouts.ts'

/**
 * Where a chat's answers come from.
 *
 * `connect` yields the events of one network read at a time, ends when the answer does, throws where
 * it fails, and ends quietly once `request.signal` aborts. Any object with such a method is one.
 */
export interface ConnectionAdapter {
  connect(request: ChatRequest): AsyncIterable<readonly StreamEvent[]>
}

/** What is known when an attempt at a request begins. */
export interface Attempt {
  readonly request: ChatRequest
  /** 1 for the first. */
  readonly attempt: number
  /** Why the attempt before this one failed. */
  readonly lastError?: unknown
}

/** A value, or a function that is asked for it anew at every attempt. */
export type PerAttempt<T> = T | ((attempt: Attempt) => T | Promise<T>)

/** A body that goes out as it is, or an object that goes out as JSON. */
export type RequestBody = RequestInit['body'] | Readonly<Record<string, unknown>>

/**
 * How a request is made and its answer read. The fields of `RequestInit` that are not named here pass
 * through to `fetch`, the method being POST unless set; only `Accept` and `Content-Type` are sent
 * unasked, and either can be overridden.
 */
export interface FetchOptions extends Omit<
  RequestInit,
  'body' | 'credentials' | 'headers' | 'signal'
> {
  /** How this back end is asked and how it answers. */
  readonly protocol: Protocol
  readonly headers?: PerAttempt<RequestInit['headers']> | undefined
  readonly credentials?: PerAttempt<RequestInit['credentials']> | undefined
  /**
   * An object is merged into what the protocol encodes; a function returns the whole body instead.
   * A GET or HEAD request has none.
   */
  readonly body?:
    | Readonly<Record<string, unknown>>
    | ((attempt: Attempt) => RequestBody | Promise<RequestBody>)
    | undefined
  /** Used in place of the global `fetch`, which is otherwise looked up at every attempt. */
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly retry?: RetryOptions | undefined
  /**
   * Whether an answer that breaks off is taken up again: `true` asks the same request with
   * `Last-Event-ID`, if the server numbers its records; an address is asked in its place, and tells
   * what is missing, or, where nothing is numbered, all of it. Never by default.
   */
  readonly resume?: boolean | ResumeOptions | undefined
  /** How long to wait for what, in milliseconds; only `connect` has a limit by default. */
  readonly timeouts?: Timeouts | undefined
  /**
   * Called for a status of 401, once for each run; the request is then made again, with `headers` and
   * all the others asked anew. What it throws is the failure.
   */
  readonly onUnauthorized?: ((attempt: Attempt) => unknown) | undefined
  /** The longest record that is read, in characters; 16 Mi by default. */
  readonly maxRecordLength?: number | undefined
  /** The most bytes that are read of an answer; 256 Mi by default. */
  readonly maxBytes?: number | undefined
}

/** When a request whose answer has not begun is made again. */
export interface RetryOptions {
  /**
   * Tries after the first, 2 by default. They are made only before the first byte of a body, on a
   * network failure or a status of 408, 425, 429, 500, 502, 503, 504 or 529.
   */
  readonly attempts?: number | undefined
  /**
   * Called before each further try, also one that resumes; `false` gives up, and the failure is told.
   */
  readonly onRetry?: ((retry: Retry) => unknown) | undefined
}

export interface Retry extends Attempt {
  /** Milliseconds until the next try. */
  readonly wait: number
}

/** Where and how the rest of an answer that broke off is asked for. */
export interface ResumeOptions {
  /** Where to ask for the rest, such as an address that names the run. */
  readonly url?: PerAttempt<string | URL> | undefined
  /** GET by default. */
  readonly method?: string | undefined
  /** Tries in a row that bring nothing new, 5 by default. */
  readonly attempts?: number | undefined
}
