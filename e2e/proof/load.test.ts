import { expect, test } from 'vitest'
import { buildScript } from './build-script.ts'
import { libraries, type LibraryName } from './load/libraries.ts'
import { measure } from './load/measure.ts'

test('a few streams of every helper are told whole, and measured', async () => {
  const file = await buildScript('e2e/proof/load/load-server.ts')
  for (const library of Object.keys(libraries) as LibraryName[]) {
    const measured = await measure(file, { library, streams: 20, seconds: 0.5 })
    expect(measured).toMatchObject({ library, whole: 20 })
    expect(measured.p99).toBeGreaterThanOrEqual(measured.p50)
  }
})
