import type { ChatRequest } from '../chat-request.ts'
import { isContent, type StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { createId } from './create-id.ts'

/** Another connection, or a function that gives the whole answer, as its text or its events. */
export type Fallback =
  | ConnectionAdapter
  | ((request: ChatRequest) => Promise<string | readonly StreamEvent[]>)

/** When the second connection is asked. */
export interface FallbackOptions {
  /**
   * What becomes of an answer that fails when some of it has come: `keep` keeps that, and tells the
   * failure; `restart` drops it for the fallback's. `keep` by default.
   */
  readonly afterContent?: 'keep' | 'restart' | undefined
  /** Whether this failure is a reason to fall back; each is by default. */
  readonly when?: ((failure: unknown) => boolean) | undefined
}

/**
 * A connection that falls back on another where the first one fails, thrown or told in the stream,
 * before any content has come. The fallback's request is a run of its own, under another `runId`. A
 * failure of the fallback is told as it is; a stop is no failure.
 */
export function withFallback(
  primary: ConnectionAdapter,
  fallback: Fallback,
  { afterContent = 'keep', when = () => true }: FallbackOptions = {},
): ConnectionAdapter {
  return { connect }

  async function* connect(
    request: ChatRequest,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    let hasBegun = false
    let hasContent = false
    const isFallen = (failure: unknown): boolean =>
      !request.signal.aborted && (!hasContent || afterContent === 'restart') && when(failure)

    try {
      let isFailed = false
      for await (const events of primary.connect(request)) {
        hasContent ||= events.some(isContent)
        const failure = events.find(({ type }) => type === 'error')
        isFailed = failure !== undefined && isFallen(failure)
        if (isFailed) break
        hasBegun = true
        yield events
      }
      if (!isFailed) return
    } catch (error) {
      if (!isFallen(error)) throw error
    }
    // What has been opened without content would stay too.
    if (hasBegun) yield [{ type: 'reset', scope: 'run' }]
    // A server that knows the run by its id would tell the one that failed again.
    const runId = createId()
    request.onProgress?.({ runId })
    const asked = { ...request, runId }
    if (typeof fallback !== 'function') return yield* fallback.connect(asked)
    const answer = await fallback(asked)
    if (request.signal.aborted) return
    yield typeof answer === 'string' ? [{ type: 'text-delta', delta: answer }] : answer
  }
}
