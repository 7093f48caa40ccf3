import { atom } from 'nanostores'
import { byId } from './element.ts'

const $announcement = atom('')

/** Has a screen reader say this when it has finished what it says. */
export function announce(text: string): void {
  // The same words again are news too.
  if ($announcement.get() === text) $announcement.set('')
  $announcement.set(text)
}

/** Gives what is announced to screen readers: one polite region for the whole page. */
export function startAnnouncer(): void {
  const region = byId('announcer', HTMLElement)
  $announcement.listen(text => {
    region.textContent = text
  })
}
