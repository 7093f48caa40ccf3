import { byId } from './element.ts'

/**
 * Does what may take an element off the page. Whoever was in it finds themselves in the conversation,
 * and not at the top of the page.
 */
export function keepFocus(leaving: Element, remove: () => void): void {
  const wasIn = leaving.contains(document.activeElement)
  remove()
  if (wasIn && document.activeElement === document.body) {
    byId('conversation', HTMLElement).focus({ preventScroll: true })
  }
}
