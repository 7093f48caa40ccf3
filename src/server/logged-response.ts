import type { AnswerSource } from './answer-source.ts'
import { errorText } from './error-text.ts'
import { followResponse } from './follow-response.ts'
import { logRun } from './log-run.ts'
import type { WireResponseOptions } from './response-options.ts'
import { resumeResponse } from './resume-response.ts'
import { isRunLogError, type RunLog, type RunRecord } from './run-log.ts'
import { writeAnswer, writeEnd } from './write-answer.ts'

/**
 * Options of a response whose answer is kept in a log. `signal` does not stop the answer then, and
 * `status` and `headWithin` have no effect: the head goes out at once, with 200.
 */
export interface LoggedResponseOptions extends WireResponseOptions {
  /** Where the answer is kept, so that it continues without its client and can be resumed. */
  readonly log: RunLog
  /** Another name for `resumeResponse` to find the newest run by; `chatId` by default. */
  readonly alias?: string | undefined
  /** Set when the request resumes a run: the events after this id are sent, and no run is begun. */
  readonly lastEventId?: string | undefined
  /**
   * The messages of `chatRequest`. If the last is a user's and the source gives the answer no id,
   * the answer gets the run's id, so that every client has it under the same one.
   */
  readonly messages?: readonly { readonly role: string }[] | undefined
  /**
   * The platform's `waitUntil`, which keeps a serverless function alive until the run has ended.
   */
  readonly waitUntil?: ((ended: Promise<unknown>) => void) | undefined
}

/**
 * Writes the source to the log, to its end even if the client disconnects, and follows it from
 * there. If a run of this id was begun before, that one is followed and the source is not opened,
 * so that a request that is sent again gets the same answer. One with `lastEventId` is answered as
 * `resumeResponse` does. Rejects if the log does, and for plain text.
 */
export async function loggedResponse(
  source: AnswerSource,
  options: LoggedResponseOptions,
): Promise<Response> {
  const { log, runId = crypto.randomUUID(), chatId, alias = chatId, waitUntil, onError } = options
  const { lastEventId, messages } = options
  if (options.wire === 'plain-text') {
    throw new TypeError(
      'Plain text cannot be logged, for it has no words for a failure. Name ai-sdk or ag-ui.',
    )
  }
  if (lastEventId !== undefined) {
    const headers = { 'last-event-id': lastEventId }
    return resumeResponse({ headers }, log, { ...options, runId })
  }
  const controller = new AbortController()
  const named = { ...options, runId }
  const answerId = messages?.at(-1)?.role === 'user' ? runId : undefined
  const { headers, records, fail } = writeAnswer(source, controller.signal, named, answerId)

  async function* each(): AsyncGenerator<RunRecord, void, undefined> {
    try {
      for await (const batch of records) for (const data of batch) yield { data }
    } catch (error) {
      const told = fail(error)
      if (!told) throw error
      for (const data of told) yield { data }
    }
  }

  try {
    const { ended } = await logRun(log, runId, each(), {
      alias,
      headers,
      controller,
      tell(ending) {
        const message = errorText(new Error(`The run ${runId} is ${ending}.`), onError)
        const event =
          ending === 'stopped' ? { type: 'abort' as const } : { type: 'error' as const, message }
        return writeEnd(named, event).map(data => ({ data }))
      },
    })
    waitUntil?.(ended)
  } catch (error) {
    if (!isRunLogError(error) || error.code !== 'taken') throw error
  }
  return followResponse(log, runId, undefined, headers, options)
}
