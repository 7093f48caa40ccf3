import { createChat, fetchServerSentEvents } from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'

// A page that persists its conversation, and resumes the run under way when it is opened again.

const query = new URLSearchParams(location.search)
const server = query.get('server')!
const idle = Number(query.get('idle') ?? 0)

const chat = createChat({
  id: 'c1',
  messages: JSON.parse(localStorage.getItem('messages') ?? '[]'),
  connection: fetchServerSentEvents(`${server}/chat`, {
    protocol: aiSdk,
    timeouts: { idle },
    ...(!query.has('plain') && { resume: { url: `${server}/runs` } }),
  }),
  onStop: () => void fetch(`${server}/stop`, { method: 'POST', keepalive: true }),
})

const byId = (id: string): HTMLElement => document.getElementById(id)!
const show = (selector: string, text: string): void => {
  document.querySelector(selector)!.textContent = text
}

chat.$messages.subscribe(messages => {
  localStorage.setItem('messages', JSON.stringify(messages))
  const lines = messages.map(({ role, status, content }) => `${role} ${status}: ${content}`)
  show('[data-testid=messages]', lines.join('\n'))
})
chat.$status.subscribe(status => show('[data-testid=status]', status))
chat.$error.subscribe(error => {
  show('[role=alert]', error ? `${error.code}: ${error.message}` : '')
  byId('retry').hidden = !error
})
byId('ask').addEventListener('click', () => void chat.sendMessage('Tell me of Malmö'))
byId('stop').addEventListener('click', () => chat.stop())
byId('retry').addEventListener('click', () => void chat.retry())
Object.assign(globalThis, { chat, isResumed: chat.resume() })
