import { expect, onTestFinished, test, vi } from 'vitest'
import { createMailbox } from '../testing/mailbox.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { byTime, type TimeOptions } from './by-time.ts'

/** Pieces of a text under the test's hand, on a clock that is so too. */
function openPieces(options: TimeOptions) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { put, take } = createMailbox<string | Error | undefined>()
  async function* texts() {
    for (let text = await take(); text !== undefined; text = await take()) {
      if (text instanceof Error) throw text
      yield text
    }
  }
  const given: string[] = []
  const pieces = byTime(texts(), options)
  const read = async (): Promise<void> => {
    for await (const piece of pieces) given.push(piece)
  }
  const done = read()
  return {
    given,
    pieces,
    done,
    async put(...items: readonly (string | Error | undefined)[]) {
      items.forEach(put)
      await nextTurn()
    },
    async pass(milliseconds: number) {
      vi.advanceTimersByTime(milliseconds)
      await nextTurn()
    },
  }
}

test('held text is delivered that long after its first piece', async () => {
  const { put, pass, given, done } = openPieces({ every: 100 })
  expect(vi.getTimerCount()).toBe(0)
  await put('a', 'b')
  await pass(99)
  await put('c')
  expect(given).toEqual([])
  await pass(1)
  expect(given).toEqual(['abc'])
  expect(vi.getTimerCount()).toBe(0)
  await pass(1_000)
  await put('d')
  await pass(99)
  expect(given).toEqual(['abc'])
  await pass(1)
  expect(given).toEqual(['abc', 'd'])
  await put('e', undefined)
  await done
  expect(given).toEqual(['abc', 'd', 'e'])
  expect(vi.getTimerCount()).toBe(0)
})

test('size units are delivered at once, and the time starts again', async () => {
  const { put, pass, given, done } = openPieces({ every: 100, size: 3 })
  await put('a')
  await pass(90)
  await put('bcd')
  expect(given).toEqual(['abcd'])
  expect(vi.getTimerCount()).toBe(0)
  await put('e')
  await pass(99)
  expect(given).toHaveLength(1)
  await pass(1)
  expect(given).toEqual(['abcd', 'e'])
  await put(undefined)
  await done
})

test('an emoji at the end waits once for what may belong to it', async () => {
  const { put, pass, given, done } = openPieces({ every: 100 })
  await put('Hi 👨')
  await pass(100)
  expect(given).toEqual(['Hi '])
  await put('\u200d👩')
  await pass(100)
  await put('\u200d👧!')
  await pass(100)
  expect(given).toEqual(['Hi ', '👨‍👩‍👧!'])
  await put('👍')
  await pass(100)
  expect(given).toHaveLength(2)
  await pass(100)
  expect(given).toEqual(['Hi ', '👨‍👩‍👧!', '👍'])
  await put(undefined)
  await done
})

test('half of a pair waits for its other half', async () => {
  const { put, pass, given, done } = openPieces({ every: 100 })
  await put('x\ud83d')
  await pass(100)
  await pass(100)
  await pass(100)
  expect(given).toEqual(['x'])
  await put('\udc4d', undefined)
  await done
  expect(given).toEqual(['x', '👍'])
})

test('a failure comes after what was held, and leaves no timer', async () => {
  const { put, given, done } = openPieces({ every: 100 })
  await put('a')
  await Promise.all([expect(done).rejects.toThrow('Broken'), put(new Error('Broken'))])
  expect(given).toEqual(['a'])
  expect(vi.getTimerCount()).toBe(0)
})

test('leaving leaves no timer', async () => {
  const { put, pieces, given, done } = openPieces({ every: 100 })
  await put('a')
  expect(vi.getTimerCount()).toBe(1)
  void pieces.return?.()
  await done
  expect(given).toEqual(['a'])
  expect(vi.getTimerCount()).toBe(0)
})

test('a time too long for a timer does not fire at once', async () => {
  const { put, pass, given, done } = openPieces({ every: Infinity })
  await put('a')
  await pass(1_000_000)
  expect(given).toEqual([])
  await put(undefined)
  await done
  expect(given).toEqual(['a'])
})
