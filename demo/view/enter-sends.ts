/** Calls `send` when Enter is pressed in a field; with Shift it breaks the line. */
export function enterSends(field: HTMLTextAreaElement, send: () => void): void {
  field.addEventListener('keydown', event => {
    // While a word is being composed, Enter chooses the word; Safari tells by the key code alone.
    const isComposing = event.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return
    event.preventDefault()
    send()
  })
}
