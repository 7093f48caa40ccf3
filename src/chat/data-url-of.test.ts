import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { createRandom } from '../testing/random.ts'
import { dataUrlOf } from './data-url-of.ts'

const { signal } = new AbortController()

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(length)
  return Uint8Array.from({ length }, () => random.below(256))
}

// Around what is encoded and what is read at a time, and far beyond what one call takes.
test.each([0, 1, 2, 3, 24_575, 24_576, 24_577, 786_431, 786_432, 786_433, 5_000_000])(
  '%i bytes become base64',
  async length => {
    const bytes = bytesOf(length)
    const url = await dataUrlOf(new Blob([bytes]), 'image/png', signal)
    expect(url === `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`).toBe(true)
  },
)

test('an abort ends the reading', async () => {
  const controller = new AbortController()
  const url = dataUrlOf(new Blob([bytesOf(2_000_000)]), 'image/png', controller.signal)
  controller.abort(new Error('Stopped'))
  await expect(url).rejects.toThrow('Stopped')
})
