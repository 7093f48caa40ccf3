import { serverSentEvent } from '../writers/server-sent-event.ts'
import { followBatches } from './follow-run.ts'
import { respond } from './respond.ts'
import { isRunLogError, type LoggedRecord, type RunLog, type RunLogError } from './run-log.ts'

export interface ResumeResponseOptions {
  /**
   * The run's id, or an alias that it was begun under; by default `?runId=` of the address, or else the
   * last segment of its path. Whoever knows it is told the run: check first that it is theirs.
   */
  readonly runId?: string | undefined
  /** Beside those that the run was begun with, which they override. */
  readonly headers?: HeadersInit | undefined
  /** Milliseconds of silence after which the client is told that the answer lives; 15,000 by default. */
  readonly heartbeat?: number | undefined
}

/** How long the head waits for the log to refuse. */
const LONGEST_WAIT = 250

/**
 * A response that goes on with a run after the request's `Last-Event-ID`, or tells it from its start,
 * on whatever replica the request comes to. A run that has ended is told as well, until it expires.
 *
 * Where there is nothing to tell, the status is one that `resume` knows: 204 after the last event of
 * a run that has ended, 404 for a run that is unknown or has expired, 409 for an id that is none of
 * this run's, or after which the log has dropped events. The client's leaving does not stop the run.
 */
export async function resumeResponse(
  request: Request,
  log: RunLog,
  options: ResumeResponseOptions = {},
): Promise<Response> {
  const name = options.runId ?? nameIn(request.url)
  const run = await log.find(name)
  if (!run) return refused(404, `There is no run ${name}, or it has expired.`)
  const after = request.headers.get('last-event-id') ?? undefined
  if (!run.isRunning && after !== undefined && after === run.lastId) {
    return new Response(null, { status: 204 })
  }
  const controller = new AbortController()
  const { signal } = controller
  const batches = followBatches(log, run.runId, after, { signal })
  const first = batches.next()
  // Told by the body, if anybody reads it.
  first.catch(() => {})
  const refusal = await refusalOf(first)
  if (refusal) return refused(refusal.code === 'unknown' ? 404 : 409, refusal.message)

  async function* pieces(): AsyncGenerator<string, void, undefined> {
    for (let step = await first; !step.done; step = await batches.next()) yield told(step.value)
  }

  return respond(
    pieces(),
    {
      headers: { 'content-type': 'text/event-stream', ...run.headers },
      // The connection breaks, and what the client asks next has an answer of its own.
      fail: () => undefined,
      leave: () => controller.abort(),
      comment: ': alive\n\n',
      heartbeat: options.heartbeat ?? 15_000,
    },
    { headers: options.headers, headWithin: 0 },
  )
}

function told(records: readonly LoggedRecord[]): string {
  return records.map(serverSentEvent).join('')
}

function nameIn(url: string): string {
  const { searchParams, pathname } = new URL(url)
  return searchParams.get('runId') ?? decodeURIComponent(pathname.replace(/^.*\//, ''))
}

/** Why the log refuses, if it does so soon. */
async function refusalOf(first: Promise<unknown>): Promise<RunLogError | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    await Promise.race([
      first,
      new Promise(resolve => {
        timer = setTimeout(resolve, LONGEST_WAIT)
      }),
    ])
  } catch (error) {
    if (isRunLogError(error)) return error
    throw error
  } finally {
    clearTimeout(timer)
  }
  return undefined
}

function refused(status: number, message: string): Response {
  return new Response(JSON.stringify({ error: { message } }), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
}
