import { byId } from '../view/element.ts'

/** Lets the page be hidden, for all that its scripts can tell. */
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

/** Lets the view of the conversation be taken off the page, and put back; the chat goes on without. */
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
