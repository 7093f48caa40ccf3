import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

test('mutated recordings end in an answer or a StreamError', async () => {
  const { breaches, ends, growth } = await fuzz(2_000, 1)
  expect(breaches).toEqual([])
  // The sample is one that goes wrong in every way that bytes can.
  expect(Object.keys(ends)).toEqual(
    expect.arrayContaining(['complete', 'malformed', 'truncated', 'server']),
  )
  expect(growth).toBeLessThan(20)
})
