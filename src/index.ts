import type { Attempt, ConnectionAdapter, FetchOptions, PerAttempt } from './adapters/adapter.ts'
import { fetchHttpStream as fetchNamedHttpStream } from './adapters/fetch-http-stream.ts'
import { fetchServerSentEvents as fetchNamedServerSentEvents } from './adapters/fetch-server-sent-events.ts'
import { stream as streamNamed, type StreamOptions } from './adapters/stream.ts'
import type { Protocol } from './protocol.ts'
import { detect } from './protocols/detect.ts'

export * from './core.ts'

/** As `FetchOptions`, but `protocol` is optional: it is detected from the response by default. */
export interface DetectedFetchOptions extends Omit<FetchOptions, 'protocol'> {
  readonly protocol?: Protocol | undefined
}

/**
 * An adapter for a back end that answers with server-sent events, in any protocol.
 *
 * The protocol is detected from the response unless the options name it. Otherwise it works as
 * `fetchServerSentEvents` of `nanowire/core` does: the response must be `text/event-stream`, or one
 * whole answer as `application/json`; anything else throws `content-type`.
 */
export function fetchServerSentEvents(
  url: PerAttempt<string | URL>,
  options: PerAttempt<DetectedFetchOptions> = {},
): ConnectionAdapter {
  return fetchNamedServerSentEvents(url, detected(options))
}

/**
 * An adapter for a back end that answers with a stream of any framing (NDJSON, a JSON array or
 * sequence, server-sent events, plain text), in any protocol.
 *
 * The protocol is detected from the response unless the options name it. Otherwise it works as
 * `fetchHttpStream` of `nanowire/core` does: HTML throws `content-type`.
 */
export function fetchHttpStream(
  url: PerAttempt<string | URL>,
  options: PerAttempt<DetectedFetchOptions> = {},
): ConnectionAdapter {
  return fetchNamedHttpStream(url, detected(options))
}

/**
 * An adapter for a source that your own function opens: an async iterable or a `ReadableStream` of
 * text, `StreamEvent`s, chunk objects or bytes, or a `Response`.
 *
 * The protocol of objects and bytes is detected unless the options name it. Otherwise it works as
 * `stream` of `nanowire/core` does: the end of an iterable is the end of the answer.
 */
export function stream(
  open: Parameters<typeof streamNamed>[0],
  options: StreamOptions = {},
): ConnectionAdapter {
  return streamNamed(open, options, detect())
}

function detected(options: PerAttempt<DetectedFetchOptions>): PerAttempt<FetchOptions> {
  return async (attempt: Attempt) => {
    const given = typeof options === 'function' ? await options(attempt) : options
    return { ...given, protocol: given.protocol ?? detect() }
  }
}
