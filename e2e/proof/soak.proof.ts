import { expect, test } from 'vitest'
import { heapNow } from './heap.ts'
import { count, say } from './say.ts'
import { soak, token } from './soak.ts'

const TOKENS = 1_000_000

test('a million tokens in one answer take heap in proportion to the text', async () => {
  const first = heapNow()
  const perCharacter: number[] = []
  const started = process.cpuUsage()
  const content = await soak(TOKENS, characters => {
    const heap = heapNow() - first
    perCharacter.push(heap / characters)
    say(
      `${count(characters).padStart(9)} characters, ${count(heap / 1_000).padStart(6)} kB of heap, ` +
        `${(heap / characters).toFixed(2)} bytes a character`,
    )
  })
  const { user, system } = process.cpuUsage(started)
  const growth = perCharacter.at(-1)! / perCharacter[4]!
  say(`${count(TOKENS)} tokens in ${((user + system) / 1e6).toFixed(1)} s of processor time`)
  say(`bytes a character at the end to those half-way: ${growth.toFixed(3)}`)
  expect(content).toBe(Array.from({ length: TOKENS }, (_, at) => token(at)).join(''))
  expect(growth).toBeLessThan(1.2)
})
