import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/testing/random.ts'
import { openAsking, type Asking } from './ask.ts'
import { placesOf, proveAll, ROWS, shortenWaits } from './matrix.ts'
import { PROTOCOLS } from '../../src/testing/protocols.ts'
import { recordings } from './recordings.ts'

const all = recordings()
let asking: Asking
let restore: () => void

beforeAll(async () => {
  restore = shortenWaits()
  asking = await openAsking()
})
afterAll(async () => {
  restore()
  await asking.close()
})

test.each(ROWS.map(row => [`${row.group}: ${row.name}`, row] as const))('%s', async (name, row) => {
  const random = createRandom(name.length)
  const sample = PROTOCOLS.flatMap(protocol => {
    const places = placesOf(
      row,
      all.filter(recording => recording.protocol === protocol),
    )
    const times = row.isPerEvent ? 2 : 1
    return places.length === 0 ? [] : Array.from({ length: times }, () => random.pick(places))
  })
  expect(sample.length).toBeGreaterThan(1)
  await proveAll(row, sample, asking)
})
