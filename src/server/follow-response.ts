import { serverSentEvent } from '../writers/server-sent-event.ts'
import { atMost } from './at-most.ts'
import { errorResponse } from './error-response.ts'
import { EVENT_STREAM } from './event-stream.ts'
import { followBatches } from './follow-run.ts'
import { respond } from './respond.ts'
import { isRunLogError, type LoggedRecord, type RunLog, type RunLogError } from './run-log.ts'

/** How a run in the log is told to a client. */
export interface FollowResponseOptions {
  /** Beside those that the run was begun with, which they override. */
  readonly headers?: RequestInit['headers'] | undefined
  /** Milliseconds of silence after which the client is told that the answer lives; 15,000 by default. */
  readonly heartbeat?: number | undefined
}

/** How long the head waits for the log to refuse. */
const LONGEST_WAIT = 250

/**
 * A response that tells a run after this id, with its ids, as server-sent events. Its client's leaving
 * does not stop the run. Where the log refuses, 404 or 409; where it does so later, the connection
 * breaks, and what the client asks next has an answer of its own.
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
  // Told by the body, if anybody reads it.
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

/** Why the log refuses, if it does so soon. */
async function refusalOf(first: Promise<unknown>): Promise<RunLogError | undefined> {
  try {
    await atMost(first, LONGEST_WAIT)
  } catch (error) {
    if (isRunLogError(error)) return error
    throw error
  }
  return undefined
}
