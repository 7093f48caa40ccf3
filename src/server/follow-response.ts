import { serverSentEvent } from '../writers/server-sent-event.ts'
import { atMost } from './at-most.ts'
import { errorResponse } from './error-response.ts'
import { EVENT_STREAM } from './event-stream.ts'
import { followBatches } from './follow-run.ts'
import { respond } from './respond.ts'
import { isRunLogError, type LoggedRecord, type RunLog, type RunLogError } from './run-log.ts'

/** Options of a response that follows a run in the log. */
export interface FollowResponseOptions {
  /** Added to the headers that the run was begun with, and override them. */
  readonly headers?: RequestInit['headers'] | undefined
  /** Milliseconds of silence before a comment is sent; 15,000 by default, and 0 for none. */
  readonly heartbeat?: number | undefined
}

/** Milliseconds that the response head waits for the log to reject. */
const LONGEST_WAIT = 250

/**
 * A response that streams a run's records after this id as server-sent events, numbered with their
 * ids. A client that disconnects does not stop the run. If the log rejects, the status is 404 or
 * 409; if it does so later, the connection breaks, and the client gets that status when it tries to
 * resume.
 */
export async function followResponse(
  log: RunLog,
  runId: string,
  afterId: string | undefined,
  headers: Readonly<Record<string, string>>,
  options: FollowResponseOptions,
): Promise<Response> {
  const controller = new AbortController()
  const { signal } = controller
  const batches = followBatches(log, runId, afterId, { signal })
  const first = batches.next()
  // Handled where it is awaited; until then a rejection must not count as unhandled.
  first.catch(() => {})
  const refusal = await refusalOf(first)
  if (refusal) return errorResponse(refusal.code === 'unknown' ? 404 : 409, refusal.message)

  async function* pieces(): AsyncGenerator<string, void, undefined> {
    try {
      for (let step = await first; !step.done; step = await batches.next()) yield told(step.value)
    } finally {
      await batches.return()
    }
  }

  return respond(
    pieces(),
    {
      headers: { 'content-type': EVENT_STREAM.contentType, ...headers },
      fail: () => undefined,
      leave: () => controller.abort(),
      comment: EVENT_STREAM.comment,
      heartbeat: options.heartbeat,
    },
    { headers: options.headers, headWithin: 0 },
  )
}

function told(records: readonly LoggedRecord[]): string {
  return records.map(serverSentEvent).join('')
}

/** The log's error, if it rejects within the wait. */
async function refusalOf(first: Promise<unknown>): Promise<RunLogError | undefined> {
  try {
    await atMost(first, LONGEST_WAIT)
  } catch (error) {
    if (isRunLogError(error)) return error
    throw error
  }
  return undefined
}
