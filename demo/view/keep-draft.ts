import { engineStorage, type Chat } from 'nanowire'

const KEY = 'nanowire:draft'

/** Keeps what is written and not sent over a reload, for this tab. */
export function keepDraft({ $input }: Chat): void {
  const storage = engineStorage(tabStorage())
  const kept = storage.get(KEY)
  if ($input.get() === '' && typeof kept === 'string') $input.set(kept)
  // Left, and not each key: a page that goes is told, also where it is closed.
  addEventListener('pagehide', () => storage.set(KEY, $input.get()))
}

function tabStorage(): Record<string, string> {
  try {
    return sessionStorage as unknown as Record<string, string>
  } catch {
    // A page whose storage is blocked may not even look at it.
    return {}
  }
}
