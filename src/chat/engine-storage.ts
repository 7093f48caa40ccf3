import type { ChatStorage } from './chat-storage.ts'

/** A storage engine in the form of `setPersistentEngine` of `@nanostores/persistent`. */
export type PersistentEngine = Record<string, string>

/** The events of an engine, in the form of `setPersistentEngine`. */
export interface PersistentEvents {
  addEventListener(key: string, callback: PersistentListener, restore: () => void): void
  removeEventListener(key: string, callback: PersistentListener, restore: () => void): void
}

export type PersistentListener = (event: { key: string; newValue: string }) => void

/**
 * A storage on the page's `localStorage`, or on an engine that was written for
 * `@nanostores/persistent`.
 *
 * Without a `localStorage`, as on a server, nothing is kept. `events` report changes by other tabs;
 * by default they are the window's. `localStorage` holds about 5 MB in all.
 */
export function engineStorage(
  engine: PersistentEngine | undefined = pageStorage(),
  events: PersistentEvents = windowEvents,
): ChatStorage {
  const entries = engine ?? {}
  return {
    get: key => (Object.hasOwn(entries, key) ? entries[key] : undefined),
    set(key, value) {
      if (engine) entries[key] = value
    },
    delete: key => delete entries[key],
    subscribe(key, listener) {
      const onChange = (event: { readonly key: string | null }): void => {
        // No key: the whole storage was cleared.
        if (event.key === null || event.key === key) listener()
      }
      events.addEventListener(key, onChange, listener)
      return () => events.removeEventListener(key, onChange, listener)
    },
  }
}

function pageStorage(): PersistentEngine | undefined {
  try {
    // Node has a `localStorage` too, shared by all its users.
    return typeof document === 'undefined' ? undefined : globalThis.localStorage
  } catch {
    // Where storage is blocked, even reading this property throws.
    return undefined
  }
}

const windowEvents: PersistentEvents = {
  addEventListener(_key, callback, restore) {
    if (typeof window === 'undefined') return
    window.addEventListener('storage', callback as unknown as EventListener)
    // A page restored from the back/forward cache has missed events.
    window.addEventListener('pageshow', restore)
  },
  removeEventListener(_key, callback, restore) {
    if (typeof window === 'undefined') return
    window.removeEventListener('storage', callback as unknown as EventListener)
    window.removeEventListener('pageshow', restore)
  },
}
