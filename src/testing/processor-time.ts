/**
 * Microseconds of processor time that the work takes, the least of several tries: a busy machine
 * changes that less than clock time.
 */
export function processorTime(work: () => void, tries = 5): number {
  const times = Array.from({ length: tries }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...times)
}
