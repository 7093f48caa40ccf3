import { expect, test } from 'vitest'
import { buildServer } from './load/build-server.ts'
import { libraries, type LibraryName } from './load/libraries.ts'
import { measure, type Measured } from './load/measure.ts'
import { writeTable } from './load/table.ts'
import { count, say } from './say.ts'

const LEVELS = [100, 500, 2_000]

test('two thousand streams at a time are told whole', async ({ task }) => {
  const { file, remove } = await buildServer()
  const measured: Measured[] = []
  try {
    for (const streams of LEVELS) {
      for (const library of Object.keys(libraries) as LibraryName[]) {
        const figures = await measure(file, { library, streams, seconds: 8, rampSeconds: 2 })
        say(`${library}: ${lineOf(figures)}`)
        measured.push(figures)
      }
    }
  } finally {
    remove()
  }
  writeTable(measured)
  const ours = measured.findLast(({ library }) => library === 'nanowire')!
  task.meta.figure = lineOf(ours)
  for (const { library, streams, whole } of measured) {
    expect.soft([library, whole]).toEqual([library, streams])
  }
})

function lineOf({ streams, whole, p50, p99, bytesAStream }: Measured): string {
  const kilobytes = (bytesAStream / 1_000).toFixed(1)
  return `${count(streams)} streams of 20 tokens a second: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${kilobytes} kB a stream, ${count(whole)} whole`
}
