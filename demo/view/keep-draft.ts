import type { Chat } from 'nanowire'
import { tabStorage } from '../tab-storage.ts'

const KEY = 'nanowire:draft'

/** Keeps an unsent message over a reload, for this tab. */
export function keepDraft({ $input }: Chat): void {
  const storage = tabStorage()
  const kept = storage.get(KEY)
  if ($input.get() === '' && typeof kept === 'string') $input.set(kept)
  // Saved on leaving rather than at each key: `pagehide` fires also when the page is closed.
  addEventListener('pagehide', () => storage.set(KEY, $input.get()))
}
