import { LONGEST_TIMER } from './at-most.ts'

export interface StreamBodyOptions {
  /** The next piece of the text, as an iterator tells it. */
  readonly next: () => Promise<IteratorResult<string, void>>
  /** What ends the body after a failure; `undefined` breaks the connection. */
  readonly fail: (error: unknown) => string | undefined
  /** Called once, at most, when the client has left. */
  readonly leave: () => void
  /** What is sent in a silence. */
  readonly comment: string
  /** After how many milliseconds of it, 15,000 by default; never with 0. */
  readonly heartbeat: number | undefined
}

/**
 * A body that asks for a piece only where its reader waits for one, so that a slow client slows its
 * source. A silence is filled only for a reader that waits; no timer is left when the body has ended,
 * was left, or is not read.
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
          // For a reader that has not taken the last one, none is kept.
          if (silence >= heartbeat && (controller.desiredSize ?? 0) >= 0) {
            heard += silence
            put(comment)
          }
          startTimer(Math.max(1, heartbeat - (silence % heartbeat)), beat)
        }
        isWaiting = true
        if (heartbeat > 0) {
          heard = performance.now()
          // One timer outlives many pieces: it costs less to look at the clock than to set it anew.
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
