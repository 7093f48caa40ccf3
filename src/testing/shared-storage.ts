import type { ChatStorage } from '../chat/chat-storage.ts'

export interface SharedStorage {
  readonly entries: Map<string, string>
  /** Keys that were written, in order. */
  readonly writes: readonly string[]
  /** The error that reads and writes throw from now on, if any. */
  failWith(error: Error | undefined): void
  /** The storage of one tab, which is notified of what the others write. */
  tab(): ChatStorage
}

/** One storage for several tabs, whose methods return at once or by promises. */
export function sharedStorage(answers: 'at once' | 'later' = 'at once'): SharedStorage {
  const entries = new Map<string, string>()
  const writes: string[] = []
  const listeners = new Map<() => void, { readonly key: string; readonly tab: object }>()
  let failure: Error | undefined

  const answer = <T>(work: () => T): T | Promise<T> => {
    const checked = (): T => {
      if (failure) throw failure
      return work()
    }
    return answers === 'at once' ? checked() : Promise.resolve().then(checked)
  }

  return {
    entries,
    writes,
    failWith(error) {
      failure = error
    },
    tab() {
      const tab = {}
      const write = (key: string, work: () => void): unknown =>
        answer(() => {
          writes.push(key)
          work()
          for (const [listener, of] of listeners) {
            if (of.key === key && of.tab !== tab) queueMicrotask(listener)
          }
        })
      return {
        get: key => answer(() => entries.get(key)),
        set: (key, value) => write(key, () => entries.set(key, value)),
        delete: key => write(key, () => entries.delete(key)),
        subscribe(key, listener) {
          listeners.set(listener, { key, tab })
          return () => listeners.delete(listener)
        },
      }
    },
  }
}
