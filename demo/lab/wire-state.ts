import { atom, computed, type ReadableAtom, type WritableAtom } from 'nanostores'
import { newTrace, type Trace } from './trace.ts'

/** What is selected: an item, by its lane and its number. */
export interface Selection {
  readonly lane: 'read' | 'record' | 'event' | 'write'
  readonly index: number
}

/** The newest answer's trace; a new value a few times a second while it grows. */
export const $trace: WritableAtom<Trace> = atom(newTrace())

/** The last read that the panel shows; `undefined` follows the newest. */
export const $cursor: WritableAtom<number | undefined> = atom(undefined)

export const $selection: WritableAtom<Selection | undefined> = atom(undefined)

/** Whether reads are held back. */
export const $isPaused: WritableAtom<boolean> = atom(false)

/** The number of the last read to show. */
export const $lastRead: ReadableAtom<number> = computed([$trace, $cursor], ({ reads }, cursor) =>
  Math.min(cursor ?? Infinity, reads.count - 1),
)

/** Whether the newest trace has grown since `$trace` was set. */
export const $isBehind: WritableAtom<boolean> = atom(false)

/** Milliseconds between two updates of `$trace`. */
const LOOK_EVERY = 60

let current = $trace.get()
let timer: ReturnType<typeof setTimeout> | undefined

/** Begins a trace, in place of the previous answer's. */
export function beginTrace(): Trace {
  current = newTrace()
  $selection.set(undefined)
  $cursor.set(undefined)
  $trace.set(current)
  return current
}

/** The trace of the newest answer. */
export function currentTrace(): Trace {
  return current
}

/** Lets the panel know, soon, that the newest trace has grown. */
export function traceHasGrown(): void {
  $isBehind.set(true)
  timer ??= setTimeout(() => {
    timer = undefined
    $trace.set({ ...current })
    $isBehind.set(false)
  }, LOOK_EVERY)
}
