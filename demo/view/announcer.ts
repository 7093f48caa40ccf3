import { atom } from 'nanostores'
import { byId, element } from './element.ts'

/** So many announcements are kept for a screen reader that is still busy with the first of them. */
const KEPT = 8

const $newest = atom<{ readonly text: string } | undefined>(undefined)

/** Has a screen reader say this once it has finished what it says. */
export function announce(text: string): void {
  $newest.set({ text })
}

/**
 * Gives what is announced to screen readers: one polite region for the whole page, to which each
 * announcement is added, for one in the place of another would silence it.
 */
export function startAnnouncer(): void {
  const region = byId('announcer', HTMLElement)
  $newest.listen(newest => {
    if (newest) region.append(element('p', {}, newest.text))
    while (region.children.length > KEPT) region.firstChild!.remove()
  })
}
