import type { ChatRequest } from '../chat-request.ts'
import { isContent, type StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { createId } from './create-id.ts'

/** Another connection, or a function that returns the whole answer, as text or as events. */
export type Fallback =
  | ConnectionAdapter
  | ((request: ChatRequest) => Promise<string | readonly StreamEvent[]>)

/** When the fallback takes over. */
export interface FallbackOptions {
  /**
   * What happens to an answer that fails after some content: `keep`, the default, keeps the content
   * and reports the failure; `restart` replaces it by the fallback's answer.
   */
  readonly afterContent?: 'keep' | 'restart' | undefined
  /** Whether to fall back on this failure; `true` for each by default. */
  readonly when?: ((failure: unknown) => boolean) | undefined
}

/**
 * A connection that falls back on another if the first one fails before any content has come, by a
 * throw or by an error in the stream. The fallback's request is a run of its own, with another
 * `runId`. A failure of the fallback is reported unchanged; a stop is not a failure.
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
    // Parts that were opened without content would stay too.
    if (hasBegun) yield [{ type: 'reset', scope: 'run' }]
    // A server that knows runs by their ids would send the failed one again.
    const runId = createId()
    request.onProgress?.({ runId })
    const asked = { ...request, runId }
    if (typeof fallback !== 'function') return yield* fallback.connect(asked)
    const answer = await fallback(asked)
    if (request.signal.aborted) return
    yield typeof answer === 'string' ? [{ type: 'text-delta', delta: answer }] : answer
  }
}
