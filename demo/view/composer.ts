import { chat } from '../chat.ts'
import { byId } from './element.ts'

/** Ties the form to the chat: Enter sends, Shift and Enter break the line, Escape stops. */
export function startComposer(): void {
  const form = byId('composer', HTMLFormElement)
  const message = byId('message', HTMLTextAreaElement)
  const send = byId('send', HTMLButtonElement)
  const stop = byId('stop', HTMLButtonElement)

  // What was written before the script came counts too.
  chat.$input.set(message.value)
  message.addEventListener('input', () => chat.$input.set(message.value))
  message.addEventListener('keydown', event => {
    // While a word is being composed, Enter chooses the word; Safari tells by the key code alone.
    const isComposing = event.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    message.focus()
    // What is written while an answer comes in stays in the field until that has ended.
    if (!chat.$isLoading.get()) void chat.submit()
  })
  stop.addEventListener('click', stopAnswer)
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && chat.$isLoading.get()) stopAnswer()
  })

  chat.$input.subscribe(input => {
    if (message.value !== input) message.value = input
    send.disabled = input.trim() === ''
  })
  chat.$isLoading.subscribe(isLoading => {
    send.hidden = isLoading
    stop.hidden = !isLoading
  })

  function stopAnswer(): void {
    chat.stop()
    message.focus()
  }
}
