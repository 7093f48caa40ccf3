import { isRunLogError, type LoggedRecord, type RunLog } from './run-log.ts'

/**
 * The records of a run after this id, or from its start, one at a time as they are written. Ends
 * with the run, or without an error once the signal aborts; rejects as the log's `read` does, also
 * if the run expires meanwhile. Leaving the loop early releases everything.
 *
 * A run whose producer has died ends too, with the records that it was begun with as `lost`, within
 * one and a quarter of the log's lease.
 */
export async function* followRun(
  log: RunLog,
  runId: string,
  afterId?: string,
  options?: { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<LoggedRecord, void, undefined> {
  for await (const batch of followBatches(log, runId, afterId, options)) yield* batch
}

/**
 * The same, in the batches of the log's `read`.
 *
 * Readers are the ones who find that a producer has died: each asks the log to reap the run when it
 * starts to follow, and whenever the run has been silent for a lease. The log then ends the run
 * once, so every reader gets the same last records.
 */
export async function* followBatches(
  log: RunLog,
  runId: string,
  afterId?: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<readonly LoggedRecord[], void, undefined> {
  if (signal?.aborted) return
  const controller = new AbortController()
  const leave = (): void => controller.abort()
  signal?.addEventListener('abort', leave)
  let heardAt = Date.now()
  let failure: { readonly error: unknown } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const watch = (wait: number): void => {
    timer = setTimeout(() => {
      const left = heardAt + log.lease - Date.now()
      if (left > 0) watch(left)
      else void look()
    }, wait)
  }
  const look = async (): Promise<void> => {
    try {
      await log.reap(runId)
    } catch (error) {
      // Any other error is of the connection to the log, which may recover.
      if (isRunLogError(error)) {
        failure = { error }
        leave()
      }
    }
    if (!controller.signal.aborted) watch(log.lease / 4)
  }

  // At once: a client that is cut off sooner than a lease, again and again, would never find out.
  void look()
  try {
    for await (const batch of log.read(runId, afterId, { signal: controller.signal })) {
      heardAt = Date.now()
      yield batch
    }
    if (failure && !signal?.aborted) throw failure.error
  } finally {
    leave()
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
  }
}
