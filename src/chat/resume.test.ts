import { expect, test, vi } from 'vitest'
import type { Message } from '../message.ts'
import { networkError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createSource } from '../testing/source.ts'
import type { ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'

const question = createMessage({ id: 'u1', role: 'user', content: 'one' })
const half: Message = {
  ...createMessage({ id: 'a1', role: 'assistant', content: 'Hel' }),
  status: 'streaming',
}

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })

function chatOf(options: Partial<ChatOptions>) {
  const source = createSource()
  const chat = createChat({ connection: source.connection, flush: 'sync', ...options })
  const rows = (): string[] =>
    chat.$messages.get().map(({ id, status, content }) => `${id} ${status} ${content}`)
  return { chat, source, rows }
}

test('resume replaces the unfinished answer as it comes again', async () => {
  const { chat, source, rows } = chatOf({ messages: [question, half] })
  const resumed = chat.resume()
  expect(chat.$status.get()).toBe('submitted')
  const { request, push, end } = await source.next()
  expect(request).toMatchObject({ trigger: 'resume', messages: [question], messageId: 'a1' })
  expect(rows()).toEqual(['u1 complete one', 'a1 streaming Hel'])
  push(text('Hello'))
  await vi.waitUntil(() => chat.$status.get() === 'streaming')
  expect(rows()).toEqual(['u1 complete one', 'a1 streaming Hello'])
  push({ type: 'finish' })
  end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 complete Hello'])
})

test('resume leaves what there is, as stopped, where nothing is under way', async () => {
  const onFinish = vi.fn<() => void>()
  const { chat, source, rows } = chatOf({ messages: [question, half], onFinish })
  const resumed = chat.resume()
  ;(await source.next()).end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 stopped Hel'])
  expect(chat.$status.get()).toBe('ready')
  expect(onFinish).not.toHaveBeenCalled()
})

test('resume adds the answer to a question that has none, or nothing', async () => {
  const { chat, source, rows } = chatOf({ messages: [question] })
  const nothing = chat.resume()
  ;(await source.next()).end()
  await nothing
  expect(rows()).toEqual(['u1 complete one'])
  const resumed = chat.resume()
  const { push, end } = await source.next()
  push({ type: 'start', messageId: 'a1' }, text('Hello'), { type: 'finish' })
  end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 complete Hello'])
})

test('resume asks nothing of a finished conversation, an empty one, or during an answer', async () => {
  const { chat, source } = chatOf({ messages: [question, { ...half, status: 'complete' }] })
  await chat.resume()
  await chatOf({}).chat.resume()
  expect(source.requests).toHaveLength(0)
  const sent = chat.sendMessage('two')
  await chat.resume()
  ;(await source.next()).end()
  await sent
  expect(source.requests).toHaveLength(1)
})

test('retry sends the same question again, in the place of the answer that failed', async () => {
  const { chat, source, rows } = chatOf({})
  const sent = chat.sendMessage('Hi')
  const { request, push, fail } = await source.next()
  const asked = request.messages[0]!
  push(text('Hel'))
  await vi.waitUntil(() => chat.$status.get() === 'streaming')
  fail(networkError('gone'))
  await sent
  expect(chat.$status.get()).toBe('error')

  const retried = chat.retry()
  const again = await source.next()
  expect(again.request).toMatchObject({ trigger: 'send', messages: [{ id: asked.id }] })
  expect(again.request.runId).not.toBe(request.runId)
  expect(chat.$error.get()).toBeUndefined()
  again.push(text('Hello'), { type: 'finish' })
  again.end()
  await retried
  expect(rows()).toEqual([
    `${asked.id} complete Hi`,
    expect.stringMatching(/ complete Hello$/) as string,
  ])
})

test('retry does nothing without a question, or during an answer', async () => {
  const { chat, source } = chatOf({})
  await chat.retry()
  expect(source.requests).toHaveLength(0)
  const sent = chat.sendMessage('Hi')
  await chat.retry()
  ;(await source.next()).end()
  await sent
  expect(source.requests).toHaveLength(1)
})

test('a stop is told by the names of the run, and leaving is none', async () => {
  const onStop = vi.fn<(stopped: object) => void>()
  const { chat, source } = chatOf({ id: 'c1', onStop })
  chat.stop()
  const sent = chat.sendMessage('Hi')
  const { request } = await source.next()
  chat.stop()
  await sent
  expect(onStop).toHaveBeenCalledExactlyOnceWith({ chatId: 'c1', runId: request.runId })
  const left = chat.sendMessage('Hi')
  await source.next()
  chat.destroy()
  await left
  expect(onStop).toHaveBeenCalledOnce()
})

test('a message of too many parts is too large, and keeps what it has', async () => {
  const { chat, source } = chatOf({ maxParts: 3 })
  const sent = chat.sendMessage('Hi')
  const { push } = await source.next()
  for (const id of ['__proto__', 'constructor', '1', '2']) {
    push({ type: 'tool-input-start', toolCallId: id, toolName: 'flood' })
  }
  await sent
  expect(chat.$error.get()).toMatchObject({ code: 'too-large', limit: 3 })
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', parts: { length: 3 } })
})
