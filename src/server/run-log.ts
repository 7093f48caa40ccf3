import { LONGEST_TIMER } from './at-most.ts'

/** A record of a run's wire: what a server-sent event holds beside its id. */
export interface RunRecord {
  readonly event?: string
  readonly data: string
}

/** How much every log keeps, and for how long. */
export interface RunLogOptions {
  /** Milliseconds for which a run is kept after its end, one hour by default. */
  readonly ttl?: number | undefined
  /** Milliseconds of silence after which a producer is taken for lost, 15,000 by default. */
  readonly lease?: number | undefined
  /** The records that are kept of each run, the newest 100,000 by default. */
  readonly maxRecords?: number | undefined
}

export function withDefaults({
  ttl = 3_600_000,
  lease = 15_000,
  maxRecords = 100_000,
}: RunLogOptions): Readonly<Record<keyof RunLogOptions, number>> {
  // Producers and readers wait for as long as a lease.
  return { ttl, lease: Math.min(lease, LONGEST_TIMER), maxRecords }
}

/** How many records one batch holds at most. */
export const MOST_AT_ONCE = 256

/** A record as the log gives it back. */
export interface LoggedRecord extends RunRecord {
  /** Opaque, and the record's alone: what a client sends as `Last-Event-ID`. Plain ASCII. */
  readonly id: string
}

/** What a run is begun with. */
export interface BeginOptions {
  /** Another name, such as a chat's or a question's id, that finds the newest run begun under it. */
  readonly alias?: string | undefined
  /** The headers of a response that tells the run, kept for whoever resumes it elsewhere. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What the run ends with where its producer is lost: the wire's words for a failure. */
  readonly lost?: readonly RunRecord[] | undefined
  /** Called once, at most, when the run is stopped through the log, on whatever replica. */
  readonly onStop?: (() => void) | undefined
}

/** What the log knows of a run. */
export interface RunInfo {
  readonly runId: string
  readonly isRunning: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The id of the newest record; `undefined` where the run has said nothing yet. */
  readonly lastId: string | undefined
}

/**
 * Where runs are kept while they are given and for a while after, so that any replica can tell one
 * from any place: `memoryLog()` in one process, `redisLog(client)` in many.
 *
 * A run is written by the log that began it, one call of `append` at a time, and read by any. What
 * cannot be done rejects with a `RunLogError`.
 */
export interface RunLog {
  /** Milliseconds after which a producer that has neither appended nor renewed is taken for lost. */
  readonly lease: number
  /** Rejects with `taken` where the run is in the log already, under way or ended. */
  begin(runId: string, options?: BeginOptions): Promise<void>
  /** The id of the last of these records, once the log has them all. Renews the lease. */
  append(runId: string, records: readonly RunRecord[]): Promise<string>
  /** Rejects, as `append` does, with `lost` where the lease was over and the run has been ended. */
  renew(runId: string): Promise<void>
  /** Ends the run, with these records as its last. */
  finish(runId: string, records?: readonly RunRecord[]): Promise<void>
  /** Asks the producer to stop, wherever it is; `false` where no such run, or alias, is under way. */
  stop(name: string): Promise<boolean>
  /** The run of this id or, failing that, the newest under this alias; `undefined` where there is none. */
  find(name: string): Promise<RunInfo | undefined>
  /**
   * The records after this id, or all of them, as they come, a batch at a time; ends with the run, or
   * quietly once the signal aborts. Rejects with `unknown`, also where the run expires meanwhile, with
   * `trimmed` where records are asked for that the log has dropped, and with `beyond` for an id that
   * the run has not given.
   */
  read(
    runId: string,
    afterId?: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly LoggedRecord[]>
  /** Ends the run with what `begin` was given as `lost`, if its lease is over: once, whoever asks. */
  reap(runId: string): Promise<void>
  /** Forgets the run at once; what is not forgotten expires by itself. */
  expire(runId: string): Promise<void>
  /** Lets go of timers and connections of its own; a client that was passed in stays open. */
  close(): Promise<void>
}

/**
 * - `taken`: a run of this id was begun before
 * - `unknown`: there is no such run, or it has expired
 * - `trimmed`: the log has dropped records that are still asked for
 * - `beyond`: the id asked after is none of this run's
 * - `lost`: the lease was over, and the run has been ended without its producer
 * - `full`: the log holds as many runs as it may
 */
export type RunLogErrorCode = 'taken' | 'unknown' | 'trimmed' | 'beyond' | 'lost' | 'full'

/** Why the log could not do what was asked; `code` tells the kind, and `message` what to do. */
export interface RunLogError extends Error {
  readonly code: RunLogErrorCode
}

/** The error of a log that cannot do what is asked with this run; for a log of your own. */
export function runLogError(code: RunLogErrorCode, runId: string): RunLogError {
  return Object.assign(new Error(sentenceOf(code, runId)), { name: 'RunLogError', code })
}

/** Whether this is a log's own error, also one of a second copy of nanowire. */
export function isRunLogError(error: unknown): error is RunLogError {
  return error instanceof Error && error.name === 'RunLogError'
}

function sentenceOf(code: RunLogErrorCode, runId: string): string {
  switch (code) {
    case 'taken':
      return `The run ${runId} has been begun before. Resume it, or give this one an id of its own.`
    case 'unknown':
      return `The log has no run ${runId}, or has it no longer. Ask again.`
    case 'trimmed':
      return `The log has dropped the beginning of what is asked of the run ${runId}. Raise maxRecords.`
    case 'beyond':
      return `The run ${runId} has given no such event id. Resume without one, from its start.`
    case 'lost':
      return `The run ${runId} was ended, for its producer was not heard of in time. Raise lease.`
    case 'full':
      return `The log has no room for the run ${runId}. Raise maxRuns, or let runs expire sooner.`
  }
}
