import type { Attempt, ConnectionAdapter, FetchOptions, PerAttempt } from './adapters/adapter.ts'
import { fetchHttpStream as fetchNamedHttpStream } from './adapters/fetch-http-stream.ts'
import { fetchServerSentEvents as fetchNamedServerSentEvents } from './adapters/fetch-server-sent-events.ts'
import { stream as streamNamed, type StreamOptions } from './adapters/stream.ts'
import type { Protocol } from './protocol.ts'
import { detect } from './protocols/detect.ts'

export * from './core.ts'

/** As `FetchOptions`, with the protocol detected from the response unless it is named. */
export interface DetectedFetchOptions extends Omit<FetchOptions, 'protocol'> {
  readonly protocol?: Protocol | undefined
}

/** As `fetchServerSentEvents` of `nanowire/core`, with the protocol detected unless it is named. */
export function fetchServerSentEvents(
  url: PerAttempt<string | URL>,
  options: PerAttempt<DetectedFetchOptions> = {},
): ConnectionAdapter {
  return fetchNamedServerSentEvents(url, detected(options))
}

/** As `fetchHttpStream` of `nanowire/core`, with the protocol detected unless it is named. */
export function fetchHttpStream(
  url: PerAttempt<string | URL>,
  options: PerAttempt<DetectedFetchOptions> = {},
): ConnectionAdapter {
  return fetchNamedHttpStream(url, detected(options))
}

/** As `stream` of `nanowire/core`, with the protocol of objects and bytes detected unless it is named. */
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
