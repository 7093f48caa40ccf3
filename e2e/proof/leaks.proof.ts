import { expect, test } from 'vitest'
import { growthOf, heapNow } from './heap.ts'
import { liveThrough } from './leaks.ts'
import { count, say } from './say.ts'

const CHATS = 10_000

test('ten thousand chats leave nothing', async () => {
  const heaps: number[] = []
  const left = await liveThrough(CHATS, done => {
    const heap = heapNow()
    heaps.push(heap)
    say(`${count(done)} chats, ${count(heap / 1_000)} kB of heap`)
  })
  say(`${count(CHATS)} chats left: ${JSON.stringify(left)}`)
  say(`heap of the second half to the first: ${growthOf(heaps).toFixed(3)}`)
  expect(left).toEqual({ listeners: 0, frames: 0, timers: 0, sockets: 0 })
  expect(growthOf(heaps)).toBeLessThan(1.1)
})
