import type { Message } from '../message.ts'

/**
 * When the stores are written while an answer streams. `frame`: at most once a frame. `sync`: with
 * every network read. A number: that many milliseconds after the first change. A function, such as
 * `smooth()`: whenever it decides. While the page is hidden, and with `frame` if there is no page,
 * they are written with every read.
 */
export type Flush = 'frame' | 'sync' | number | FlushSchedule

/**
 * Makes the schedule of one answer, which calls `write` with what to show of it; by default, all
 * that has arrived. The end of the answer is always written, without the schedule.
 */
export type FlushSchedule = (
  write: (shown?: Message) => void,
  answer: () => Message,
) => WriteSchedule

/** Decides when the stores are written. */
export interface WriteSchedule {
  /** Asks for a write; requests before it happens become one write. */
  request(): void
  /** Drops a requested write. */
  cancel(): void
}

/** A schedule that calls `write`, after which no timer, frame or listener is left. */
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
