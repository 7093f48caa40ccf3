import { byId } from './element.ts'

/**
 * Makes a change that may remove the focused element. The focus then moves to the conversation, not
 * to the top of the page.
 */
export function keepFocus(leaving: Element, remove: () => void): void {
  const wasIn = leaving.contains(document.activeElement)
  remove()
  if (wasIn && document.activeElement === document.body) {
    byId('conversation', HTMLElement).focus({ preventScroll: true })
  }
}
