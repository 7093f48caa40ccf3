import type { Chat } from 'nanowire'
import { tabStorage } from '../tab-storage.ts'

const KEY = 'nanowire:draft'

/** Keeps what is written and not sent over a reload, for this tab. */
export function keepDraft({ $input }: Chat): void {
  const storage = tabStorage()
  const kept = storage.get(KEY)
  if ($input.get() === '' && typeof kept === 'string') $input.set(kept)
  // Left, and not each key: a page that goes is told, also where it is closed.
  addEventListener('pagehide', () => storage.set(KEY, $input.get()))
}
