import { digits } from './table.ts'

export interface Goal {
  readonly what: string
  /** What was measured, of each case. */
  readonly got: readonly (readonly [of: string, value: number])[]
  readonly atLeast?: number
  readonly atMost?: number
  readonly unit?: string
  /** Told where it is not reached. */
  readonly why: string
}

/** Whether a goal is reached, and where it is not, where and by how much, and why. */
export function judge({ what, got, atLeast, atMost, unit = '', why }: Goal): string {
  const wanted =
    atLeast === undefined
      ? `at most ${digits(atMost ?? 0)}${unit}`
      : `at least ${digits(atLeast)}${unit}`
  const missed = got.filter(
    ([, value]) => !(atLeast === undefined ? value <= (atMost ?? 0) : value >= atLeast),
  )
  const values = got.map(([, value]) => value)
  const worst = atLeast === undefined ? Math.max(...values) : Math.min(...values)
  if (missed.length === 0)
    return `- Reached: ${what}, ${wanted}; the worst is ${digits(worst)}${unit}.`
  const list = missed.map(([of, value]) => `${of} ${digits(value)}${unit}`).join(', ')
  return `- Not reached: ${what}, ${wanted}, in ${missed.length} of ${got.length}: ${list}. ${why}`
}
