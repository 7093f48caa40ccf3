import { selectVersion, type Message } from 'nanowire'
import { chat } from '../chat.ts'
import { announce } from './announcer.ts'
import { copy } from './copy.ts'
import { $editing } from './editing.ts'
import { element } from './element.ts'
import { iconButton } from './icon-button.ts'

export interface MessageActions {
  readonly element: HTMLElement
  show(message: Message): void
}

/** The actions of a message: copy it, edit a question, ask for another answer, choose a version. */
export function messageActions(id: string): MessageActions {
  const copyText = iconButton('copy', 'Copy', () => {
    const content = chat.$message(id).get()?.content ?? ''
    void copy(content).then(isCopied => {
      if (isCopied) copyText.dataset.done = ''
      setTimeout(() => delete copyText.dataset.done, 1_500)
    })
  })
  const edit = iconButton('edit', 'Edit', () => $editing.set(id))
  const regenerate = iconButton('regenerate', 'Regenerate', () => void chat.regenerate(id))
  const previous = iconButton('previous', 'Previous version', () => step(-1))
  const place = element('span', { class: 'place' })
  const next = iconButton('next', 'Next version', () => step(1))
  const versions = element(
    'span',
    { class: 'versions', role: 'group', 'aria-label': 'Versions of this answer' },
    previous,
    place,
    next,
  )
  const bar = element('div', { class: 'tools' }, copyText, edit, regenerate, versions)
  return { element: bar, show }

  function show({ role, status, content, versions: others = [], versionIndex = 0 }: Message): void {
    bar.dataset.idle = `${status !== 'streaming' && status !== 'pending'}`
    copyText.hidden = content === ''
    edit.hidden = role !== 'user'
    regenerate.hidden = role !== 'assistant'
    versions.hidden = others.length === 0
    place.textContent = `${versionIndex + 1}/${others.length + 1}`
    // A disabled button would lose the focus of the user who presses it.
    previous.setAttribute('aria-disabled', `${versionIndex === 0}`)
    next.setAttribute('aria-disabled', `${versionIndex === others.length}`)
  }

  function step(by: number): void {
    const { versions: others = [], versionIndex = 0 } = chat.$message(id).get() ?? {}
    const index = versionIndex + by
    if (index < 0 || index > others.length) return
    selectVersion(chat, id, index)
    announce(`Version ${index + 1} of ${others.length + 1}.`)
  }
}
