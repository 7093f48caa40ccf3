import type { RunLog } from './run-log.ts'

export interface ResumeResponseOptions {
  /** The run's id or alias; by default `?runId=` of the address, or the last segment of its path. */
  readonly runId?: string | undefined
}

/** What a run has still to tell after the request's `Last-Event-ID`, on whatever replica it is given. */
export declare function resumeResponse(
  request: Request,
  log: RunLog,
  options?: ResumeResponseOptions,
): Promise<Response>
