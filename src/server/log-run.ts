import type { RunLog, RunRecord } from './run-log.ts'

/** How a run ended that did not come to its own end. */
export type Ending = 'stopped' | 'failed' | 'lost'

export interface LogRunOptions {
  /** Another name that finds the newest run begun under it, such as the chat's id. */
  readonly alias?: string | undefined
  /** The headers of a response that tells the run, for whoever resumes it. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The wire's words for an end that is not the records' own; the AI SDK's by default. */
  readonly tell?: ((ending: Ending) => readonly RunRecord[]) | undefined
  /** Aborted where the run is stopped through the log, or is lost, so that the model stops too. */
  readonly controller?: AbortController | undefined
}

/**
 * Writes a run into the log up to its end, whoever listens. Resolves, once the log has begun it, with
 * a promise that settles when the run has ended; rejects with `taken` where it was begun before.
 */
export declare function logRun(
  log: RunLog,
  runId: string,
  records: AsyncIterable<RunRecord>,
  options?: LogRunOptions,
): Promise<{ readonly ended: Promise<void> }>
