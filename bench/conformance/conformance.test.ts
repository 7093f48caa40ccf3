import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { uncaughtErrors } from '../../src/testing/uncaught-errors.ts'
import { judge } from './judge.ts'
import { peer } from './peers/nanowire.ts'
import { cell, report } from './report.ts'

const PAGE = 'docs/conformance.md'

/** The column of nanowire, row by row. */
function columnOf(page: string): string[] {
  const sections = page.split(/^## /m).filter(section => section.includes('| Case '))
  return sections.flatMap(section => {
    const rows = section.split('\n').filter(line => line.startsWith('|'))
    const [title] = section.split('\n')
    return rows.slice(2).map(row => {
      const [, name = '', own = ''] = row.split(/(?<!\\)\|/)
      return `${title}: ${name.trim()}: ${own.trim()}`
    })
  })
}

test('what the page says of nanowire is so', async () => {
  const mistakes = uncaughtErrors()
  const judged = await judge(peer, 29)

  const column = columnOf(readFileSync(PAGE, 'utf8'))
  expect(column.length).toBeGreaterThan(60)
  expect(column).toEqual(judged.map(one => `${one.section}: ${one.title}: ${cell(one)}`))
  expect(judged.filter(one => cell(one) === 'no' && !one.ours)).toEqual([])
  // Those that the callbacks of the page threw, and nothing else.
  expect(new Set(mistakes.map(String))).toEqual(new Set(['Error: The page has a mistake']))
})

test('the page says where nanowire is the worse, and by whom it is held', () => {
  const peerOf = (name: string): typeof peer => ({ ...peer, name })
  const judgedAs = (holds: boolean) => [
    {
      section: 'NDJSON',
      title: 'a | b',
      ours: 'By choice.',
      verdict: holds ? { holds } : { holds, instead: 'nothing' },
    },
  ]
  const page = report(
    [
      { peer: peerOf('nanowire'), versions: ['1.0.0'], judged: judgedAs(false) },
      { peer: peerOf('other'), versions: ['2.0.0'], judged: judgedAs(true) },
    ],
    new Date(2026, 0, 2),
  )

  expect(page).toContain('2 January 2026')
  expect(page).toContain('- **a | b.** By choice. Held by other.')
  expect(page).toContain('| a \\| b | no | yes |')
  expect(page).toContain('- nanowire, a | b: nothing')
})
