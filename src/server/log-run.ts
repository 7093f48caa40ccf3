import { isRunLogError, type RunLog, type RunRecord } from './run-log.ts'

/** How a run ended if its source did not reach its own end. */
export type Ending = 'stopped' | 'failed' | 'lost'

/** How a run ended, and the error if its source or the log failed. */
export interface RunEnd {
  readonly how: 'finished' | Ending
  readonly error?: unknown
}

/** Options of `logRun`. */
export interface LogRunOptions {
  /** Another name that finds the newest run begun under it, such as the chat's id. */
  readonly alias?: string | undefined
  /** Headers for every response that streams the run, also a resumed one. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The last records for each ending, in the wire's format; the AI SDK's by default. */
  readonly tell?: ((ending: Ending) => readonly RunRecord[]) | undefined
  /** Aborted when the run is stopped through the log, or lost, to stop the model too. */
  readonly controller?: AbortController | undefined
}

/** How much may be waiting to be appended before the source is paused. */
const MOST_RECORDS = 256
const MOST_CHARACTERS = 65_536
const WAIT_AFTER_FAILURE = 100

/**
 * Writes a run to the log until it ends, whether or not anyone follows it. Resolves once the log
 * has begun the run, with a promise of its end, which never rejects. Rejects with `taken` if the
 * run was begun before, without reading any record.
 *
 * Records are appended in order, one append at a time; those that arrive meanwhile go with the
 * next, and the source is paused while 256 records or 65,536 characters wait. A silent run renews
 * its lease three times per lease. A failed call of the log is retried until the lease is over.
 *
 * A stop through the log leaves the source at once, and a source that throws ends the run; the last
 * records are then those of `tell`. If this process dies, a reader ends the run with them.
 */
export async function logRun(
  log: RunLog,
  runId: string,
  records: AsyncIterable<RunRecord>,
  options: LogRunOptions = {},
): Promise<{ readonly ended: Promise<RunEnd> }> {
  const { alias, headers, tell = tellInAiSdk, controller } = options
  let stop: (() => void) | undefined
  let isStopped = false
  try {
    await log.begin(runId, {
      alias,
      headers,
      lost: tell('lost'),
      onStop() {
        isStopped = true
        stop?.()
      },
    })
  } catch (error) {
    controller?.abort()
    throw error
  }
  return { ended: produce() }

  async function produce(): Promise<RunEnd> {
    const iterator = records[Symbol.asyncIterator]()
    let waiting: RunRecord[] = []
    let characters = 0
    let writing: Promise<void> | undefined
    let heardAt = Date.now()
    let lost: { readonly error: unknown } | undefined

    const lose = (error: unknown): void => {
      lost = { error }
      stop?.()
    }
    /** Retries until the lease is over; the log takes a repeated call for the same one. */
    const reach = async <T>(ask: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          const reply = await ask()
          heardAt = Date.now()
          return reply
        } catch (error) {
          if (isRunLogError(error) || Date.now() - heardAt > log.lease) throw error
          await new Promise(resolve => setTimeout(resolve, WAIT_AFTER_FAILURE))
        }
      }
    }
    const write = async (): Promise<void> => {
      try {
        while (waiting.length > 0 && !lost) {
          const batch = waiting
          waiting = []
          characters = 0
          await reach(() => log.append(runId, batch))
        }
      } catch (error) {
        lose(error)
      }
      writing = undefined
    }
    let isRenewing = false
    const renew = (): void => {
      if (writing || isRenewing || Date.now() - heardAt < log.lease / 4) return
      isRenewing = true
      reach(() => log.renew(runId))
        .catch(lose)
        .finally(() => (isRenewing = false))
    }
    const end = async (how: RunEnd['how'], last: readonly RunRecord[]): Promise<RunEnd> => {
      await writing
      if (!lost) {
        try {
          await reach(() => log.finish(runId, [...waiting, ...last]))
        } catch (error) {
          lose(error)
        }
      }
      return lost ? { how: 'lost', ...lost } : { how }
    }
    const leave = (): void => {
      controller?.abort()
      ;(async () => iterator.return?.())().catch(() => {})
    }

    const heartbeat = setInterval(renew, log.lease / 3)
    try {
      for (;;) {
        const step = await new Promise<IteratorResult<RunRecord> | undefined>((resolve, reject) => {
          stop = () => resolve(undefined)
          if (isStopped || lost) stop()
          else iterator.next().then(resolve, reject)
        })
        if (!step) {
          leave()
          return await end('stopped', tell('stopped'))
        }
        if (step.done) return await end('finished', [])
        waiting.push(step.value)
        characters += step.value.data.length
        const isFull = waiting.length >= MOST_RECORDS || characters >= MOST_CHARACTERS
        writing ??= write()
        if (isFull) await writing
      }
    } catch (error) {
      return { error, ...(await end('failed', tell('failed'))) }
    } finally {
      clearInterval(heartbeat)
    }
  }
}

const SAID = {
  failed: 'The answer could not be finished. Try again.',
  lost: 'The server that was giving this answer is gone. Try again.',
}

function tellInAiSdk(ending: Ending): readonly RunRecord[] {
  const chunk =
    ending === 'stopped' ? { type: 'abort' } : { type: 'error', errorText: SAID[ending] }
  return [{ data: JSON.stringify(chunk) }, { data: '[DONE]' }]
}
