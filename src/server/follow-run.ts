import { isRunLogError, type LoggedRecord, type RunLog } from './run-log.ts'

/** The records as `followBatches` gives them, one by one. */
export async function* followRun(
  log: RunLog,
  runId: string,
  afterId?: string,
  options?: { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<LoggedRecord, void, undefined> {
  for await (const batch of followBatches(log, runId, afterId, options)) yield* batch
}

/**
 * The records of a run after this id, or all of them, as they come. Ends with the run, or quietly
 * once the signal aborts; rejects as the log's `read` does, also where the run expires meanwhile.
 *
 * A run is looked after when it begins to be followed, and whenever it has been silent for a lease:
 * where its producer is gone, the log is given the run's last records, which tell of it. So they come
 * within one and a quarter of a lease, and the same to everybody.
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
      // What fails otherwise is the way to the log, which may mend.
      if (isRunLogError(error)) {
        failure = { error }
        leave()
      }
    }
    if (!controller.signal.aborted) watch(log.lease / 4)
  }

  // At once, for a client that is cut off again and again would else never find out.
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
