import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef, watch } from 'vue'
import { createChat } from './chat/create-chat.ts'
import type { Chat } from './chat/chat.ts'
import { createSource, type Source } from './testing/source.ts'
import { useChat, useMessage } from './vue.ts'

function chatOf(content: string, source: Source = createSource()): Chat {
  const messages = [{ id: 'u1', role: 'user', content }] as const
  return createChat({ connection: source.connection, id: content, messages })
}

/** As on a page: on a server nothing is listened to. */
function onPage(): void {
  vi.stubGlobal('document', {})
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test('refs follow the stores, and hold what the stores hold', async () => {
  onPage()
  const chat = chatOf('Hi')
  const scope = effectScope()
  const { messages, status, input, setInput } = scope.run(() => useChat(chat))!
  const seen: string[] = []
  scope.run(() => watch([input, status], ([text, now]) => seen.push(`${text} ${now}`)))

  expect(messages.value).toBe(chat.$messages.get())
  expect(structuredClone(messages.value)).toEqual(messages.value)
  input.value = 'a'
  expect(chat.$input.get()).toBe('a')
  await nextTick()
  setInput('b')
  await nextTick()
  expect(seen).toEqual(['a ready', 'b ready'])
  scope.stop()
  expect([chat.$messages.lc, chat.$input.lc]).toEqual([0, 0])
})

test('a getter can switch the refs, the actions and a message to another chat', async () => {
  onPage()
  const [first, second] = [chatOf('first'), chatOf('second')]
  const shown = shallowRef(first)
  const scope = effectScope()
  const { messages, id, setInput, message } = scope.run(() => ({
    ...useChat(() => shown.value),
    message: useMessage(shown, 'u1'),
  }))!
  const seen: (string | undefined)[] = []
  scope.run(() => watch(message, now => seen.push(now?.content), { flush: 'sync' }))

  shown.value = second
  expect([messages.value[0]?.content, id.value]).toEqual(['second', 'second'])
  setInput('a')
  expect([first.$input.get(), second.$input.get()]).toEqual(['', 'a'])
  first.clear()
  second.clear()
  expect(seen).toEqual(['second', undefined])
  expect(first.$messages.lc).toBe(0)
  scope.stop()
})

test('a chat that it creates ends with the scope, and one that it is given does not', async () => {
  onPage()
  const source = createSource()
  const chat = chatOf('Hi')
  const scope = effectScope()
  const own = scope.run(() => useChat({ connection: source.connection }))!
  scope.run(() => useChat(chat))
  const sent = own.sendMessage('Hi')
  const { request } = await source.next()
  scope.stop()
  expect(request.signal.aborted).toBe(true)
  await sent
  await expect(own.sendMessage('Hi')).rejects.toThrow('destroyed')
  expect(chat.$input.lc).toBe(0)
})

test('a server listens to nothing', () => {
  const chat = chatOf('Hi')
  const scope = effectScope()
  const { messages } = scope.run(() => useChat(chat))!
  expect(messages.value[0]?.content).toBe('Hi')
  expect(chat.$messages.lc).toBe(0)
})
