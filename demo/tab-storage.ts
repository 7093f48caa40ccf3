import { engineStorage, type ChatStorage } from 'nanowire'

/** This tab's storage, which survives a reload; it keeps nothing if that is blocked. */
export function tabStorage(): ChatStorage {
  try {
    return engineStorage(sessionStorage as unknown as Record<string, string>)
  } catch {
    // If storage is blocked, even reading the property throws.
    return engineStorage({})
  }
}
