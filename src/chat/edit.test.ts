import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { messageRows } from '../testing/message-rows.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type Source } from '../testing/source.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'
import { keepVersions, selectVersion } from './versions.ts'

const history: readonly Message[] = [
  createMessage({ id: 'u1', role: 'user', content: 'one' }),
  createMessage({ id: 'a1', role: 'assistant', content: 'first' }),
  createMessage({ id: 'u2', role: 'user', content: 'two' }),
  createMessage({ id: 'a2', role: 'assistant', content: 'second' }),
]

function chatOf(options: Partial<ChatOptions> = {}): { chat: Chat; source: Source } {
  const source = createSource()
  const { connection } = source
  return {
    chat: createChat({ connection, flush: 'sync', messages: history, ...options }),
    source,
  }
}

async function answer(source: Source, delta: string, sent: Promise<void>): Promise<void> {
  const { push, end } = await source.next()
  push({ type: 'text-delta', delta })
  end()
  await sent
}

test('an edited question keeps its id, drops what follows and is asked again', async () => {
  const { chat, source } = chatOf()
  await answer(source, 'new', chat.edit('u1', 'ONE'))
  expect(messageRows(chat)).toEqual(['user complete: ONE', 'assistant complete: new'])
  expect(chat.$messageIds.get()[0]).toBe('u1')
  expect(source.requests).toMatchObject([{ trigger: 'send', messageId: 'u1' }])
})

test('an edit stops the answer under way', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('three')
  const { push } = await source.next()
  push({ type: 'text-delta', delta: 'thi' })
  await nextTurn()
  await answer(source, 'new', chat.edit('u2', 'TWO'))
  await sent
  expect(messageRows(chat).slice(2)).toEqual(['user complete: TWO', 'assistant complete: new'])
})

test.each(['nobody', 'a1'])('an edit of %s changes and stops nothing', async id => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('three')
  await chat.edit(id, 'other')
  await chat.regenerate('nobody')
  await answer(source, 'third', sent)
  expect(messageRows(chat)).toHaveLength(6)
  expect(source.requests).toHaveLength(1)
})

test('the old answer comes back if the new one brings nothing', async () => {
  const { chat, source } = chatOf()
  const failed = chat.regenerate()
  const { fail } = await source.next()
  expect(chat.$messageIds.get()).toEqual(['u1', 'a1', 'u2'])
  fail(new Error('Gone'))
  await failed
  expect(chat.$messages.get()).toEqual(history)
  expect(chat.$status.get()).toBe('error')

  const stopped = chat.regenerate()
  await source.next()
  chat.stop()
  await stopped
  expect(chat.$messages.get()).toEqual(history)
  expect(chat.$status.get()).toBe('ready')
})

test('earlier versions are kept where that is wanted, and any can be shown again', async () => {
  const { chat, source } = chatOf({ versions: keepVersions })
  await answer(source, 'third', chat.regenerate('a2'))
  await answer(source, 'fourth', chat.regenerate())
  const shown = (): unknown => {
    const { content, versions, versionIndex } = chat.$messages.get().at(-1)!
    return [content, versionIndex, versions?.map(version => version.content)]
  }
  expect(shown()).toEqual(['fourth', 2, ['second', 'third']])
  const { id } = chat.$messages.get().at(-1)!

  selectVersion(chat, id, 0)
  expect(shown()).toEqual(['second', 0, ['third', 'fourth']])
  expect(chat.$messageIds.get()).toEqual(['u1', 'a1', 'u2', 'a2'])
  selectVersion(chat, 'a2', 1)
  expect(shown()).toEqual(['third', 1, ['second', 'fourth']])
  const before = chat.$messages.get()
  selectVersion(chat, id, 7)
  selectVersion(chat, 'a2', -1)
  selectVersion(chat, chat.$messageIds.get().at(-1)!, -1)
  selectVersion(chat, 'nobody', 0)
  expect(chat.$messages.get()).toBe(before)

  // A version holds no versions of its own: what is kept does not grow with every choice.
  for (const version of chat.$messages.get().at(-1)!.versions!) {
    expect(version).not.toHaveProperty('versions')
  }
  await answer(source, 'fifth', chat.regenerate())
  expect(shown()).toEqual(['fifth', 3, ['second', 'third', 'fourth']])
})

test.each(['retry', 'resume'] as const)('%s keeps the versions of what has failed', async how => {
  const { chat, source } = chatOf({ versions: keepVersions })
  const failed = chat.regenerate()
  const { push, fail } = await source.next()
  push({ type: 'text-delta', delta: 'thi' })
  await nextTurn()
  fail(new Error('Gone'))
  await failed
  expect(messageRows(chat).at(-1)).toBe('assistant error: thi')
  await answer(source, 'third', chat[how]())
  expect(chat.$messages.get().at(-1)).toMatchObject({
    content: 'third',
    status: 'complete',
    versions: [{ content: 'second' }],
    versionIndex: 1,
  })
})

test('a snapshot of the server keeps a message’s versions and its time', async () => {
  const { chat, source } = chatOf({ versions: keepVersions })
  await answer(source, 'again', chat.regenerate())
  const told = chat.$messages.get().map(one => {
    const { versions: _, versionIndex: __, ...rest } = one
    return { ...rest, createdAt: 0 }
  })
  const sent = chat.sendMessage('three')
  const { request, push } = await source.next()
  const [before] = request.messages.slice(-2)
  const asked = { ...request.messages.at(-1)!, createdAt: 0 }
  push({ type: 'messages', messages: [...told, asked] }, { type: 'text-delta', delta: 'third' })
  push({ type: 'finish' })
  await sent
  expect(chat.$messages.get().at(3)).toEqual(before)
  expect(chat.$messages.get().map(({ createdAt }) => createdAt > 0)).not.toContain(false)
  selectVersion(chat, before!.id, 0)
  expect(chat.$messages.get().at(3)).toMatchObject({ id: 'a2', content: 'second' })
})

test('no other version can be selected while the answer continues with the result of a call', async () => {
  const { chat, source } = chatOf({ versions: keepVersions })
  const sent = chat.regenerate()
  const first = await source.next()
  first.push({ type: 'tool-call', toolCallId: '1', toolName: 'ask', input: {} })
  first.end()
  await sent
  const id = chat.$messageIds.get().at(-1)!
  const done = chat.addToolResult({ toolCallId: '1', output: 1 })
  expect(chat.$status.get()).toBe('submitted')
  selectVersion(chat, id, 0)
  expect(chat.$messageIds.get().at(-1)).toBe(id)
  await answer(source, 'new', done)
  expect(messageRows(chat).slice(2)).toEqual(['user complete: two', 'assistant complete: new'])
  selectVersion(chat, id, 0)
  expect(messageRows(chat).slice(2)).toEqual(['user complete: two', 'assistant complete: second'])
})

test('a retry of which nothing comes loses nothing', async () => {
  const { chat, source } = chatOf({ versions: keepVersions })
  const failed = chat.regenerate()
  ;(await source.next()).fail(new Error('Gone'))
  await failed
  const again = chat.retry()
  ;(await source.next()).fail(new Error('Gone'))
  await again
  expect(chat.$messages.get()).toEqual(history)
  await answer(source, 'third', chat.retry())
  expect(chat.$messages.get().at(-1)).toMatchObject({
    content: 'third',
    versions: [{ content: 'second' }],
    versionIndex: 1,
  })
})

test('without keepVersions nothing is kept', async () => {
  const { chat, source } = chatOf()
  await answer(source, 'third', chat.regenerate())
  expect(chat.$messages.get().at(-1)).not.toHaveProperty('versions')
})

test.each<[string, (chat: Chat) => Promise<void>]>([
  ['retried', chat => chat.retry()],
  ['regenerated', chat => chat.regenerate()],
])(
  'a question without an answer is %s as it is, also where versions are kept',
  async (_, again) => {
    const { chat, source } = chatOf({ messages: history.slice(0, 1), versions: keepVersions })
    const failed = again(chat)
    ;(await source.next()).fail(new Error('Gone'))
    await failed
    expect(chat.$messages.get()).toEqual(history.slice(0, 1))
    await answer(source, 'first', again(chat))
    expect(messageRows(chat)).toEqual(['user complete: one', 'assistant complete: first'])
    expect(chat.$messages.get()[1]).not.toHaveProperty('versionIndex')
  },
)
