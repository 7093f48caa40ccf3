import { createElement, StrictMode, type FunctionComponent } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import type { ChatOptions } from './chat/chat.ts'
import { createChat } from './chat/create-chat.ts'
import { useChat, useMessage, useMessageIds } from './react.ts'
import { createSource } from './testing/source.ts'

const options = (): ChatOptions => ({
  connection: createSource().connection,
  messages: [
    { id: 'u1', role: 'user', content: 'Hi' },
    { id: 'a1', role: 'assistant', content: 'Hello' },
  ],
})

function rendered(component: FunctionComponent): string {
  return renderToString(createElement(StrictMode, null, createElement(component)))
}

test('a server renders what a chat was created with, and listens to nothing', () => {
  const chat = createChat(options())
  const html = rendered(() => {
    const { messages, status } = useChat(chat)
    const rows = useMessageIds(chat).map(id => useMessage(chat, id)?.content)
    return [status, ...messages.map(({ id }) => id), ...rows].join()
  })
  expect(html).toBe('ready,u1,a1,Hi,Hello')
  expect([chat.$messages.lc, chat.$messageIds.lc, chat.$message('u1').lc]).toEqual([0, 0, 0])
})

test('a server renders a chat that the component owns', () => {
  const given = options()
  const html = rendered(() => {
    const { messages, input } = useChat(given)
    return [...messages.map(({ content }) => content), `[${input}]`].join()
  })
  expect(html).toBe('Hi,Hello,[]')
})

test('a server renders no later change, which hydration could not know', () => {
  const chat = createChat(options())
  chat.clear()
  const html = rendered(() => {
    const ids = useMessageIds(chat)
    return [...ids, ...ids.map(id => useMessage(chat, id)?.content)].join()
  })
  expect(html).toBe('u1,a1,Hi,Hello')
})

test('a prerendered page shows a chat that has used neither the clock nor random numbers', () => {
  const looks = [vi.spyOn(Date, 'now'), vi.spyOn(Math, 'random'), vi.spyOn(crypto, 'randomUUID')]
  const count = (): number => looks.reduce((sum, { mock }) => sum + mock.calls.length, 0)
  const { connection } = createSource()
  const greeting = { id: 'a1', role: 'assistant', content: 'Hello', createdAt: 1 } as const
  let read: number | undefined
  let id: string | undefined
  rendered(() => {
    const before = count()
    const view = useChat({ connection, messages: [greeting] })
    expect(view.messages).toMatchObject([{ createdAt: 1 }])
    read ??= count() - before
    id ??= view.id
    expect([view.id, view.chat.id]).toEqual([id, id])
    return view.status
  })
  vi.restoreAllMocks()
  expect(read).toBe(0)
  expect(id).toMatch(/^[a-z0-9]{12,}$/)
})
