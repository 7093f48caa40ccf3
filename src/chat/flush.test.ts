import { expect, onTestFinished, test, vi } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { stubPage } from '../testing/page.ts'
import { createSource } from '../testing/source.ts'
import type { ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })

/** A chat whose answer has given these texts, one a read, and the contents that its stores have told. */
async function chatAfter(texts: readonly string[], flush?: ChatOptions['flush']) {
  const { connection, next } = createSource()
  const chat = createChat({ connection, ...(flush !== undefined && { flush }) })
  const sent = chat.sendMessage('Hi')
  const told: string[] = []
  chat.$messages.listen(messages => {
    const { status, content } = messages.at(-1)!
    told.push(`${status}: ${content}`)
  })
  const answer = await next()
  const push = async (...pieces: readonly string[]): Promise<void> => {
    for (const piece of pieces) {
      answer.push(text(piece))
      await nextTurn()
    }
  }
  await push(...texts)
  return { chat, told, push, end: answer.end, sent }
}

test('the stores are written once a frame while the page is visible', async () => {
  const page = stubPage()
  const { told, push, end, sent } = await chatAfter(['a', 'b', 'c'])
  expect(told).toEqual([])
  page.frame()
  expect(told).toEqual(['streaming: abc'])
  await push('d', 'e')
  page.frame()
  expect(told).toEqual(['streaming: abc', 'streaming: abcde'])
  await push('f')
  end()
  await sent
  expect(told).toEqual(['streaming: abc', 'streaming: abcde', 'complete: abcdef'])
  expect(page.pending).toEqual({ frames: 0, listeners: 0 })
})

test('the stores are written with every read while the page is hidden', async () => {
  const page = stubPage()
  const { told, push, end, sent } = await chatAfter(['a', 'b'])
  page.show('hidden')
  expect(told).toEqual(['streaming: ab'])
  await push('c', 'd')
  expect(told).toEqual(['streaming: ab', 'streaming: abc', 'streaming: abcd'])
  page.show('visible')
  await push('e')
  expect(told).toHaveLength(3)
  end()
  await sent
  expect(page.pending).toEqual({ frames: 0, listeners: 0 })
})

test('a stop shows at once, without waiting for the frame', async () => {
  const page = stubPage()
  const { chat, told, sent } = await chatAfter(['a', 'b'])
  chat.stop()
  expect(told).toEqual(['stopped: ab'])
  expect(page.pending).toEqual({ frames: 0, listeners: 0 })
  await sent
})

test('sync writes the stores with every read', async () => {
  stubPage()
  const { told, end, sent } = await chatAfter(['a', 'b'], 'sync')
  expect(told).toEqual(['streaming: a', 'streaming: ab'])
  end()
  await sent
})

test('milliseconds write the stores that long after the first change', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { told, push, end, sent } = await chatAfter(['a', 'b'], 100)
  expect(told).toEqual([])
  vi.advanceTimersByTime(100)
  expect(told).toEqual(['streaming: ab'])
  await push('c')
  end()
  await sent
  expect(told).toEqual(['streaming: ab', 'complete: abc'])
  expect(vi.getTimerCount()).toBe(0)
})

test('a schedule of one’s own that writes late changes nothing of an answer that has ended', async () => {
  let write = (): void => {}
  const { chat, told, end, sent } = await chatAfter(['a'], given => {
    write = given
    return { request() {}, cancel() {} }
  })
  write()
  end()
  await sent
  write()
  expect(told).toEqual(['streaming: a', 'complete: a'])
  expect(chat.$status.get()).toBe('ready')
})
