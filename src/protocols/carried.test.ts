import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What the table of the page on wire formats says of a protocol, but for what cannot be recorded. */
const COLUMNS = [
  'text',
  'reasoning',
  'tools',
  'sources',
  'files',
  'data',
  'usage',
  'errors',
] as const

interface Recorded {
  readonly message: {
    readonly parts: readonly { readonly type: string }[]
    readonly usage?: object
    readonly error?: object
  }
}

const PARTS: Readonly<Record<string, (typeof COLUMNS)[number]>> = {
  text: 'text',
  reasoning: 'reasoning',
  'tool-call': 'tools',
  source: 'sources',
  file: 'files',
  data: 'data',
}

const folder = new URL('recordings/', import.meta.url)
const protocols = readdirSync(folder).filter(name => !name.startsWith('.'))

/** What the recordings of a protocol carry. */
function carried(protocol: string): ReadonlySet<string> {
  const answers = new URL(`${protocol}/`, folder)
  const found = new Set<string>()
  for (const name of readdirSync(answers).filter(file => file.endsWith('.json'))) {
    const { message } = JSON.parse(readFileSync(new URL(name, answers), 'utf8')) as Recorded
    for (const { type } of message.parts) found.add(PARTS[type] ?? type)
    if (message.usage) found.add('usage')
    if (message.error) found.add('errors')
  }
  return found
}

test('the table of wire formats tells what the recordings carry', () => {
  const rows = protocols.map(protocol => {
    const has = carried(protocol)
    return [protocol, ...COLUMNS.map(column => (has.has(column) ? 'yes' : '–'))]
  })
  const table = readFileSync('docs/wire-formats.md', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|').map(cell => cell.trim().replaceAll('`', '')))
    .filter(cells => cells.length > COLUMNS.length + 2)
    .map(cells => cells.slice(1, COLUMNS.length + 2))

  expect(table).toEqual(rows)
})

test('each protocol has at least four recordings', () => {
  for (const protocol of protocols) {
    const names = readdirSync(new URL(`${protocol}/`, folder))
    expect(names.filter(name => !name.endsWith('.json')).length, protocol).toBeGreaterThanOrEqual(4)
  }
})
