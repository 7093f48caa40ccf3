import { expect, test } from 'vitest'
import { openAsking } from './ask.ts'
import { placesOf, proveAll, ROWS, shortenWaits } from './matrix.ts'
import { PROTOCOLS } from '../../src/testing/protocols.ts'
import { recordings } from './recordings.ts'
import { count, say } from './say.ts'

test('every fault at every event of every recording', async () => {
  const all = recordings().filter(({ name }) => name.includes(process.env['ONLY'] ?? ''))
  const events = all.reduce((sum, { frames }) => sum + frames.length, 0)
  const restore = shortenWaits()
  const asking = await openAsking()
  const failures: string[] = []
  const proved = new Map<string, number>()
  for (const row of ROWS) {
    let cases = 0
    for (const recording of all) {
      const places = placesOf(row, [recording])
      try {
        await proveAll(row, places, asking)
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error))
      }
      cases += places.length
    }
    proved.set(row.group, (proved.get(row.group) ?? 0) + cases)
    say(`${count(cases).padStart(7)} ${row.group}: ${row.name}`)
  }
  await asking.close()
  restore()
  const total = [...proved.values()].reduce((sum, cases) => sum + cases, 0)
  const groups = [...proved].map(([group, cases]) => `${count(cases)} ${group}`).join(', ')
  say(
    `${ROWS.length} faults, ${PROTOCOLS.length} protocols, ${all.length} recordings of ` +
      `${count(events)} events: ${count(total)} cases (${groups}) over ` +
      `${count(asking.connections)} requests; ${failures.length} recordings failed`,
  )
  expect(failures).toEqual([])
})
