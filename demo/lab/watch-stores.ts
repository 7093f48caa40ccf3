import type { Chat } from 'nanowire'
import { currentTrace, traceHasGrown } from './wire-state.ts'

let applied = 0
let shown = 0

/** Counts an event that the chat has applied, for the write that will show it. */
export function countApplied(): void {
  applied++
}

/** Starts counting again, for a new answer. */
export function beginCount(): void {
  applied = 0
  shown = 0
}

/** Records every write of the chat's messages, and the events that are new in it. */
export function watchStores(chat: Chat): void {
  chat.$messages.listen(messages => {
    const last = messages.at(-1)
    if (last?.role !== 'assistant') return
    const trace = currentTrace()
    const from = shown
    shown = applied
    trace.writes.push({
      at: performance.now() - trace.startedAt,
      read: trace.reads.count - 1,
      from,
      to: applied,
      characters: last.content.length,
    })
    traceHasGrown()
  })
}
