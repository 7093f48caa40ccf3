import { compare, ratio, type Result } from '../compare.ts'
import { judge } from '../goal.ts'
import type { Section } from '../section.ts'
import { digits, table } from '../table.ts'
import { aiSdkWire, anthropicWire, openaiWire, readsOf, tokens } from '../wires.ts'
import { decodeOnly, readers } from './readers.ts'

const BYTES = 2_000_000
const SIZES = [16_384, 1_400, 64]
const LONG_LINE = 2 ** 24
/** What a reader gets that copies all that it holds with each read. */
const CAPPED_LINE = 2 ** 20

interface Row {
  readonly name: string
  readonly bytes: number
  readonly size: number
  readonly results: readonly Result[]
}

/** From bytes to events. */
export const framing: Section = {
  name: 'framing',
  title: 'Framing: from bytes to events',
  async measure() {
    const rows: Row[] = []
    for (const wire of [openaiWire, anthropicWire, aiSdkWire]) {
      const pieces = tokens(40_000)
      const perToken = wire.write(pieces).length / pieces.length
      const text = wire.write(pieces.slice(0, Math.round(BYTES / perToken)))
      for (const end of ['LF', 'CRLF']) {
        const written = end === 'LF' ? text : text.replaceAll('\n', '\r\n')
        for (const size of SIZES) {
          const reads = readsOf(written, size)
          const results = await compare(
            [
              ...Object.entries(readers).map(([name, read]) => ({ name, run: () => read(reads) })),
              { name: 'TextDecoder', run: () => decodeOnly(reads, readers.nanowire) },
            ],
            { rounds: 11, warmUps: 10 },
          )
          const bytes = reads.reduce((sum, read) => sum + read.length, 0)
          rows.push({ name: `${wire.name}, ${end}`, bytes, size, results })
        }
      }
    }

    const line = longLine(LONG_LINE)
    const longResults = await compare(
      [
        { name: 'nanowire', run: () => readers.nanowire(line) },
        { name: 'eventsource-parser', run: () => readers['eventsource-parser'](line) },
        { name: 'TextDecoder', run: () => decodeOnly(line, readers.nanowire) },
      ],
      { rounds: 5, warmUps: 2 },
    )
    const capped = longLine(CAPPED_LINE)
    const cappedResults = await compare(
      [
        { name: 'nanowire', run: () => readers.nanowire(capped) },
        { name: 'fetch-event-source', run: () => readers['fetch-event-source'](capped) },
      ],
      { rounds: 3, warmUps: 1 },
    )

    const of = ({ name, size }: Row): string => `${name}, ${size.toLocaleString('en')} B`
    const against = (at: number) =>
      rows.map(row => [of(row), ratio(row.results[at]!, row.results[0]!)] as const)
    const [parser, fes, limit] = [against(1), against(2), against(3)]
    const longParser = ratio(longResults[1]!, longResults[0]!)
    const longLimit = ratio(longResults[2]!, longResults[0]!)
    const longFes = ratio(cappedResults[1]!, cappedResults[0]!)

    const speed = (bytes: number, { time, spread }: Result): string =>
      `${digits(bytes / 1000 / time)} ±${Math.round(spread * 100)} %`
    const markdown = [
      table(
        [
          'Events, line ends, reads',
          'nanowire, MB/s',
          'eventsource-parser',
          'fetch-event-source',
          '`TextDecoder` alone',
          'against eventsource-parser',
          'against fetch-event-source',
          'of `TextDecoder`',
        ],
        [
          ...rows.map((row, at) => [
            of(row),
            ...row.results.map(result => speed(row.bytes, result)),
            `${digits(parser[at]![1])}×`,
            `${digits(fes[at]![1])}×`,
            digits(limit[at]![1]),
          ]),
          [
            'one line of 16 MiB, 1,024 B',
            speed(LONG_LINE, longResults[0]!),
            speed(LONG_LINE, longResults[1]!),
            `${speed(CAPPED_LINE, cappedResults[1]!)} (1 MiB)`,
            speed(LONG_LINE, longResults[2]!),
            `${digits(longParser)}×`,
            `${digits(longFes)}× (1 MiB)`,
            digits(longLimit),
          ],
        ],
      ),
      `fetch-event-source copies what it holds with every read, which is quadratic in the length of a line: its long line
has 1 MiB, for all it is measured with. Of it the parser alone is measured, without its requests. One token in a hundred
is not ASCII. \`TextDecoder\` reads each read as part of a stream, as its users do; nanowire is ahead of it where it decodes
pieces of whole lines, which Node does faster if they are ASCII.`,
      [
        judge({
          what: 'as fast as eventsource-parser',
          atLeast: 1,
          got: [...parser, ['one long line', longParser]],
          unit: '×',
          why: 'The text is found and cut out in the same way; what differs is within the noise.',
        }),
        judge({
          what: 'faster than fetch-event-source',
          atLeast: 5,
          got: [...fes, ['one long line', longFes]],
          unit: '×',
          why: `It looks at each byte once in JavaScript, and decodes each line alone; with reads of 16 KiB \`TextDecoder\` alone,
which is most of our time, is ${digits(Math.min(...limitOf(rows, 16_384)))} to ${digits(Math.max(...limitOf(rows, 16_384)))} times as fast as it, and with small reads each call costs as much as its bytes.`,
        }),
        judge({
          what: 'of the speed of `TextDecoder` alone with reads of 16 KiB',
          atLeast: 0.6,
          got: limit.filter((_, at) => rows[at]!.size === 16_384),
          why: 'With records as short as these, the objects and strings of the events cost more than the decoding.',
        }),
      ].join('\n'),
    ].join('\n\n')
    return {
      markdown,
      figures: Object.fromEntries([
        ...parser.map(([name, value]) => [`eventsource-parser, ${name}`, value]),
        ...fes.map(([name, value]) => [`fetch-event-source, ${name}`, value]),
        ...limit.map(([name, value]) => [`TextDecoder, ${name}`, value]),
        ...rows.map(row => [`MB/s, ${of(row)}`, row.bytes / 1000 / row.results[0]!.time]),
        ['eventsource-parser, one long line', longParser],
        ['fetch-event-source, one long line', longFes],
      ]),
    }
  },
}

/** How often `TextDecoder` alone is faster than fetch-event-source. */
function limitOf(rows: readonly Row[], size: number): readonly number[] {
  return rows.filter(row => row.size === size).map(({ results }) => ratio(results[2]!, results[3]!))
}

function longLine(length: number): readonly Uint8Array[] {
  const field = 'data: '
  return readsOf(`${field}${'x'.repeat(length - field.length)}\n\n`, 1_024)
}
