/**
 * Where a conversation is kept: a `Map`, the functions of idb-keyval, what `engineStorage` returns, or
 * any object with these methods, each of which may return a promise. Only texts are stored.
 */
export type ChatStorage = Entries &
  ({ delete(key: string): unknown } | { del(key: string): unknown })

interface Entries {
  /** The text of this key, or a promise of it; anything else where there is none. */
  get(key: string): unknown
  set(key: string, value: string): unknown
  /**
   * Calls the listener when another tab may have changed the key, until the function that it returns
   * is called. Without it the tabs tell each other by a `BroadcastChannel`.
   */
  subscribe?(key: string, listener: () => void): () => void
}
