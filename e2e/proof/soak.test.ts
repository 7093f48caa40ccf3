import { expect, test } from 'vitest'
import { soak, token } from './soak.ts'

test('a long answer comes whole', async () => {
  const tokens = 20_000
  expect(await soak(tokens)).toBe(Array.from({ length: tokens }, (_, at) => token(at)).join(''))
})
