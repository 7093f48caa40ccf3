import { expect, test, vi } from 'vitest'
import type { Chat } from '../chat/chat.ts'
import { createChat } from '../chat/create-chat.ts'
import { createSource, type Source } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import { stateNames, storeOf } from './chat-state.ts'
import { chatViews } from './chat-views.ts'

function chatOf(source: Source = createSource()): Chat {
  return createChat({
    connection: source.connection,
    id: 'chat_1',
    messages: [{ id: 'u1', role: 'user', content: 'Hi' }],
  })
}

test('a view has the value of every store, every action, the id and the chat', () => {
  const chat = chatOf()
  const view = chatViews(chat).current()

  expect({ ...view }).toMatchObject({
    id: 'chat_1',
    messages: chat.$messages.get(),
    messageIds: ['u1'],
    input: '',
    status: 'ready',
    error: undefined,
    isLoading: false,
    queue: [],
    progress: chat.$progress.get(),
  })
  expect(view.chat).toBe(chat)
  const actions = Object.entries(chat).filter(([, value]) => typeof value === 'function')
  expect(actions.length).toBeGreaterThan(10)
  for (const [name] of actions) {
    expect(name in view, name).toBe(!name.startsWith('$'))
  }
})

test('there is a new view only once something has changed that was read from the last', () => {
  const chat = chatOf()
  const { current } = chatViews(chat)
  const first = current()
  expect(first.input).toBe('')
  chat.setMessages([])
  expect(current()).toBe(first)
  chat.$input.set('a')

  const second = current()
  expect(second).not.toBe(first)
  expect(second.input).toBe('a')
  expect(second.messages).toEqual([])
  expect(second.stop).toBe(first.stop)
  chat.setMessages([{ ...chatOf().$messages.get()[0]! }])
  expect(current()).not.toBe(second)
})

test('values that were read from a view stay, and others are read now', () => {
  const chat = chatOf()
  const view = chatViews(chat).current()
  expect(view.input).toBe('')
  chat.$input.set('a')
  chat.clear()
  expect(view.input).toBe('')
  expect(view.messages).toEqual([])
})

test('the initial view is what the chat was created with, and is kept where nothing has changed', () => {
  const chat = chatOf()
  const views = chatViews(chat)
  const initial = views.initial()
  expect(initial.messageIds).toEqual(['u1'])
  expect(views.initial()).toBe(initial)
  expect(views.current()).toBe(initial)

  chat.clear()
  chat.$input.set('a')
  const later = chatViews(chat)
  expect(later.initial().messageIds).toEqual(['u1'])
  expect(later.current().messageIds).toEqual([])
  expect(later.current().input).toBe('a')
  expect(views.current().input).toBe('a')
})

test('an initial view from which one value was read is the same until that has changed', () => {
  const chat = chatOf()
  const views = chatViews(chat)
  const initial = views.initial()
  expect(initial.input).toBe('')
  chat.clear()
  expect(views.current()).toBe(initial)
  chat.$input.set('a')
  expect(views.current().input).toBe('a')
})

test('a write of several stores calls the listener once, and never after it was removed', async () => {
  const source = createSource()
  const chat = chatOf(source)
  const views = chatViews(chat)
  const told: string[] = []
  const changed = vi.fn<() => void>(() => {
    const { status, messages } = views.current()
    told.push(`${status} ${messages.at(-1)?.content}`)
  })
  const leave = views.listen(changed)
  const sent = chat.sendMessage('Tell')
  const answer = await source.next()
  answer.push({ type: 'text-delta', delta: 'Once' })
  await until(chat.$status, status => status === 'streaming')
  answer.push({ type: 'finish' })
  answer.end()
  await sent
  expect(told).toEqual(['submitted Tell', 'streaming Once', 'ready Once'])

  leave()
  chat.$input.set('a')
  expect(changed).toHaveBeenCalledTimes(3)
  for (const name of stateNames(chat)) expect(storeOf(chat, name).lc, name).toBe(0)
})
