import { createChat, type Chat } from 'nanowire/core'
import { $views, choicesOf, givenTo, restore, textOf, type ViewName } from './chats.ts'
import { button, element } from './elements.ts'

/** Shows a chat; returns the function that stops it. */
function view(chat: Chat, section: HTMLElement): () => void {
  const log = element('div', { role: 'log' })
  const status = element('output')
  const alert = element('p', { role: 'alert' })
  const field = element('input', { 'aria-label': 'Message' })
  const form = element('form', {}, field, button('Send'))
  const rows = new Map<string, { row: HTMLElement; stop: () => void }>()
  section.append(
    log,
    status,
    form,
    button('Stop', chat.stop),
    button('Retry', () => chat.retry()),
  )

  field.addEventListener('input', () => chat.$input.set(field.value))
  form.addEventListener('submit', event => {
    event.preventDefault()
    void chat.submit()
  })
  const stops = [
    chat.$input.subscribe(text => void (field.value = text)),
    chat.$status.subscribe(now => void (status.textContent = now)),
    chat.$error.subscribe(error => {
      alert.textContent = error?.message ?? ''
      if (error) section.append(alert)
      else alert.remove()
    }),
    chat.$messageIds.subscribe(ids => {
      for (const id of ids) if (!rows.has(id)) rows.set(id, rowOf(chat, id))
      log.replaceChildren(...ids.map(id => rows.get(id)!.row))
    }),
  ]
  return () => [...stops, ...[...rows.values()].map(row => row.stop)].forEach(stop => stop())
}

function rowOf(chat: Chat, id: string): { row: HTMLElement; stop: () => void } {
  const text = element('p')
  const choices = element('div')
  const row = element('article', {}, text, choices)
  const stop = chat.$message(id).subscribe(message => {
    if (!message) return
    text.textContent = textOf(message)
    const now = choicesOf(message, chat)
    choices.replaceChildren(...now.map(({ label, choose }) => button(label, choose)))
    Object.assign(row.dataset, { role: message.role, status: message.status })
  })
  return { row, stop }
}

interface ShownView {
  readonly name: ViewName
  readonly section: HTMLElement
  readonly leave: () => void
}

function shownView(name: ViewName): ShownView {
  const section = element('section', { 'aria-label': 'Chat' })
  const given = givenTo(name)
  if (!('connection' in given)) return { name, section, leave: view(given, section) }
  const own = createChat(given)
  const leave = view(own, section)
  return { name, section, leave: () => [leave, own.destroy].forEach(end => end()) }
}

restore()
let shown: readonly ShownView[] = []
$views.subscribe(names => {
  const former = shown
  shown = names.map((name, index) =>
    former[index]?.name === name ? former[index] : shownView(name),
  )
  for (const left of former) if (!shown.includes(left)) left.leave()
  document.querySelector('#app')!.replaceChildren(...shown.map(({ section }) => section))
})
