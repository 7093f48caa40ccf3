import type { AnswerSource } from './answer-source.ts'
import { errorText } from './error-text.ts'
import { followResponse } from './follow-response.ts'
import { logRun } from './log-run.ts'
import type { WireResponseOptions } from './response-options.ts'
import { resumeResponse } from './resume-response.ts'
import { isRunLogError, type RunLog, type RunRecord } from './run-log.ts'
import { writeAnswer, writeEnd } from './write-answer.ts'

export interface LoggedResponseOptions extends WireResponseOptions {
  /** Where the answer is kept, so that it goes on without its client and can be resumed. */
  readonly log: RunLog
  /** Another name for `resumeResponse` to find the newest run by, such as the question's; `chatId` by default. */
  readonly alias?: string | undefined
  /** What the client has of the run, where its request takes one up: then nothing is begun. */
  readonly lastEventId?: string | undefined
  /**
   * What was asked, as `chatRequest` tells it: the answer to a question is named by its run where its
   * source has no name for it, so that all who follow it know it by one id. One that goes on keeps its own.
   */
  readonly messages?: readonly { readonly role: string }[] | undefined
  /** What keeps a serverless function alive after its response, as `waitUntil` of its platform does. */
  readonly waitUntil?: ((ended: Promise<unknown>) => void) | undefined
}

/**
 * A response that tells a run from the log, into which the source is written meanwhile, to its end,
 * also where the client leaves. A run of this id that was begun before is told in its place, and the
 * source is not asked: so a request that is sent again gets the same answer. One with `lastEventId`
 * is answered as `resumeResponse` does. Rejects where the log does, and for plain text.
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
