import { expect, test } from 'vitest'
import { nextTurn } from '../testing/next-turn.ts'
import { byLine } from './by-line.ts'
import { bySentence } from './by-sentence.ts'
import { byTime } from './by-time.ts'
import { byWord } from './by-word.ts'
import type { Pieces, TextOptions, TextSource } from './read-pieces.ts'

type Helper = (source: TextSource, options?: TextOptions) => Pieces

const helpers: readonly (readonly [name: string, cut: Helper])[] = [
  ['bySentence', bySentence],
  ['byWord', byWord],
  ['byLine', byLine],
  ['byTime', (source, options) => byTime(source, { ...options, every: 1_000_000, size: 6 })],
]

/** Texts that come by the test's hand, never by themselves: a source that is silent, and deaf. */
function silentAfter(...texts: readonly string[]) {
  const log: string[] = []
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const value = texts[log.length]
        log.push('next')
        return value === undefined ? new Promise(() => {}) : { done: false, value }
      },
      async return() {
        log.push('return')
        return { done: true, value: undefined }
      },
    }),
  }
  return { source, log }
}

test.each(helpers)('leaving the loop of %s closes the source', async (_, cut) => {
  const { source, log } = silentAfter('Hello.\n', 'World.\n', 'More')
  for await (const piece of cut(source)) {
    expect(piece).toBe('Hello.\n')
    break
  }
  expect(log.at(-1)).toBe('return')
})

test.each(helpers)('%s can be left while its source is silent', async (_, cut) => {
  const { source, log } = silentAfter('Hel')
  const pieces = cut(source)
  const waiting = pieces.next()
  await nextTurn()
  expect(log).toEqual(['next', 'next'])
  const left = pieces.return?.()
  expect(await waiting).toEqual({ done: false, value: 'Hel' })
  expect(await left).toEqual({ done: true, value: undefined })
  expect(log).toEqual(['next', 'next', 'return'])
})

test.each(helpers)(
  'an abort ends %s after the text held back, and closes the source',
  async (_, cut) => {
    const { source, log } = silentAfter('Hel')
    const controller = new AbortController()
    const pieces = cut(source, { signal: controller.signal })
    const waiting = pieces.next()
    await nextTurn()
    controller.abort()
    expect(await waiting).toEqual({ done: false, value: 'Hel' })
    expect(log.at(-1)).toBe('return')
    expect(await pieces.next()).toEqual({ done: true, value: undefined })
  },
)

test.each(helpers)('a signal that is aborted already keeps %s from reading', async (_, cut) => {
  const { source, log } = silentAfter('Hel')
  expect(await cut(source, { signal: AbortSignal.abort() }).next()).toMatchObject({ done: true })
  expect(log).not.toContain('next')
})

test.each(helpers)('%s throws a failure after the text held back', async (_, cut) => {
  async function* texts() {
    yield 'Hel'
    throw new Error('Broken')
  }
  const pieces = cut(texts())
  expect(await pieces.next()).toEqual({ done: false, value: 'Hel' })
  await expect(pieces.next()).rejects.toThrow('Broken')
  expect(await pieces.next()).toEqual({ done: true, value: undefined })
})

test.each(helpers)('%s reads a ReadableStream where streams cannot be iterated', async (_, cut) => {
  let isCancelled = false
  const stream = new ReadableStream<string>({
    start: controller => controller.enqueue('Hello.\nWorld'),
    cancel: () => void (isCancelled = true),
  })
  Object.assign(stream, { [Symbol.asyncIterator]: undefined })
  for await (const piece of cut(stream)) {
    expect('Hello.\nWorld').toContain(piece)
    break
  }
  expect(isCancelled).toBe(true)
})

test.each(helpers)('%s leaves no listener on its signal', async (_, cut) => {
  const { signal } = new AbortController()
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners.add(given[1])
    addEventListener.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners.delete(given[1])
    removeEventListener.apply(signal, given)
  }
  const pieces = cut(silentAfter('Hello.\n', 'World.\n', 'More').source, { signal })
  await pieces.next()
  expect(listeners.size).toBe(1)
  await pieces.return?.()
  expect(listeners.size).toBe(0)
})
