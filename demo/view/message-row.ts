import type { Message, Part } from 'nanowire'
import { chat } from '../chat.ts'
import { editForm } from './edit-form.ts'
import { $editing } from './editing.ts'
import { element } from './element.ts'
import { messageActions } from './message-actions.ts'
import { partView, type PartView } from './part-view.ts'

export interface Row {
  readonly element: HTMLElement
  remove(): void
}

/** A row of the conversation. It listens only to its own message, so others never wake it. */
export function messageRow(id: string): Row {
  const parts = element('div', { class: 'parts' })
  const note = element('p', { class: 'note' })
  const actions = messageActions(id)
  // Screen readers move from message to message by headings.
  const title = element('h2', { class: 'unseen' })
  const article = element('article', {}, title, parts, note, actions.element)
  const shown: { part: Part; view: PartView }[] = []
  let form: HTMLFormElement | undefined

  let shownMessage: Message | undefined
  const unsubscribe = chat.$message(id).subscribe(message => {
    if (!message) return
    // Each token changes the message, but mostly only its parts.
    const isNewStatus = message.status !== shownMessage?.status
    if (isNewStatus || message.versions !== shownMessage?.versions) showState(message)
    shownMessage = message
    showParts(message, isNewStatus)
  })
  const unsubscribeEditing = $editing.subscribe(editing => showForm(editing === id))

  function showState(message: Message): void {
    article.dataset.role = message.role
    article.dataset.status = message.status
    title.textContent = message.role === 'user' ? 'You' : 'Answer'
    article.setAttribute('aria-label', title.textContent)
    note.textContent = noteOn(message)
    note.hidden = note.textContent === ''
    actions.show(message)
  }

  function showParts({ role, status, parts: all }: Message, isNewStatus: boolean): void {
    const isOver = status === 'stopped' || status === 'error'
    while (shown.length > all.length) shown.pop()!.view.element.remove()
    for (const [index, part] of all.entries()) {
      const before = shown[index]
      // A stop does not change a call that was under way, so it is shown as over.
      if (before?.part === part && !(isNewStatus && part.type === 'tool-call')) continue
      if (before && before.part.type === part.type) {
        before.part = part
        before.view.show(part, isOver)
      } else {
        const view = partView(part, role, isOver)
        if (before) before.view.element.replaceWith(view.element)
        else parts.append(view.element)
        shown[index] = { part, view }
      }
    }
  }

  function showForm(isEditing: boolean): void {
    if (isEditing === (form !== undefined)) return
    const message = chat.$message(id).get()
    if (isEditing && message) {
      form = editForm(message)
      parts.before(form)
      form.querySelector('textarea')!.select()
    } else {
      form?.remove()
      form = undefined
    }
    article.classList.toggle('editing', isEditing)
    parts.hidden = isEditing
    actions.element.hidden = isEditing
    if (!isEditing) actions.element.querySelector<HTMLElement>('[data-does=edit]')?.focus()
  }

  return {
    element: article,
    remove() {
      unsubscribe()
      unsubscribeEditing()
      article.remove()
    },
  }
}

function noteOn({ status, finishReason }: Message): string {
  if (status === 'stopped') return 'Stopped by you.'
  if (status === 'error') return 'Incomplete.'
  if (finishReason === 'length') return 'Cut short: the answer reached its maximum length.'
  if (finishReason === 'content-filter') return 'Withheld by the content filter.'
  return ''
}
