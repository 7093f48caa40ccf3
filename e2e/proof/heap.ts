/** The bytes of the heap that are still in use. */
export function heapNow(): number {
  if (!globalThis.gc) throw new Error('Run Node with --expose-gc.')
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** The ratio of the second half's mean to the first half's. */
export function growthOf(heaps: readonly number[]): number {
  const half = Math.floor(heaps.length / 2)
  return mean(heaps.slice(-half)) / mean(heaps.slice(0, half))
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
