import { expect, onTestFinished, test, vi } from 'vitest'
import type { Message } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { stubPage } from '../testing/page.ts'
import { createSource } from '../testing/source.ts'
import { createChat } from './create-chat.ts'
import { smooth, type SmoothOptions } from './smooth.ts'

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })

/** A chat that is shown smoothly, on a page whose frames and clock are under the test's hand. */
async function openSmoothly(options?: SmoothOptions, hasPage = true) {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const page = hasPage ? stubPage() : undefined
  const { connection, next } = createSource()
  const told: StreamEvent[] = []
  const chat = createChat({
    connection,
    flush: smooth(options),
    onChunk: event => told.push(event),
  })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  return {
    chat,
    sent,
    told,
    page: page!,
    end: answer.end,
    fail: answer.fail,
    async push(...events: readonly StreamEvent[]) {
      answer.push(...events)
      await nextTurn()
    },
    /** Lets so many frames pass, of 10 milliseconds each; what is shown after each. */
    frames(count: number): readonly string[] {
      return Array.from({ length: count }, () => {
        vi.advanceTimersByTime(10)
        page?.frame()
        return shown()
      })
    },
    shown,
    last,
  }
  function last(): Message {
    return chat.$messages.get().at(-1)!
  }
  function shown(): string {
    return last().role === 'assistant' ? last().content : ''
  }
}

test('text that comes at once is shown at a steady pace', async () => {
  const { push, frames, told, last, page } = await openSmoothly({ charactersPerSecond: 200 })
  await push(text('abcdefgh'))
  expect(told).toEqual([text('abcdefgh')])
  expect(frames(4)).toEqual(['ab', 'abcd', 'abcdef', 'abcdefgh'])
  expect(last().parts).toEqual([{ type: 'text', text: 'abcdefgh', state: 'streaming' }])
  expect(page.pending).toEqual({ frames: 0, listeners: 0 })
})

test('what is shown is text and content, and grows in a part and a message that are new', async () => {
  const { push, frames, last } = await openSmoothly({ charactersPerSecond: 100 })
  await push({ type: 'source', url: 'https://example.org' }, text('abc'))
  frames(1)
  const before = last()
  expect(before).toMatchObject({ content: 'a', status: 'streaming' })
  frames(1)
  expect(last()).toMatchObject({ content: 'ab', parts: [{}, { text: 'ab' }] })
  expect(last().parts[0]).toBe(before.parts[0])
  expect(last().parts[1]).not.toBe(before.parts[1])
})

test('a pause of the stream does not make the text after it jump', async () => {
  const { push, frames } = await openSmoothly({ charactersPerSecond: 200 })
  await push(text('ab'))
  expect(frames(1)).toEqual(['ab'])
  vi.advanceTimersByTime(60_000)
  await push(text('cdefgh'))
  expect(frames(2)).toEqual(['abcd', 'abcdef'])
})

test('a pause before the text, while a tool runs, does not make it jump either', async () => {
  const { push, frames } = await openSmoothly({ charactersPerSecond: 200 })
  await push({ type: 'tool-call', toolCallId: 'a', toolName: 'find', input: {} })
  frames(1)
  vi.advanceTimersByTime(60_000)
  await push(text('abcdefgh'))
  expect(frames(2)).toEqual(['ab', 'abcd'])
})

test('what is shown is about a second behind, however fast the text comes', async () => {
  const { push, frames, shown } = await openSmoothly({ charactersPerSecond: 50 })
  let arrived = 0
  for (let step = 0; step < 500; step++) {
    await push(text('x'.repeat(100)))
    arrived += 100
    frames(1)
    // 100 characters in 10 milliseconds are 10,000 in a second.
    expect(arrived - shown().length).toBeLessThanOrEqual(10_000)
  }
  expect(arrived - shown().length).toBeGreaterThan(5_000)
})

test('the pace changes little by little', async () => {
  const { push, frames } = await openSmoothly({ charactersPerSecond: 100 })
  await push(text('x'.repeat(1_000)))
  const lengths = frames(100).map(({ length }) => length)
  const steps = lengths.map((length, index) => length - (lengths[index - 1] ?? 0))
  expect(Math.max(...steps)).toBe(10)
  expect(steps.every((step, index) => step <= (steps[index - 1] ?? 10) + 1)).toBe(true)
  expect(steps.at(-1)).toBeLessThan(6)
})

test('characters are shown whole', async () => {
  const { push, frames } = await openSmoothly({ charactersPerSecond: 100 })
  await push(text('a👨‍👩‍👧e\u0301🇫🇷b'))
  const states = new Set(frames(40))
  expect([...states]).toEqual(
    ['', 'a', 'a👨‍👩‍👧', 'a👨‍👩‍👧e\u0301', 'a👨‍👩‍👧e\u0301🇫🇷', 'a👨‍👩‍👧e\u0301🇫🇷b'].slice(1),
  )
})

test('reasoning is smooth too, and shown whole once the text begins', async () => {
  const { push, frames, last } = await openSmoothly({ charactersPerSecond: 200 })
  await push({ type: 'reasoning-delta', delta: 'thinking' })
  frames(1)
  expect(last()).toMatchObject({ content: '', parts: [{ type: 'reasoning', text: 'th' }] })
  await push(text('abcd'))
  expect(frames(1)).toEqual(['ab'])
  expect(last().parts).toMatchObject([{ text: 'thinking' }, { text: 'ab' }])
})

test('a text that has ended is shown whole', async () => {
  const { push, frames } = await openSmoothly()
  await push(text('x'.repeat(500)), { type: 'text-end' })
  expect(frames(1)[0]).toHaveLength(500)
})

test('a text that a reset drops is not shown again', async () => {
  const { push, frames } = await openSmoothly({ charactersPerSecond: 200 })
  await push(text('abcdef'))
  frames(3)
  await push({ type: 'reset', scope: 'run' }, text('xy'))
  expect(frames(1)).toEqual(['xy'])
})

test.each(['end', 'stop', 'fail'] as const)(
  'the whole text is shown at once at the %s',
  async how => {
    const { push, frames, end, fail, chat, sent, last, page } = await openSmoothly()
    await push(text('x'.repeat(500)))
    frames(1)
    if (how === 'end') end()
    else if (how === 'fail') fail(new Error('Broken'))
    else chat.stop()
    if (how !== 'stop') await sent
    expect(last().content).toHaveLength(500)
    expect(last().status).toBe({ end: 'complete', stop: 'stopped', fail: 'error' }[how])
    expect(page.pending).toEqual({ frames: 0, listeners: 0 })
    await sent
  },
)

test('nothing is held back while the page is hidden', async () => {
  const { push, frames, page, shown } = await openSmoothly({ charactersPerSecond: 200 })
  await push(text('abcdefgh'))
  expect(frames(1)).toEqual(['ab'])
  page.show('hidden')
  expect(shown()).toBe('abcdefgh')
  await push(text('ijkl'))
  expect(shown()).toBe('abcdefghijkl')
  expect(page.pending).toEqual({ frames: 0, listeners: 0 })
  page.show('visible')
  vi.advanceTimersByTime(60_000)
  await push(text('mnop'))
  expect(frames(1)).toEqual(['abcdefghijklmn'])
})

test('where there is no page, nothing is held back', async () => {
  const { push, shown } = await openSmoothly({}, false)
  await push(text('x'.repeat(500)))
  expect(shown()).toHaveLength(500)
})

test('a custom flush decides what is shown', async () => {
  const { connection, next } = createSource()
  const chat = createChat({
    connection,
    flush: (write, answer) => ({
      request: () => write({ ...answer(), content: answer().content.toUpperCase() }),
      cancel: () => {},
    }),
  })
  const sent = chat.sendMessage('Hi')
  const { push, end } = await next()
  push(text('loud'))
  await nextTurn()
  expect(chat.$messages.get().at(-1)?.content).toBe('LOUD')
  end()
  await sent
  expect(chat.$messages.get().at(-1)?.content).toBe('loud')
})
