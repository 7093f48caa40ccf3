import { expect, test, vi } from 'vitest'
import { nextTurn } from '../testing/next-turn.ts'
import { untilAborted } from './until-aborted.ts'

function valuesOf(next: () => Promise<IteratorResult<string>>, signal: AbortSignal) {
  const returned = vi.fn<() => Promise<IteratorResult<string>>>(() => new Promise(() => {}))
  const iterable = { [Symbol.asyncIterator]: () => ({ next, return: returned }) }
  return { values: untilAborted(() => iterable, signal), returned }
}

test('ends at an abort while a value is awaited, and closes the iterable', async () => {
  const controller = new AbortController()
  const { values, returned } = valuesOf(() => new Promise(() => {}), controller.signal)
  const next = values.next()
  controller.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(returned).toHaveBeenCalledOnce()
})

test('drops a value that comes right before the abort', async () => {
  const controller = new AbortController()
  const given = Promise.resolve({ value: 'late' })
  const { values } = valuesOf(() => given, controller.signal)
  const next = values.next()
  void given.then(() => controller.abort())
  expect(await next).toEqual({ done: true, value: undefined })
})

test('asks for no value if the signal has aborted, and closes the iterable', async () => {
  const next = vi.fn<() => Promise<IteratorResult<string>>>(async () => ({ value: '' }))
  const { values, returned } = valuesOf(next, AbortSignal.abort())
  expect(await values.next()).toEqual({ done: true, value: undefined })
  expect(next).not.toHaveBeenCalled()
  expect(returned).toHaveBeenCalledOnce()
})

test('ignores what an iterable throws once it was left', async () => {
  const controller = new AbortController()
  let fail!: (error: Error) => void
  const values = untilAborted(
    () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>((_, reject) => (fail = reject)),
        return() {
          throw new Error('late')
        },
      }),
    }),
    controller.signal,
  )
  const next = values.next()
  controller.abort()
  fail(new Error('late'))
  expect(await next).toEqual({ done: true, value: undefined })
  await nextTurn()
})

test.each<[string, () => Promise<IteratorResult<string>>]>([
  ['has ended', async () => ({ done: true, value: undefined })],
  ['throws', () => Promise.reject(new Error('broken'))],
  ['is left', async () => ({ value: '' })],
])('leaves no listener on the signal when the iterable %s', async (_how, next) => {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const { values } = valuesOf(next, signal)
  await values.next().catch(() => {})
  await values.return()
  expect(added).toHaveBeenCalledOnce()
  expect(removed.mock.calls).toEqual(added.mock.calls)
})
