import { setImmediate } from 'node:timers/promises'

/** Resolves in the next turn of the event loop, after everything due in this one. */
export function nextTurn(): Promise<void> {
  return setImmediate()
}
