import { expect, test } from 'vitest'
import { plainText } from '../protocols/plain-text.ts'
import { createCursor } from './cursor.ts'

test('remembers only so many ids, so that a server cannot fill the memory', () => {
  const cursor = createCursor()
  const give = (from: number, to: number): number => {
    const { push } = cursor.open(plainText, new Response())
    let events = 0
    for (let id = from; id < to; id++) events += push({ data: 'x', id: `${id}` }).length
    return events
  }
  expect(give(0, 150_000)).toBe(150_000)
  expect(give(0, 100_000)).toBe(0)
  expect(give(100_000, 150_000)).toBe(50_000)
  expect(cursor.id).toBe('149999')
})
