/** Calls `send` when Enter is pressed in a field; with Shift it breaks the line. */
export function enterSends(field: HTMLTextAreaElement, send: () => void): void {
  field.addEventListener('keydown', event => {
    // During IME composition Enter accepts the word; Safari shows this only by the key code.
    const isComposing = event.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return
    event.preventDefault()
    send()
  })
}
