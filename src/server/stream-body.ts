import { LONGEST_TIMER } from '../adapters/longest-timer.ts'

export interface StreamBodyOptions {
  /** The next piece of the text, as an iterator's `next`. */
  readonly next: () => Promise<IteratorResult<string, void>>
  /** The last piece of the body after a failure; `undefined` breaks the connection. */
  readonly fail: (error: unknown) => string | undefined
  /** Called at most once, when the client disconnects. */
  readonly leave: () => void
  /** Sent as the heartbeat. */
  readonly comment: string
  /** Milliseconds of silence before it is sent; 15,000 by default, and 0 for never. */
  readonly heartbeat: number | undefined
}

/**
 * A body that asks for a piece only when its reader waits for one, so that a slow client slows the
 * source. Heartbeats too go only to a reader that waits. No timer is left when the body has ended,
 * was cancelled, or is not read.
 */
export function streamBody(options: StreamBodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { next, fail, leave, comment } = options
  const heartbeat = Math.min(options.heartbeat ?? 15_000, LONGEST_TIMER)
  const encoder = new TextEncoder()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWaiting = false
  let heard = 0
  let isLeft = false

  const stopTimer = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const startTimer = (wait: number, beat: () => void): void => {
    timer = setTimeout(() => {
      timer = undefined
      beat()
    }, wait)
  }

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const put = (text: string): void => controller.enqueue(encoder.encode(text))
        const beat = (): void => {
          if (!isWaiting) return
          const silence = performance.now() - heard
          // None is queued while the reader has not taken the one before.
          if (silence >= heartbeat && (controller.desiredSize ?? 0) >= 0) {
            heard += silence
            put(comment)
          }
          startTimer(Math.max(1, heartbeat - (silence % heartbeat)), beat)
        }
        isWaiting = true
        if (heartbeat > 0) {
          heard = performance.now()
          // One timer serves many pieces: reading the clock is cheaper than resetting a timer.
          if (!timer) startTimer(heartbeat, beat)
        }
        try {
          const { done, value } = await next()
          if (isLeft) return
          if (!done) put(value)
          else {
            stopTimer()
            controller.close()
          }
        } catch (error) {
          if (isLeft) return
          stopTimer()
          const told = fail(error)
          if (told === undefined) controller.error(error)
          else {
            put(told)
            controller.close()
          }
        }
        isWaiting = false
      },
      cancel() {
        isLeft = true
        stopTimer()
        leave()
      },
    },
    { highWaterMark: 0 },
  )
}
