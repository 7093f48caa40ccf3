import type { Message } from 'nanowire'
import { computed } from 'nanostores'
import { chat } from '../chat.ts'
import { announce } from './announcer.ts'
import { byId, element } from './element.ts'
import { iconButton } from './icon-button.ts'

/** Shows the queue: each message can be cancelled, or sent if a stop or an error holds it back. */
export function showQueue(): void {
  const section = byId('queue', HTMLElement)
  const message = byId('message', HTMLTextAreaElement)
  const title = element('p', { class: 'queue-title' })
  const list = element('ul')
  section.append(title, list)
  chat.$queue.listen((queue, before = []) => {
    if (queue.length > before.length) announce('Waiting for the end of the answer.')
  })

  computed([chat.$queue, chat.$isLoading], (queue, isLoading) => ({ queue, isLoading })).subscribe(
    ({ queue, isLoading }) => {
      const wasIn = section.contains(document.activeElement)
      section.hidden = queue.length === 0
      title.textContent = isLoading ? 'Sent after this answer' : 'Held back'
      list.replaceChildren(...queue.map(one => itemOf(one, isLoading)))
      if (wasIn) message.focus()
    },
  )
}

function itemOf(message: Message, isLoading: boolean): HTMLElement {
  const { id, content, status } = message
  const item = element(
    'li',
    {},
    element('span', { class: 'queued', dir: 'auto' }, content || 'Files'),
  )
  // A message with files cannot be sent again from here: it follows the next question.
  if (!isLoading && status !== 'pending') {
    item.append(iconButton('send', 'Ask now', () => askNow(message)))
  }
  const takeBack = (): void => {
    chat.cancelQueued(id)
    announce('Taken back.')
  }
  item.append(iconButton('remove', 'Take back', takeBack))
  return item
}

function askNow({ id, content }: Message): void {
  chat.cancelQueued(id)
  void chat.sendMessage(content)
}
