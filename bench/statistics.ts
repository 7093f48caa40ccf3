/** The middle of numbers, the mean of the two in the middle where their count is even. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Half of the distance between the quarters, as a share of the median: how far to trust it. */
export function spread(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? NaN
  return (at(0.75) - at(0.25)) / 2 / median(sorted)
}

/** The median of each figure of some runs. */
export function medians<Figures extends Readonly<Record<keyof Figures, number>>>(
  runs: readonly Figures[],
): Figures {
  const names = Object.keys(runs[0]!) as (keyof Figures)[]
  return Object.fromEntries(
    names.map(name => [name, median(runs.map(run => run[name]))]),
  ) as unknown as Figures
}
