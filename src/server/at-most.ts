import { LONGEST_TIMER } from '../adapters/longest-timer.ts'

/**
 * Waits for a promise or the timeout, whichever comes first; rejects only if the promise does in
 * time.
 */
export async function atMost(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, Math.min(milliseconds, LONGEST_TIMER))
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
