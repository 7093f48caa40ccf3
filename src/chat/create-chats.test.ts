import { expect, test } from 'vitest'
import { messageRows } from '../testing/message-rows.ts'
import { createSource } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import { createChat } from './create-chat.ts'
import { createChats } from './create-chats.ts'

test('makes a chat once, under the id that is asked for', () => {
  const { connection } = createSource()
  const asked: string[] = []
  const chats = createChats(id => {
    asked.push(id)
    return { connection }
  })
  expect(chats.ids()).toEqual([])

  const first = chats.get('a')
  expect(first.id).toBe('a')
  expect(chats.get('b').id).toBe('b')
  expect(chats.get('a')).toBe(first)
  expect(asked).toEqual(['a', 'b'])
  expect(chats.ids()).toEqual(['a', 'b'])
  expect([chats.has('a'), chats.has('c')]).toEqual([true, false])
})

test('keeps a chat that make returned, with its own properties', () => {
  const { connection } = createSource()
  const chats = createChats(id =>
    Object.assign(createChat({ connection, id: `chat-${id}` }), { title: `On ${id}` }),
  )
  expect(chats.get('bees').id).toBe('chat-bees')
  expect(chats.get('bees').title).toBe('On bees')
})

test('a chat streams on while nobody asks for it, and others stream beside it', async () => {
  const source = createSource()
  const chats = createChats(() => ({ connection: source.connection, flush: 'sync' }))
  const sent = ['a', 'b'].map(id => chats.get(id).sendMessage(`Hi from ${id}`))
  const answers = [await source.next(), await source.next()]
  for (const { request, push } of answers) {
    push({ type: 'text-delta', delta: `Hello ${request.chatId}` }, { type: 'finish' })
  }
  await Promise.all(sent)
  expect(messageRows(chats.get('a'))[1]).toBe('assistant complete: Hello a')
  expect(messageRows(chats.get('b'))[1]).toBe('assistant complete: Hello b')
})

test('drops a chat that is destroyed, by itself or by its id, and stops it', async () => {
  const source = createSource()
  const chats = createChats(() => ({ connection: source.connection }))
  const first = chats.get('a')
  const sent = first.sendMessage('Hi')
  const { request } = await source.next()
  chats.delete('a')
  await sent
  expect(request.signal.aborted).toBe(true)
  expect(chats.has('a')).toBe(false)

  const second = chats.get('a')
  expect(second).not.toBe(first)
  // The one that was dropped takes nothing of the new one with it.
  first.destroy()
  expect(chats.get('a')).toBe(second)
  second.destroy()
  expect(chats.ids()).toEqual([])
  chats.delete('a')
})

test('a chat that cannot be made is not kept', () => {
  const { connection } = createSource()
  let signedIn = false
  const chats = createChats(() => {
    if (!signedIn) throw new Error('Nobody is signed in.')
    return { connection }
  })
  expect(() => chats.get('a')).toThrow('Nobody is signed in.')
  expect(chats.has('a')).toBe(false)
  signedIn = true
  expect(chats.get('a').id).toBe('a')
})

test('a hot reload keeps the running chats, with their connections', async () => {
  const source = createSource()
  const hot: Record<string, unknown> = {}
  const load = (model: string) =>
    createChats(() => ({ connection: source.connection, data: { model }, flush: 'sync' }), { hot })

  const before = load('old')
  const sent = before.get('a').sendMessage('Hi')
  const answer = await source.next()
  answer.push({ type: 'text-delta', delta: 'Hel' })
  await until(before.get('a').$messages, ({ length }) => length === 2)

  const after = load('new')
  expect(after.get('a')).toBe(before.get('a'))
  answer.push({ type: 'text-delta', delta: 'lo' }, { type: 'finish' })
  await sent
  expect(messageRows(after.get('a'))).toEqual(['user complete: Hi', 'assistant complete: Hello'])
  expect(source.requests).toHaveLength(1)

  void after.get('b').sendMessage('Hi')
  expect((await source.next()).request.data).toEqual({ model: 'new' })
  after.delete('b')
  expect(before.ids()).toEqual(['a'])
})

test('the names of the registries of one module keep them apart over a hot reload', () => {
  const { connection } = createSource()
  const hot = {}
  const chats = createChats(() => ({ connection }), { hot })
  const drafts = createChats(() => ({ connection }), { hot, name: 'drafts' })
  chats.get('a')
  expect(drafts.has('a')).toBe(false)
})
