import type { ConnectionProgress } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'

/** How an answer gets on; times in milliseconds from the moment it was asked for. */
export interface Progress {
  readonly bytes: number
  readonly events: number
  /** Characters of text and reasoning. */
  readonly characters: number
  readonly timeToFirstByte?: number
  readonly timeToFirstToken?: number
  readonly elapsed: number
  /** From the first token on. */
  readonly charactersPerSecond: number
  /** Requests made for this answer. */
  readonly attempt: number
}

export interface ProgressMeter {
  connection(progress: ConnectionProgress): void
  event(event: StreamEvent): void
  read(): Progress
}

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
  const elapsed = (): number => (progress.elapsed = performance.now() - start)
  return {
    connection({ attempt, bytes }) {
      if (attempt) progress.attempt = attempt
      if (!bytes) return
      progress.bytes += bytes
      progress.timeToFirstByte ??= elapsed()
    },
    event(event) {
      progress.events++
      if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') return
      progress.characters += event.delta.length
      progress.timeToFirstToken ??= elapsed()
    },
    read() {
      const streamed = elapsed() - (progress.timeToFirstToken ?? 0)
      progress.charactersPerSecond = streamed && (progress.characters / streamed) * 1000
      return { ...progress }
    },
  }
}
