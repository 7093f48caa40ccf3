import { get } from 'svelte/store'
import { expect, test } from 'vitest'
import { createChat } from './chat/create-chat.ts'
import { createChatStore } from './svelte.ts'
import { createSource } from './testing/source.ts'

test('it is a store of Svelte’s, with the state and the actions', async () => {
  const source = createSource()
  const chat = createChatStore({ connection: source.connection })
  const told: string[] = []
  const leave = chat.subscribe(({ status, input, messages }) => {
    told.push(`${status} [${input}] ${messages.map(({ content }) => content)}`)
  })
  // As `bind:value={$chat.input}` does.
  const state = get(chat)
  state.input = 'Hi'
  chat.set(state)
  const sent = chat.submit()
  const answer = await source.next()
  answer.push({ type: 'text-delta', delta: 'Hello' }, { type: 'finish' })
  answer.end()
  await sent
  leave()
  chat.setInput('unheard')

  expect(told).toEqual([
    'ready [] ',
    'ready [Hi] ',
    'ready [] ',
    'submitted [] Hi',
    'ready [] Hi,Hello',
  ])
  chat.update(({ input }) => ({ input: `${input}!` }))
  expect(get(chat).input).toBe('unheard!')
})

test('each state is another object, and what did not change in it is the same', () => {
  const chat = createChatStore(createChat({ connection: createSource().connection }))
  const before = get(chat)
  chat.setInput('a')
  const after = get(chat)
  expect(after).not.toBe(before)
  expect(before.input).toBe('')
  expect(after.messages).toBe(before.messages)
})
