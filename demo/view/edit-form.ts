import type { FilePart, Message } from 'nanowire'
import { chat } from '../chat.ts'
import { fileIn } from './data-url.ts'
import { $editing } from './editing.ts'
import { element } from './element.ts'
import { enterSends } from './enter-sends.ts'

/** A form in place of a question: Enter asks again, Escape leaves the question as it was. */
export function editForm(message: Message): HTMLFormElement {
  const field = element('textarea', { 'aria-label': 'Your question', dir: 'auto', rows: '1' })
  field.value = message.content
  const send = element('button', { type: 'submit', class: 'primary' }, 'Ask again')
  const cancel = element('button', { type: 'button' }, 'Cancel')
  const form = element(
    'form',
    { class: 'edit', 'aria-label': 'Change your question' },
    field,
    element('p', { class: 'buttons' }, cancel, send),
  )

  field.addEventListener('input', () => {
    send.disabled = field.value.trim() === ''
  })
  enterSends(field, () => {
    if (!send.disabled) form.requestSubmit()
  })
  form.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    // Escape must not reach the composer, which would stop the answer.
    event.stopPropagation()
    $editing.set(undefined)
  })
  cancel.addEventListener('click', () => $editing.set(undefined))
  form.addEventListener('submit', event => {
    event.preventDefault()
    $editing.set(undefined)
    const files = message.parts.filter(part => part.type === 'file').map(sourceOf)
    void chat.edit(message.id, { text: field.value, files })
  })
  return form
}

/** Files in the message as `data:` URLs are sent again as files, with their names. */
function sourceOf({ url, filename }: FilePart): File | string {
  return fileIn(url, filename) ?? url
}
