/**
 * Where conversations are kept: a `Map`, the functions of idb-keyval, what `engineStorage` returns,
 * or any object with these methods, each of which may return a promise. Only strings are stored.
 */
export type ChatStorage = Entries &
  ({ delete(key: string): unknown } | { del(key: string): unknown })

interface Entries {
  /**
   * The string of this key, or a promise of it; anything else, such as `undefined`, if there is
   * none.
   */
  get(key: string): unknown
  set(key: string, value: string): unknown
  /**
   * Calls the listener when another tab may have changed the key, until the returned function is
   * called. Without it, tabs notify each other through a `BroadcastChannel`.
   */
  subscribe?(key: string, listener: () => void): () => void
}
