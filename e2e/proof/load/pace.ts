export const TOKENS_A_SECOND = 20

/** Milliseconds by a clock that processes share. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
