import type { Message } from '../message.ts'

/**
 * When the stores are written: once a `frame` at most while the page is visible, `sync` with every
 * network read, or so many milliseconds after the first change; or as a function like `smooth()` sees
 * fit. A hidden page, which has no frames and slow timers, is written with every read; so is a `frame`
 * where there is no page.
 */
export type Flush = 'frame' | 'sync' | number | FlushSchedule

/**
 * Makes the schedule of one answer: it calls `write` with what is to be shown of the answer, by default
 * all that has come. The end of the answer is written whole, without asking.
 */
export type FlushSchedule = (
  write: (shown?: Message) => void,
  answer: () => Message,
) => WriteSchedule

/** Decides when the stores are written. */
export interface WriteSchedule {
  /** Asks for a write; those asked for until it happens are one. */
  request(): void
  /** Drops a write that is asked for. */
  cancel(): void
}

/** A schedule that calls `write`; it leaves no timer, frame or listener once it has been called. */
export function writeSchedule(
  write: () => void,
  flush: Exclude<Flush, FlushSchedule> = 'frame',
): WriteSchedule {
  let drop: (() => void) | undefined
  const cancel = (): void => {
    drop?.()
    drop = undefined
  }
  const writeNow = (): void => {
    cancel()
    write()
  }
  return {
    cancel,
    request() {
      const { document: page } = globalThis
      if (flush === 'sync' || page?.visibilityState === 'hidden' || (flush === 'frame' && !page)) {
        writeNow()
      } else if (drop) return
      else if (flush === 'frame') {
        const frame = requestAnimationFrame(writeNow)
        page.addEventListener('visibilitychange', writeNow)
        drop = () => {
          cancelAnimationFrame(frame)
          page.removeEventListener('visibilitychange', writeNow)
        }
      } else {
        const timer = setTimeout(writeNow, flush)
        drop = () => clearTimeout(timer)
      }
    },
  }
}
