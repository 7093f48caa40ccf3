import type { Usage } from '../message.ts'
import type { Emit } from './decode-records.ts'
import { addUsage } from './usage.ts'

/** The usage of an answer that takes several requests, each of which reports its own so far. */
export interface RequestUsage {
  /** Emits the usage of all requests, given what the current one has reported. */
  tell(usage: Usage | undefined): void
  /** Begins the next request. */
  next(): void
}

export function requestUsage(emit: Emit): RequestUsage {
  let before: Usage | undefined
  let spent: Usage | undefined
  return {
    tell(usage) {
      if (!usage) return
      spent = addUsage(before, usage)
      emit({ type: 'usage', usage: spent })
    },
    next() {
      before = spent
    },
  }
}
