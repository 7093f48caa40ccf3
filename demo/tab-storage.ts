import { engineStorage, type ChatStorage } from 'nanowire'

/** What this tab alone keeps, also over a reload; nothing where that is blocked. */
export function tabStorage(): ChatStorage {
  try {
    return engineStorage(sessionStorage as unknown as Record<string, string>)
  } catch {
    // A page whose storage is blocked may not even look at it.
    return engineStorage({})
  }
}
