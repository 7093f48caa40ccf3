import { StreamError } from '../stream-error.ts'
import { LONGEST_TIMER } from './longest-timer.ts'

/** How long to wait, in milliseconds; 0 means no limit. What runs out is a `timeout` error. */
export interface Timeouts {
  /** From the request to the response's head; 30,000 by default. */
  readonly connect?: number | undefined
  /** Without a single byte, comments included; no limit by default, since models think. */
  readonly idle?: number | undefined
  /** Without any content; no limit by default. */
  readonly stall?: number | undefined
  /** From the first request to the end of the answer; no limit by default. */
  readonly total?: number | undefined
}

export type Timeout = keyof Timeouts

export interface Watch {
  /** Starts this timeout, or starts it again. */
  start(which: Timeout, since?: number): void
  stop(which: Timeout): void
  /** Stops the clock while nobody reads. */
  pause(): void
  resume(): void
}

const MESSAGES: Readonly<Record<Timeout, string>> = {
  connect: 'The server has not answered',
  idle: 'Nothing has come from the server',
  stall: 'No content has come from the server',
  total: 'The answer has not come to its end',
}

/**
 * Calls `expire` with a `timeout` error once one of the limits has passed. They are measured
 * against the clock, since the timers of a hidden page sleep. To stop it, stop each timeout, or
 * `pause`.
 */
export function watchTime(limits: Timeouts, expire: (error: StreamError) => void): Watch {
  const deadlines = new Map<Timeout, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let armedFor = Infinity
  let pausedAt: number | undefined

  const check = (): void => {
    clearTimeout(timer)
    armedFor = Infinity
    if (pausedAt !== undefined) return
    const now = Date.now()
    for (const [which, at] of deadlines) {
      if (at <= now) return expire(timeoutError(which, limits[which] ?? 0))
      armedFor = Math.min(armedFor, at)
    }
    if (deadlines.size > 0) timer = setTimeout(check, Math.min(armedFor - now, LONGEST_TIMER))
  }

  return {
    start(which, since = Date.now()) {
      const limit = limits[which]
      if (!limit) return
      deadlines.set(which, since + limit)
      // A timer that fires too early sets the next one.
      if (since + limit < armedFor) check()
    },
    stop(which) {
      deadlines.delete(which)
      if (deadlines.size === 0) check()
    },
    pause() {
      pausedAt = Date.now()
      check()
    },
    resume() {
      const slept = Date.now() - (pausedAt ?? Date.now())
      for (const [which, at] of deadlines) deadlines.set(which, at + slept)
      pausedAt = undefined
      check()
    },
  }
}

function timeoutError(which: Timeout, limit: number): StreamError {
  const message = `${MESSAGES[which]} within ${limit / 1000} s. Try again.`
  return new StreamError('timeout', message, { which })
}
