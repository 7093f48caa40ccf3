import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { ChatRequest } from '../chat-request.ts'
import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** The pace of a replay, and how it fails. */
export interface ReplayOptions {
  /** Milliseconds before each event; none by default. */
  readonly delay?: number | undefined
  /** Fails with a `network` error after that many events. */
  readonly cut?: number | undefined
  /** Thrown instead of answering, such as a `StreamError`. */
  readonly fail?: Error | undefined
}

/**
 * A connection without a network, which answers every request with these events, one at a time, or
 * with those that a function of the request returns. It ends at once when the run is stopped.
 */
export function replay(
  events:
    | readonly StreamEvent[]
    | ((request: ChatRequest) => readonly StreamEvent[] | Promise<readonly StreamEvent[]>),
  { delay = 0, cut, fail }: ReplayOptions = {},
): ConnectionAdapter {
  return {
    async *connect(request) {
      const { signal } = request
      if (fail) throw fail
      const answer = typeof events === 'function' ? await events(request) : events
      for (const event of answer.slice(0, cut)) {
        if (delay > 0) await pause(delay, signal)
        if (signal.aborted) return
        yield [event]
      }
      if (cut !== undefined) {
        throw new StreamError(
          'network',
          'The replayed connection is cut. That is what the test asks for.',
        )
      }
    },
  }
}

/** Waits, or ends early when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
