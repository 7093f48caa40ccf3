import type { FaultName } from '../script/faults.ts'

let next: FaultName | undefined

/** Has the next answer, and no other, meet this fault. */
export function meetOnce(fault: FaultName): void {
  next = fault
}

/** The fault that was asked for, which is then forgotten. */
export function takeFault(): FaultName | undefined {
  const taken = next
  next = undefined
  return taken
}
