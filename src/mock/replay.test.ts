import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import { StreamError } from '../stream-error.ts'
import { messageRows } from '../testing/message-rows.ts'
import { replay } from './replay.ts'

const hello = ['Hel', 'lo'].map(delta => ({ type: 'text-delta', delta }) as const)

test('answers every request with the same events', async () => {
  const chat = createChat({ connection: replay(hello) })
  await chat.sendMessage('Hi')
  await chat.sendMessage('Again')
  expect(messageRows(chat)).toEqual([
    'user complete: Hi',
    'assistant complete: Hello',
    'user complete: Again',
    'assistant complete: Hello',
  ])
})

test('answers with what a function of the request tells', async () => {
  const echo = replay(async ({ messages }) => [
    { type: 'text-delta', delta: `You said ${messages.at(-1)?.content}` },
  ])
  const chat = createChat({ connection: echo })
  await chat.sendMessage('Hi')
  expect(messageRows(chat)[1]).toBe('assistant complete: You said Hi')
})

test('fails on the network after some events, or at once with an error that is given', async () => {
  const cut = createChat({ connection: replay(hello, { cut: 1 }) })
  await cut.sendMessage('Hi')
  expect(cut.$error.get()?.code).toBe('network')
  expect(messageRows(cut)[1]).toBe('assistant error: Hel')

  const fail = new StreamError('http', 'No credit.', { status: 402 })
  const failing = createChat({ connection: replay(hello, { fail }) })
  await failing.sendMessage('Hi')
  expect(failing.$error.get()).toBe(fail)
  expect(messageRows(failing)).toEqual(['user complete: Hi'])
})

test('tells one event at a time, and leaves no timer when it is stopped', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const chat = createChat({ connection: replay(hello, { delay: 1_000 }), flush: 'sync' })
  const sent = chat.sendMessage('Hi')
  await vi.advanceTimersByTimeAsync(999)
  expect(chat.$status.get()).toBe('submitted')
  await vi.advanceTimersByTimeAsync(1)
  expect(messageRows(chat)[1]).toBe('assistant streaming: Hel')
  chat.stop()
  await sent
  expect(messageRows(chat)[1]).toBe('assistant stopped: Hel')
  expect(vi.getTimerCount()).toBe(0)
})
