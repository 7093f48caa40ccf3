import type { Judged } from './judge.ts'
import type { Peer } from './peer.ts'

export interface Column {
  readonly peer: Peer
  /** Of each of its packages. */
  readonly versions: readonly string[]
  readonly judged: readonly Judged[]
}

/** What each section is about, and how it was tried. */
const ABOUT: Readonly<Record<string, string>> = {
  'Event streams, read into an answer':
    'An answer of letters of one to four bytes, written in different ways: its text and its end have to arrive. Each is read whole, cut in two at every byte, byte by byte, and with empty reads between. A package that is only a parser has to return the same events.',
  'Event streams, read into events':
    'By the letter of the [standard](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation), at every cut too. Only a parser can show these; clients whose events are JSON cannot.',
  NDJSON: 'The same answer as JSON lines, at every cut.',
  'Plain text': 'The same text, at every cut.',
  'Long lines': 'One record, in reads of the same length.',
  'Servers and networks':
    'Over real connections to a local server, with nothing set but the address.',
}

/** The page: case by case, peer by peer. nanowire’s own column is the first. */
export function report(columns: readonly Column[], date: Date): string {
  const [ours, ...theirs] = columns
  if (!ours) throw new Error('There is nothing to report. Judge a peer first.')
  const sections = [...new Set(ours.judged.map(({ section }) => section))]
  return [
    '# Conformance, side by side',
    `Written by \`npm run conformance\`, which anyone can repeat, on ${dateOf(date)} with Node ${process.versions.node}. Each package is run through its public API, as its own documentation shows, and with its defaults:`,
    table(
      ['', 'Version', 'What is run'],
      columns.map(({ peer, versions }) => [peer.name, versions.join(', '), peer.use]),
    ),
    '**yes**: it holds. **no**: it does not, and what came instead is listed below the table. **—**: does not apply to this package, such as HTTP to a parser, or a format that it does not read.',
    ...summary(ours, theirs),
    ...sections.flatMap(section => [
      `## ${section}`,
      ABOUT[section] ?? '',
      table(
        ['Case', ...columns.map(({ peer }) => peer.name)],
        of(ours, section).map(({ title }) => [
          title,
          ...columns.map(column => cell(find(column, section, title))),
        ]),
      ),
      ...insteads(columns, section),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** What stands in a cell of the table. */
export function cell({ verdict }: Pick<Judged, 'verdict'>): string {
  return verdict === undefined ? '—' : verdict.holds ? 'yes' : 'no'
}

function summary(ours: Column, theirs: readonly Column[]): string[] {
  const counts = [ours, ...theirs].map(({ peer, judged }) => {
    const asked = judged.filter(({ verdict }) => verdict !== undefined)
    return [peer.name, asked.filter(one => cell(one) === 'yes').length, asked.length].map(String)
  })
  const lost = ours.judged.filter(one => cell(one) === 'no')
  const better = ({ section, title }: Judged): string => {
    const names = theirs.flatMap(column =>
      cell(find(column, section, title)) === 'yes' ? [column.peer.name] : [],
    )
    return names.length > 0 ? ` Held by ${names.join(', ')}.` : ' None of them does.'
  }
  return [
    table(['', 'Held', 'Of'], counts),
    'The authors of nanowire chose the cases, from what users of all these packages report. A count is not a verdict: some cases are rare, and some are a matter of choice.',
    '## Where nanowire says no',
    lost.length === 0
      ? 'None of the cases below.'
      : lost.map(one => `- **${one.title}.** ${one.ours ?? ''}${better(one)}`).join('\n'),
  ]
}

function insteads(columns: readonly Column[], section: string): string[] {
  const lines = columns.flatMap(column =>
    of(column, section).flatMap(({ title, verdict }) =>
      verdict && !verdict.holds ? [`- ${column.peer.name}, ${title}: ${verdict.instead}`] : [],
    ),
  )
  return lines.length > 0 ? ['What came instead:', lines.join('\n')] : []
}

function of({ judged }: Column, section: string): readonly Judged[] {
  return judged.filter(one => one.section === section)
}

function find(column: Column, section: string, title: string): Judged {
  return of(column, section).find(one => one.title === title)!
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(one => one.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function dateOf(date: Date): string {
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}
