import type { FaultName } from '../script/faults.ts'

let next: FaultName | undefined

/** Gives this fault to the next answer only. */
export function meetOnce(fault: FaultName): void {
  next = fault
}

/** Takes the fault that was set for the next answer. */
export function takeFault(): FaultName | undefined {
  const taken = next
  next = undefined
  return taken
}
