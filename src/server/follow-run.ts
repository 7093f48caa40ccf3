import type { LoggedRecord, RunLog } from './run-log.ts'

/**
 * The records of a run after this id, or all of them, as they come. Where the run's producer is lost,
 * the last ones tell of it. Ends with the run, or quietly once the signal aborts; rejects as the log's
 * `read` does.
 */
export declare function followRun(
  log: RunLog,
  runId: string,
  afterId?: string,
  options?: { readonly signal?: AbortSignal | undefined },
): AsyncIterable<LoggedRecord>
