import { setImmediate } from 'node:timers/promises'

/** Resolves in the next turn of the event loop, when all that is due in this one has run. */
export function nextTurn(): Promise<void> {
  return setImmediate()
}
