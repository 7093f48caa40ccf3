/**
 * Microseconds of this process's processor time that the work takes: the least of some tries. It is
 * not the clock's time, so that a busy machine changes little.
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
