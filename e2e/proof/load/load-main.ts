import { count, say } from '../say.ts'
import { libraries, type LibraryName } from './libraries.ts'
import { measure, type Measured } from './measure.ts'
import { writeTable } from './table.ts'

const LEVELS = [100, 500, 2_000]

/**
 * Puts a server of each library under each level of load; returns whether every stream was whole.
 */
export async function main(file: string): Promise<boolean> {
  const measured: Measured[] = []
  for (const streams of LEVELS) {
    for (const library of Object.keys(libraries) as LibraryName[]) {
      const figures = await measure(file, { library, streams, seconds: 8 })
      say(`${library}, ${lineOf(figures)}`)
      measured.push(figures)
    }
  }
  writeTable(measured)
  for (const { library, streams, whole } of measured) {
    if (whole !== streams) say(`${library} told only ${whole} of ${streams} streams whole.`)
  }
  say(lineOf(measured.findLast(({ library }) => library === 'nanowire')!))
  return measured.every(({ streams, whole }) => whole === streams)
}

function lineOf({ streams, whole, p50, p99, bytesAStream, cpuAToken }: Measured): string {
  const kilobytes = (bytesAStream / 1_000).toFixed(1)
  return `${count(streams)} streams of 20 tokens a second: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${kilobytes} kB a stream, ${cpuAToken.toFixed(0)} µs a token, ${count(whole)} whole`
}
