import { computed } from 'nanostores'
import { chat } from '../chat.ts'
import { $attachments, attach, takeAttachments } from './attachments.ts'
import { byId } from './element.ts'
import { enterSends } from './enter-sends.ts'

/** Binds the form to the chat: Enter sends, Shift+Enter breaks the line, Escape stops. */
export function startComposer(): void {
  const form = byId('composer', HTMLFormElement)
  const message = byId('message', HTMLTextAreaElement)
  const send = byId('send', HTMLButtonElement)
  const stop = byId('stop', HTMLButtonElement)

  // Text typed before the script had loaded counts too.
  if (message.value !== '') chat.$input.set(message.value)
  message.addEventListener('input', () => chat.$input.set(message.value))
  enterSends(message, () => form.requestSubmit())
  form.addEventListener('submit', event => {
    event.preventDefault()
    message.focus()
    void submit()
  })
  stop.addEventListener('click', stopAnswer)
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && chat.$isLoading.get()) stopAnswer()
  })

  chat.$input.subscribe(input => {
    if (message.value !== input) message.value = input
  })
  const $hasContent = computed(
    [chat.$input, $attachments],
    (input, files) => input.trim() !== '' || files.length > 0,
  )
  $hasContent.subscribe(hasContent => {
    send.disabled = !hasContent
  })
  // While an answer streams, a message can be sent too: it is queued.
  computed([chat.$isLoading, $hasContent], (isLoading, hasContent) => ({
    isLoading,
    hasContent,
  })).subscribe(({ isLoading, hasContent }) => {
    stop.hidden = !isLoading
    send.hidden = isLoading && !hasContent
  })

  function stopAnswer(): void {
    chat.stop()
    message.focus()
  }
}

/** Sends the text and the files. If the files are refused, they come back, as the text does. */
async function submit(): Promise<void> {
  const text = chat.$input.get()
  if (text.trim() === '' && $attachments.get().length === 0) return
  const files = takeAttachments()
  const before = new Set(chat.$messageIds.get())
  await chat.submit({ files })
  const isKept = chat.$messages.get().some(({ id, role }) => role === 'user' && !before.has(id))
  if (files.length > 0 && !isKept && chat.$input.get() === text) attach(files)
}
