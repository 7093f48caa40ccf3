import { errorResponse } from './error-response.ts'
import { followResponse, type FollowResponseOptions } from './follow-response.ts'
import { headerOf, type IncomingRequest } from './read-body.ts'
import type { RunLog } from './run-log.ts'

/** Which run is resumed, and how it is told. */
export interface ResumeResponseOptions extends FollowResponseOptions {
  /**
   * The run's id, or an alias that it was begun under; by default `?runId=` of the address, or else the
   * last segment of its path. Whoever knows it is told the run: check first that it is theirs.
   */
  readonly runId?: string | undefined
}

/**
 * A response that goes on with a run after the request's `Last-Event-ID`, or tells it from its start,
 * on whatever replica the request comes to. A run that has ended is told as well, until it expires. The
 * request is a `Request`, one of `node:http`, or one of Express.
 *
 * Where there is nothing to tell, the status is one that `resume` knows: 204 after the last event of
 * a run that has ended, 404 for a run that is unknown or has expired, 409 for an id that is none of
 * this run's, or after which the log has dropped events. The client's leaving does not stop the run.
 */
export async function resumeResponse(
  request: IncomingRequest,
  log: RunLog,
  options: ResumeResponseOptions = {},
): Promise<Response> {
  const name = options.runId ?? nameIn(request.url ?? '')
  const run = await log.find(name)
  if (!run) return errorResponse(404, `There is no run ${name}, or it has expired.`)
  const after = headerOf(request, 'last-event-id')
  if (!run.isRunning && after !== undefined && after === run.lastId) {
    return new Response(null, { status: 204 })
  }
  return followResponse(log, run.runId, after, run.headers, options)
}

function nameIn(url: string): string {
  const { searchParams, pathname } = new URL(url, 'http://host')
  const last = pathname.replace(/^.*\//, '')
  try {
    return searchParams.get('runId') ?? decodeURIComponent(last)
  } catch {
    // No run goes by a name that cannot be decoded.
    return last
  }
}
