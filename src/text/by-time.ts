import { LONGEST_TIMER } from '../adapters/longest-timer.ts'
import { characters } from './characters.ts'
import { readPieces, type Pieces, type TextOptions, type TextSource } from './read-pieces.ts'

/** How long text is held back, and how much of it. */
export interface TimeOptions extends TextOptions {
  /** Milliseconds after which the held text is delivered, counted from the first text held. */
  readonly every: number
  /** UTF-16 units that are delivered at once, before the time is up; no limit by default. */
  readonly size?: number | undefined
}

/** Text that may continue: an emoji, a flag, or half of a surrogate pair. */
const UNFINISHED = /[\p{Extended_Pictographic}\p{RI}\u200d\ud800-\udbff]/u
/** Longer than any emoji. */
const LONGEST = 64

/**
 * A text in fewer, longer pieces: what has come, at most once in so many milliseconds.
 *
 * Joined, the pieces are the text. The source is read while the time runs; while it is silent,
 * nothing is delivered. An emoji at the end of a piece waits for the next piece, so that it is not
 * cut in half. The text held at the end comes at once; a failure of the source is thrown after it.
 * Leaving the loop closes the source, and no timer is left.
 */
export function byTime(source: TextSource, options: TimeOptions): Pieces {
  const { every, size = Infinity } = options
  return readPieces(source, options, async function* (texts) {
    const cut = characters()
    let held = ''
    let next: Promise<IteratorResult<string, void>> | undefined
    let timeUp: Promise<void> | undefined
    let stop = (): void => {}
    let hasWaited = false

    const wait = (): Promise<void> =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, Math.min(every, LONGEST_TIMER))
        stop = () => clearTimeout(timer)
      })

    /** UTF-16 units of `held` that may be delivered. */
    const whole = (): number => {
      const last = Array.from(cut(held.slice(-LONGEST))).at(-1)?.segment ?? ''
      const waits = hasWaited ? /^[\ud800-\udbff]$/ : UNFINISHED
      return held.length - (waits.test(last) ? last.length : 0)
    }

    try {
      for (;;) {
        next ??= texts.next()
        if (held) timeUp ??= wait()
        const result = await (timeUp ? Promise.race([next, timeUp]) : next)
        if (result) {
          if (result.done) break
          next = undefined
          held += result.value
          hasWaited = false
          if (held.length < size) continue
        }
        stop()
        timeUp = undefined
        const end = whole()
        hasWaited = !result
        if (end === 0) continue
        const piece = held.slice(0, end)
        held = held.slice(end)
        yield piece
      }
    } catch (error) {
      stop()
      if (held) yield held
      throw error
    } finally {
      stop()
      void texts.return()
    }
    if (held) yield held
  })
}
