import { LONGEST_TIMER } from '../adapters/longest-timer.ts'

/** A record of a run: the fields of a server-sent event without its id. */
export interface RunRecord {
  readonly event?: string
  readonly data: string
}

/** How much a log keeps, and for how long. */
export interface RunLogOptions {
  /** Milliseconds that a run is kept after its end; one hour by default. */
  readonly ttl?: number | undefined
  /** Milliseconds of silence after which a producer is taken for dead; 15,000 by default. */
  readonly lease?: number | undefined
  /** The most records kept of each run, the newest ones; 100,000 by default. */
  readonly maxRecords?: number | undefined
}

export function withDefaults({
  ttl = 3_600_000,
  lease = 15_000,
  maxRecords = 100_000,
}: RunLogOptions): Readonly<Record<keyof RunLogOptions, number>> {
  // Producers and readers set timers for as long as a lease.
  return { ttl, lease: Math.min(lease, LONGEST_TIMER), maxRecords }
}

/** The most records in one batch. */
export const MOST_AT_ONCE = 256

/** A record as it is read from the log. */
export interface LoggedRecord extends RunRecord {
  /** Opaque and unique, in plain ASCII: what a client sends as `Last-Event-ID`. */
  readonly id: string
}

/** Options of `RunLog.begin`. */
export interface BeginOptions {
  /**
   * Another name, such as a chat's or a question's id, that finds the newest run begun under it.
   */
  readonly alias?: string | undefined
  /** Headers for every response that streams the run, kept for those that resume it. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The last records of the run if its producer dies: a failure, in the wire's format. */
  readonly lost?: readonly RunRecord[] | undefined
  /** Called at most once, when the run is stopped through the log, on any replica. */
  readonly onStop?: (() => void) | undefined
}

/** What `RunLog.find` returns. */
export interface RunInfo {
  readonly runId: string
  readonly isRunning: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The id of the newest record; `undefined` if the run has none yet. */
  readonly lastId: string | undefined
}

/**
 * Keeps runs while they are under way and for a while after, so that any replica can stream one
 * from any record: `memoryLog()` for one process, `redisLog(client)` for many.
 *
 * A run is written only by the log that began it, one call of `append` at a time, and can be read
 * by any number. What cannot be done rejects with a `RunLogError`.
 */
export interface RunLog {
  /**
   * Milliseconds after which a producer that has neither appended nor renewed is taken for dead.
   */
  readonly lease: number
  /** Begins a run; rejects with `taken` if the log has one of this id, under way or ended. */
  begin(runId: string, options?: BeginOptions): Promise<void>
  /** Adds records, renews the lease, and resolves with the id of the last record. */
  append(runId: string, records: readonly RunRecord[]): Promise<string>
  /**
   * Renews the lease; rejects, as `append` does, with `lost` if it was over and the run was ended.
   */
  renew(runId: string): Promise<void>
  /** Ends the run, with these records as its last. */
  finish(runId: string, records?: readonly RunRecord[]): Promise<void>
  /**
   * Asks the producer to stop, on any replica; `false` if no run of this id or alias is under way.
   */
  stop(name: string): Promise<boolean>
  /** The run of this id or else the newest of this alias; `undefined` if there is none. */
  find(name: string): Promise<RunInfo | undefined>
  /**
   * The records after this id, or all of them, in batches as they are written; ends with the run,
   * or without an error once the signal aborts. Rejects with `unknown`, also if the run expires
   * meanwhile, with `trimmed` if the log has dropped the next record, and with `beyond` for an id
   * that is not this run's.
   */
  read(
    runId: string,
    afterId?: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly LoggedRecord[]>
  /**
   * If the run's lease is over, ends it with the records that `begin` was given as `lost`, once.
   */
  reap(runId: string): Promise<void>
  /** Forgets the run now rather than when it expires. */
  expire(runId: string): Promise<void>
  /** Closes the log's own connections; a client that was passed in stays open. */
  close(): Promise<void>
}

/**
 * - `taken`: the log has a run of this id already
 * - `unknown`: there is no such run, or it has expired
 * - `trimmed`: the log has dropped records that the reader has yet to get
 * - `beyond`: the event id is not one of this run's
 * - `lost`: the lease was over, and the run was ended without its producer
 * - `full`: the log has as many runs as it may, all under way
 */
export type RunLogErrorCode = 'taken' | 'unknown' | 'trimmed' | 'beyond' | 'lost' | 'full'

/** Why the log could not do something; `message` says what happened and what to do. */
export interface RunLogError extends Error {
  readonly code: RunLogErrorCode
}

/** Creates a `RunLogError`, for a log of your own. */
export function runLogError(code: RunLogErrorCode, runId: string): RunLogError {
  return Object.assign(new Error(sentenceOf(code, runId)), { name: 'RunLogError', code })
}

/** Whether this is a `RunLogError`, also one made by another copy of nanowire. */
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
