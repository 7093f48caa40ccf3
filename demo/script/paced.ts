import type { Piece } from './pieces.ts'

/** When the pieces of an answer are sent, in milliseconds. */
export interface Pace {
  /** The time to make one record. */
  readonly pace: number
  /** The time before the first byte. */
  readonly latency: number
  /** The most that a piece is delayed on its way. */
  readonly jitter: number
}

/** The pieces, each when it is due; ends early when the signal aborts. */
export async function* paced(
  pieces: readonly Piece[],
  { pace, latency, jitter }: Pace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let wait = latency
  for (const { bytes, made } of pieces) {
    wait += made * pace + (made > 0 ? Math.random() * jitter : 0)
    if (wait > 0) await pause(wait, signal)
    if (signal.aborted) return
    wait = 0
    yield bytes
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
