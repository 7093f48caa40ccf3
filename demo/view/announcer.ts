import { atom } from 'nanostores'
import { byId, element } from './element.ts'

/**
 * How many announcements stay in the region, for a screen reader that is still busy with the first.
 */
const KEPT = 8

const $newest = atom<{ readonly text: string } | undefined>(undefined)

/** Lets a screen reader say this once it has finished its current announcement. */
export function announce(text: string): void {
  $newest.set({ text })
}

/**
 * Passes announcements to screen readers: one polite live region for the whole page. Each
 * announcement is appended, since one that replaced another would silence it.
 */
export function startAnnouncer(): void {
  const region = byId('announcer', HTMLElement)
  $newest.listen(newest => {
    if (newest) region.append(element('p', {}, newest.text))
    while (region.children.length > KEPT) region.firstChild!.remove()
  })
}
