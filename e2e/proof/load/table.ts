import { readFileSync, writeFileSync } from 'node:fs'
import { libraries } from './libraries.ts'
import type { Measured } from './measure.ts'

const PAGE = 'docs/servers.md'
const TABLE = /(<!-- load -->\n)[^]*?(\n<!-- \/load -->)/

/** Writes the figures into the page on servers. */
export function writeTable(measured: readonly Measured[]): void {
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(
    PAGE,
    page.replace(TABLE, (_, open, close) => `${open}\n${tableOf(measured)}${close}`),
  )
}

function tableOf(measured: readonly Measured[]): string {
  const rows = measured.map(({ library, streams, p50, p99, bytesAStream, cpuAToken }) => [
    libraries[library],
    streams.toLocaleString('en'),
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    `${(bytesAStream / 1_000).toFixed(1)} kB`,
    `${cpuAToken.toFixed(0)} µs`,
  ])
  return [
    'Helper | Streams | p50 | p99 | Memory a stream | Processor a token',
    '--- | --: | --: | --: | --: | --:',
  ]
    .concat(rows.map(row => row.join(' | ')))
    .map(row => `| ${row} |\n`)
    .join('')
}
