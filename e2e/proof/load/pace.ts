export const TOKENS_A_SECOND = 20

/** Milliseconds by a clock that all processes share. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
