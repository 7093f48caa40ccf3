import { framingOf, type Wire } from './wires/wire.ts'

/** How the bytes of a wire are written, where the format leaves a choice. */
export interface Shape {
  readonly lineEnd: LineEnd
  /** Whether the body begins with a byte order mark. */
  readonly bom: boolean
  /** Whether there are comments or empty lines between the records. */
  readonly keepAlive: boolean
}

export type LineEnd = 'own' | 'lf' | 'crlf' | 'cr'

/** Every line end, with its label. */
export const lineEnds: Readonly<Record<LineEnd, string>> = {
  own: 'Its own',
  lf: 'LF',
  crlf: 'CRLF',
  cr: 'CR',
}

const ends = { lf: '\n', crlf: '\r\n', cr: '\r' } as const

/** The number of records between two heartbeats. */
const KEEP_ALIVE_EVERY = 8

/** Whether a wire has lines, so that their ends can be chosen. */
export function hasLines(wire: Wire): boolean {
  return framingOf(wire) !== 'text'
}

/** The heartbeat of a wire; `undefined` if every byte would be text of the answer. */
export function keepAliveOf(wire: Wire): string | undefined {
  const framing = framingOf(wire)
  if (framing === 'events') return ': keep-alive\n\n'
  return framing === 'json' ? '\n' : undefined
}

/** The records in this shape, as bytes. */
export function shaped(
  records: readonly string[],
  wire: Wire,
  { lineEnd, bom, keepAlive }: Shape,
): readonly Uint8Array[] {
  const sign = keepAlive ? keepAliveOf(wire) : undefined
  const encoder = new TextEncoder()
  return records.map((record, index) => {
    const signed = sign !== undefined && index % KEEP_ALIVE_EVERY === 0 ? sign + record : record
    const ended =
      lineEnd === 'own' || !hasLines(wire) ? signed : signed.replace(/\r?\n/g, ends[lineEnd])
    return withoutMeaning(encoder.encode(bom && index === 0 ? `\uFEFF${ended}` : ended))
  })
}

/** A placeholder for invalid UTF-8, which replaces it once the record has been encoded. */
export const INVALID = '\uE000'

function withoutMeaning(bytes: Uint8Array): Uint8Array {
  for (let at = bytes.indexOf(0xee); at !== -1; at = bytes.indexOf(0xee, at + 1)) {
    if (bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80) bytes.set([0xff, 0xc3, 0x28], at)
  }
  return bytes
}
