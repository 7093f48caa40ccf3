import type { ToolCallPart } from 'nanowire'
import { chat } from '../chat.ts'
import { announce } from './announcer.ts'
import { element } from './element.ts'
import { keepFocus } from './keep-focus.ts'

/** Asks on a card whether its tool may be called, until the user has answered. */
export function approval(card: HTMLElement): (part: ToolCallPart) => void {
  const question = element('p', {})
  const approve = element('button', { type: 'button', class: 'primary' }, 'Approve')
  const deny = element('button', { type: 'button' }, 'Deny')
  const box = element('div', { class: 'approval' }, question, approve, deny)
  let asked: string | undefined

  approve.addEventListener('click', () => respond(true))
  deny.addEventListener('click', () => respond(false))
  return show

  function show({ state, toolName, approval: request }: ToolCallPart): void {
    const id = state === 'approval-requested' ? request?.id : undefined
    if (id === asked) return
    asked = id
    question.textContent = `May the assistant use ${toolName}?`
    keepFocus(box, () => {
      // A button that is only hidden would keep the focus until the next frame.
      if (id === undefined) box.remove()
      else card.append(box)
    })
    if (id !== undefined) announce(`${question.textContent} Approve or deny.`)
  }

  function respond(isApproved: boolean): void {
    if (asked !== undefined) void chat.respondToApproval(asked, isApproved)
  }
}
