import { createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { createChat } from './chat/create-chat.ts'
import { useChat, useMessage } from './solid.ts'
import { createSource } from './testing/source.ts'

test('a server renders the state, and its listeners are removed with the root', async () => {
  const source = createSource()
  const chat = createChat({
    connection: source.connection,
    messages: [{ id: 'u1', role: 'user', content: 'Hi' }],
  })
  const own = createRoot(dispose => {
    const { messages, status } = useChat(chat)
    const created = useChat({ connection: source.connection })
    const message = useMessage(chat, 'u1')
    expect([messages().length, status(), message()?.content]).toEqual([1, 'ready', 'Hi'])
    dispose()
    return created
  })
  expect([chat.$messages.lc, chat.$message('u1').lc]).toEqual([0, 0])
  await expect(own.sendMessage('Hi')).rejects.toThrow('destroyed')
})
