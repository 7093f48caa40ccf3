import { compare, ratio, type Result } from '../compare.ts'
import type { Section } from '../section.ts'
import { digits, table } from '../table.ts'
import { aiSdkWire, anthropicWire, openaiWire, tokens, type Wire } from '../wires.ts'
import { parseAlike } from './parse-alike.ts'

const TOKENS = 20_000
/** What it had to bring to be kept. */
const WORTH = 1.5

/** Records that differ in one string, read without parsing the rest. */
export const belowTheFloor: Section = {
  name: 'below-the-floor',
  title: 'Below the floor: records that differ in one string',
  async measure() {
    const wires: readonly (readonly [name: string, records: readonly string[]])[] = [
      ['AI SDK', recordsOf(aiSdkWire)],
      ['Anthropic', recordsOf(anthropicWire)],
      ['OpenAI, all alike', recordsOf(openaiWire)],
      ['OpenAI, as it is: each padded by its own string', recordsOf(openaiWire).map(padded)],
    ]
    const rows: string[][] = []
    const gains: [string, number][] = []
    for (const [name, records] of wires) {
      const [parsed, alike] = (await compare(
        [
          { name: 'JSON.parse', run: () => readAll(records, JSON.parse) },
          { name: 'alike', run: () => readAll(records, parseAlike()) },
        ],
        { rounds: 11, warmUps: 6 },
      )) as [Result, Result]
      const gain = ratio(parsed, alike)
      gains.push([name, gain])
      rows.push([name, each(parsed), each(alike), `${digits(gain)}×`])
    }
    const worth = gains.filter(([, gain]) => gain >= WORTH).map(([name]) => name)
    const markdown = [
      table(['Records', '`JSON.parse`, µs', 'the rest not parsed, µs', 'gain'], rows),
      `Tried in \`bench/below-the-floor/parse-alike.ts\`: a record that begins and ends as the one before it, up to the quotes
of one string without escapes, is that value with the string replaced; a seeded test holds it against \`JSON.parse\`.
By itself it is ${worth.length > 0 ? `worth ${WORTH} times for ${worth.join(', ')}` : `worth ${WORTH} times for none`}.
It is not part of nanowire: it gives the same object again, which readers that keep a part of a record must not get; it
is lost on servers that pad each record (OpenAI’s own does); and of a chat’s time parsing is but a part, so that what it saves of
the whole is less than this table says.`,
    ].join('\n\n')
    return { markdown, figures: Object.fromEntries(gains) }
  },
}

function recordsOf(wire: Wire): readonly string[] {
  return wire
    .write(tokens(TOKENS))
    .split('\n')
    .filter(line => line.startsWith('data: {'))
    .map(line => line.slice(6))
}

function padded(record: string, at: number): string {
  return record.replace(/"obfuscation":"\w+"/, `"obfuscation":"${'kT0wYpQn3u'.slice(at % 9)}${at}"`)
}

/** Reads all, and gives a number that depends on each. */
function readAll(records: readonly string[], parse: (text: string) => unknown): number {
  let length = 0
  for (const record of records) length += textOf(parse(record)).length
  return length
}

interface Told {
  readonly delta?: string | { readonly text?: string }
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[]
}

function textOf(value: unknown): string {
  const { delta, choices } = value as Told
  return (choices?.[0]?.delta.content ?? (typeof delta === 'string' ? delta : delta?.text)) || ''
}

function each({ time, spread }: Result): string {
  return `${digits((time * 1000) / TOKENS)} ±${Math.round(spread * 100)} %`
}
