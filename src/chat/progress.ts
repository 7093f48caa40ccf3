import type { ConnectionProgress } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'

/** The progress of an answer; times are in milliseconds from the moment it was asked for. */
export interface Progress {
  readonly bytes: number
  readonly events: number
  /** UTF-16 units of text and reasoning. */
  readonly characters: number
  readonly timeToFirstByte?: number
  readonly timeToFirstToken?: number
  readonly elapsed: number
  /** Counted from the first token. */
  readonly charactersPerSecond: number
  /** The number of the last attempt at this request, 1 for the first. */
  readonly attempt: number
  /**
   * `true` at the end if the answer came all at once after a wait: something between the server and
   * the page probably holds it back.
   */
  readonly buffered?: true
}

export interface ProgressMeter {
  connection(progress: ConnectionProgress): void
  event(event: StreamEvent): void
  read(): Progress
  /** Like `read`, for an answer that has ended. */
  end(): Progress
}

/** Milliseconds before the first byte, and pieces of text, below which a burst means nothing. */
const SHORTEST_WAIT = 1_000
const FEWEST_PIECES = 10

export const NO_PROGRESS: Progress = {
  bytes: 0,
  events: 0,
  characters: 0,
  elapsed: 0,
  charactersPerSecond: 0,
  attempt: 0,
}

/** A meter that starts now. */
export function progressMeter(): ProgressMeter {
  const start = performance.now()
  const progress: { -readonly [Key in keyof Progress]: Progress[Key] } = { ...NO_PROGRESS }
  let lastByte = 0
  let pieces = 0
  const elapsed = (): number => (progress.elapsed = performance.now() - start)
  const read = (): Progress => {
    const streamed = elapsed() - (progress.timeToFirstToken ?? 0)
    progress.charactersPerSecond = streamed && (progress.characters / streamed) * 1000
    return { ...progress }
  }

  return {
    connection({ attempt, bytes }) {
      if (attempt) progress.attempt = attempt
      if (!bytes) return
      progress.bytes += bytes
      lastByte = elapsed()
      progress.timeToFirstByte ??= lastByte
    },
    event(event) {
      progress.events++
      if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') return
      pieces++
      progress.characters += event.delta.length
      progress.timeToFirstToken ??= elapsed()
    },
    read,
    end() {
      const { timeToFirstByte: wait = 0 } = progress
      const isBurst = wait >= SHORTEST_WAIT && lastByte - wait < wait / 20
      return isBurst && pieces >= FEWEST_PIECES ? { ...read(), buffered: true } : read()
    },
  }
}
