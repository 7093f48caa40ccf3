import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { growthOf, heapNow } from './heap.ts'
import { count, say } from './say.ts'

const MUTATIONS = Number(process.env['MUTATIONS'] ?? 1_000_000)
const SEED = Number(process.env['SEED'] ?? 1)

test('a million mutated recordings end in an answer or a StreamError', async () => {
  const heaps: number[] = []
  const { breaches, ends, growth } = await fuzz(MUTATIONS, SEED, done => {
    if (done % (MUTATIONS / 20) === 0) heaps.push(heapNow())
    if (done % (MUTATIONS / 10) === 0) say(`${count(done)} mutations`)
  })
  say(`${count(MUTATIONS)} mutations, seeds ${count(SEED)} to ${count(SEED + MUTATIONS - 1)}`)
  for (const [end, times] of Object.entries(ends)) say(`${count(times).padStart(9)} ${end}`)
  say(`${breaches.length} breaches`)
  say(`at most ${growth.toFixed(1)} characters of message for a byte, of 1,000 bytes or more`)
  say(`heap of the second half to the first: ${growthOf(heaps).toFixed(3)}`)
  expect(breaches).toEqual([])
  expect(growthOf(heaps)).toBeLessThan(1.2)
})
