import { fetchEventSource } from '@microsoft/fetch-event-source'
import type { ChatRequest } from '../chat-request.ts'
import type { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter, FetchOptions, PerAttempt } from './adapter.ts'
import { responseError } from './response-error.ts'
import { perAttempt, sendRequest } from './send-request.ts'

const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504]
/** A server that asks for a longer wait is told to the user instead. */
const LONGEST_WAIT = 60_000

/** Reads an open response with the options of its attempt. */
export type ReadResponse = (
  response: Response,
  options: FetchOptions,
  request: ChatRequest,
) => AsyncIterable<readonly StreamEvent[]>

/** An open response, from the library that opened it to the generator that reads it. */
interface Turn {
  readonly response: Response
  readonly used: FetchOptions
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * An adapter that makes an HTTP request and reads its response: the life of one connection.
 *
 * `@microsoft/fetch-event-source` drives it (request, open, retry timer, abort), but the body is read
 * here, at the pace of whoever takes the events: a slow reader slows the network.
 */
export function connection(
  url: PerAttempt<string | URL>,
  options: PerAttempt<FetchOptions>,
  accept: string,
  read: ReadResponse,
): ConnectionAdapter {
  return { connect }

  async function* connect(
    request: ChatRequest,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    if (request.signal.aborted) return
    // The library never removes its abort listener, so it gets a signal that ends with this run.
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    request.signal.addEventListener('abort', abort)

    let attempt = 0
    let lastError: unknown
    let begun = false
    let used: FetchOptions
    let meet: (turn: Turn) => void
    const nextTurn = (): Promise<Turn> =>
      new Promise(resolve => {
        meet = resolve
      })

    const observed: ChatRequest = {
      ...request,
      onProgress(progress) {
        begun ||= !!progress.bytes
        request.onProgress?.(progress)
      },
    }

    let turns = nextTurn()
    try {
      const life = fetchEventSource('', {
        signal: controller.signal,
        openWhenHidden: true,
        async fetch(_, init) {
          const current = { request, attempt: ++attempt, lastError }
          request.onProgress?.({ attempt })
          used = await perAttempt(options, current)
          return sendRequest(url, used, current, accept, init?.signal)
        },
        async onopen(response) {
          request.onResponse?.(response)
          if (!response.ok) throw await responseError(response)
          await new Promise<void>((done, failed) => meet({ response, used, done, failed }))
        },
        onerror(error: Partial<StreamError> | undefined) {
          lastError = error
          const { code, status = 0 } = error ?? {}
          const isTransient = code === 'network' || RETRIED_STATUSES.includes(status)
          // Spread at random, so that the many clients of one server do not return all at once.
          const { retryAfter: wait = 2 ** attempt * 250 * (1 + Math.random()) } = error ?? {}
          const isLast = attempt > (used?.retry?.attempts ?? 2) || wait > LONGEST_WAIT
          if (begun || !isTransient || isLast) throw error
          return wait
        },
      })
      for (;;) {
        const turn = await Promise.race([turns, life])
        if (!turn) return
        turns = nextTurn()
        try {
          yield* read(turn.response, turn.used, observed)
          turn.done()
        } catch (error) {
          turn.failed(error)
        }
      }
    } finally {
      request.signal.removeEventListener('abort', abort)
      controller.abort()
    }
  }
}
