import { errorResponse } from './error-response.ts'
import { followResponse, type FollowResponseOptions } from './follow-response.ts'
import { headerOf, type IncomingRequest } from './read-body.ts'
import type { RunLog } from './run-log.ts'

/** Which run is resumed, and how it is sent. */
export interface ResumeResponseOptions extends FollowResponseOptions {
  /**
   * The run's id or alias; by default `?runId=` of the URL, or else the last segment of its path.
   * Whoever knows it can read the run: check first that it is theirs.
   */
  readonly runId?: string | undefined
}

/**
 * A response that continues a run after the request's `Last-Event-ID`, or sends it from its start,
 * on any replica that shares the log. A run that has ended is sent too, until it expires. The
 * request is a `Request`, or one of `node:http` or Express. A client that disconnects does not stop
 * the run.
 *
 * If there is nothing to send, the status is one that the page's `resume` understands: 204 after
 * the last event of a run that has ended, 404 for a run that is unknown or has expired, 409 for an
 * event id that is not this run's, or after which the log has dropped events. Rejects if the log
 * fails.
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
    // Not valid percent-encoding, so no run has this name: the log will not find it.
    return last
  }
}
