import { isRunLogError, type RunLog, type RunRecord } from './run-log.ts'

/** How a run ended that did not come to its own end. */
export type Ending = 'stopped' | 'failed' | 'lost'

/** How a run ended, and the failure of its source or of the log where that is why. */
export interface RunEnd {
  readonly how: 'finished' | Ending
  readonly error?: unknown
}

/** How a run is written to the log, and what it ends with. */
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

/** What may wait for the log, before the source does. */
const MOST_RECORDS = 256
const MOST_CHARACTERS = 65_536
const WAIT_AFTER_FAILURE = 100

/**
 * Writes a run into the log up to its end, whoever listens. Resolves, once the log has begun it, with
 * a promise of its end, which never rejects; rejects with `taken` where the run was begun before, and
 * asks nothing of the records then.
 *
 * Records go into the log in order, one append at a time; those that come meanwhile go with the next,
 * and where 256 or 65,536 characters wait, the source does. A silent run is renewed three times a
 * lease. What the log cannot take for a moment is tried again until the lease is over.
 *
 * A stop through the log leaves the source at once, and a source that throws ends the run: then its
 * last records are what `tell` says. So they are where this process dies; whoever finds out writes them.
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
    /** Tries again, which the log takes for the same, until the lease is over. */
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
