import { createMark, numberOf, recordId } from './record-id.ts'
import {
  MOST_AT_ONCE,
  runLogError,
  type BeginOptions,
  type LoggedRecord,
  type RunLog,
  type RunLogOptions,
  type RunRecord,
  withDefaults,
} from './run-log.ts'

/** How much a `memoryLog` keeps, and for how long. */
export interface MemoryLogOptions extends RunLogOptions {
  /**
   * The most runs; 10,000 by default. Beyond it the runs that ended first are forgotten; if all are
   * still under way, `begin` rejects with `full`.
   */
  readonly maxRuns?: number | undefined
  /**
   * The most characters of all records together; 64 Mi by default. Beyond it the runs that ended
   * first are forgotten, then the oldest records of the run being written are dropped.
   */
  readonly maxCharacters?: number | undefined
}

interface Run extends BeginOptions {
  readonly runId: string
  readonly mark: string
  /** The first of them is number `dropped` + 1. */
  records: readonly LoggedRecord[]
  dropped: number
  characters: number
  state: 'running' | 'ended' | 'lost'
  isForgotten: boolean
  isStopped: boolean
  heardAt: number
  endedAt: number
  readonly waiting: Set<() => void>
}

/**
 * A log in this process's memory: its runs are lost with the process, and no other replica can read
 * them. It sets no timers: expired runs are removed when the next one begins.
 */
export function memoryLog(options: MemoryLogOptions = {}): RunLog {
  const { ttl, lease, maxRecords } = withDefaults(options)
  const { maxRuns = 10_000, maxCharacters = 2 ** 26 } = options
  const runs = new Map<string, Run>()
  const aliases = new Map<string, string>()
  /** In the order in which they ended. */
  const ended = new Set<Run>()
  let characters = 0

  const wake = (run: Run): void => {
    for (const go of run.waiting) go()
    run.waiting.clear()
  }
  const forget = (run: Run): void => {
    runs.delete(run.runId)
    ended.delete(run)
    if (run.alias !== undefined && aliases.get(run.alias) === run.runId) aliases.delete(run.alias)
    characters -= run.characters
    run.isForgotten = true
    wake(run)
  }
  const isExpired = (run: Run): boolean =>
    run.state !== 'running' && Date.now() - run.endedAt >= ttl
  const sweep = (): void => {
    for (const run of ended) {
      if (!isExpired(run)) break
      forget(run)
    }
  }
  const forgetEnded = (isOver: () => boolean): void => {
    for (const run of ended) {
      if (!isOver()) return
      forget(run)
    }
  }

  const runOf = (runId: string): Run => {
    const run = runs.get(runId)
    if (!run || isExpired(run)) throw runLogError('unknown', runId)
    return run
  }
  const named = (name: string): Run | undefined => {
    const run = runs.get(name) ?? runs.get(aliases.get(name) ?? '')
    return run && !isExpired(run) ? run : undefined
  }
  const written = (runId: string): Run => {
    const run = runOf(runId)
    if (run.state !== 'running') throw runLogError('lost', runId)
    run.heardAt = Date.now()
    return run
  }

  const drop = (run: Run, count: number): void => {
    for (const record of run.records.slice(0, count)) {
      run.characters -= record.data.length
      characters -= record.data.length
    }
    run.records = run.records.slice(count)
    run.dropped += count
  }
  const add = (run: Run, records: readonly RunRecord[]): void => {
    const from = run.dropped + run.records.length + 1
    const numbered = records.map((record, at) => ({
      ...record,
      id: recordId(from + at, run.mark),
    }))
    const kept = run.records as LoggedRecord[]
    for (const record of numbered) {
      kept.push(record)
      run.characters += record.data.length
      characters += record.data.length
    }
    // Only a quarter beyond the limit, since every drop copies the records that are kept.
    if (kept.length > maxRecords * 1.25) drop(run, kept.length - maxRecords)
    forgetEnded(() => characters > maxCharacters)
    if (characters > maxCharacters) drop(run, Math.ceil(run.records.length / 4))
  }
  const end = (run: Run, state: 'ended' | 'lost'): void => {
    run.state = state
    run.endedAt = Date.now()
    ended.add(run)
    wake(run)
  }
  const lastId = (run: Run): string | undefined => {
    const last = run.dropped + run.records.length
    return last > 0 ? recordId(last, run.mark) : undefined
  }
  const isSilent = (run: Run): boolean =>
    run.state === 'running' && Date.now() - run.heardAt > lease
  const endLost = (run: Run): void => {
    add(run, run.lost ?? [])
    end(run, 'lost')
  }

  async function* read(
    runId: string,
    afterId?: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<readonly LoggedRecord[], void, undefined> {
    const run = runOf(runId)
    const after = afterId === undefined ? 0 : numberOf(afterId, run.mark)
    if (after === undefined || after > run.dropped + run.records.length) {
      throw runLogError('beyond', runId)
    }
    let go = (): void => {}
    const leave = (): void => go()
    signal?.addEventListener('abort', leave)
    try {
      for (let told = after; !signal?.aborted;) {
        if (run.isForgotten) throw runLogError('unknown', runId)
        if (told < run.dropped) throw runLogError('trimmed', runId)
        const from = told - run.dropped
        const batch = run.records.slice(from, from + MOST_AT_ONCE)
        if (batch.length > 0) {
          told += batch.length
          yield batch
        } else if (run.state === 'running') {
          await new Promise<void>(resolve => run.waiting.add((go = resolve)))
        } else return
      }
    } finally {
      signal?.removeEventListener('abort', leave)
      run.waiting.delete(go)
    }
  }

  return {
    lease,
    async begin(runId, given = {}) {
      sweep()
      if (runs.has(runId)) throw runLogError('taken', runId)
      if (runs.size >= maxRuns) for (const run of runs.values()) if (isSilent(run)) endLost(run)
      forgetEnded(() => runs.size >= maxRuns)
      if (runs.size >= maxRuns) throw runLogError('full', runId)
      const now = Date.now()
      runs.set(runId, {
        ...given,
        runId,
        mark: createMark(),
        records: [],
        dropped: 0,
        characters: 0,
        state: 'running',
        isForgotten: false,
        isStopped: false,
        heardAt: now,
        endedAt: now,
        waiting: new Set(),
      })
      if (given.alias !== undefined) aliases.set(given.alias, runId)
    },
    async append(runId, records) {
      const run = written(runId)
      add(run, records)
      wake(run)
      return lastId(run) ?? ''
    },
    async renew(runId) {
      written(runId)
    },
    async finish(runId, records = []) {
      const run = written(runId)
      add(run, records)
      end(run, 'ended')
    },
    async stop(name) {
      const run = named(name)
      if (run?.state !== 'running') return false
      if (!run.isStopped) run.onStop?.()
      run.isStopped = true
      return true
    },
    async find(name) {
      const run = named(name)
      if (!run) return undefined
      const { runId, headers = {} } = run
      return { runId, isRunning: run.state === 'running', headers, lastId: lastId(run) }
    },
    read,
    async reap(runId) {
      const run = runOf(runId)
      if (isSilent(run)) endLost(run)
    },
    async expire(runId) {
      const run = runs.get(runId)
      if (run) forget(run)
    },
    async close() {},
  }
}
