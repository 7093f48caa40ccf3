import { byId } from '../view/element.ts'

/** Makes the page hidden, as far as its scripts can tell. */
export function startHiding(): void {
  const hide = byId('hide', HTMLButtonElement)
  hide.addEventListener('click', () => {
    const isHidden = hide.getAttribute('aria-pressed') !== 'true'
    hide.setAttribute('aria-pressed', `${isHidden}`)
    if (isHidden) {
      Object.defineProperties(document, {
        hidden: { get: () => true, configurable: true },
        visibilityState: { get: () => 'hidden', configurable: true },
      })
    } else {
      Reflect.deleteProperty(document, 'hidden')
      Reflect.deleteProperty(document, 'visibilityState')
    }
    document.dispatchEvent(new Event('visibilitychange'))
  })
}

/**
 * Removes the view of the conversation from the page and puts it back; the chat continues without
 * it.
 */
export function startMounting(mount: () => () => void): void {
  const button = byId('unmount', HTMLButtonElement)
  const note = byId('unmounted', HTMLElement)
  let unmount: (() => void) | undefined = mount()
  button.addEventListener('click', () => {
    unmount?.()
    unmount = unmount ? undefined : mount()
    button.setAttribute('aria-pressed', `${!unmount}`)
    note.hidden = unmount !== undefined
  })
}
