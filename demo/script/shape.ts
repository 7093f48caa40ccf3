import { framingOf, type Wire } from './wires/wire.ts'

/** How the bytes of a wire are put down, where the format leaves a choice. */
export interface Shape {
  readonly lineEnd: LineEnd
  /** A byte order mark before all else. */
  readonly bom: boolean
  /** Records that say nothing, between those that do. */
  readonly keepAlive: boolean
}

export type LineEnd = 'own' | 'lf' | 'crlf' | 'cr'

/** Every end that a line can have, in words. */
export const lineEnds: Readonly<Record<LineEnd, string>> = {
  own: 'Its own',
  lf: 'LF',
  crlf: 'CRLF',
  cr: 'CR',
}

const ends = { lf: '\n', crlf: '\r\n', cr: '\r' } as const

/** Records between two signs of life. */
const KEEP_ALIVE_EVERY = 8

/** Whether a wire has lines, whose ends can be chosen. */
export function hasLines(wire: Wire): boolean {
  return framingOf(wire) !== 'text'
}

/** What a wire sends to show that it lives; `undefined` where every byte would be text. */
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

/** Stands for bytes that no character has; they take its place once the record is in bytes. */
export const INVALID = '\uE000'

function withoutMeaning(bytes: Uint8Array): Uint8Array {
  for (let at = bytes.indexOf(0xee); at !== -1; at = bytes.indexOf(0xee, at + 1)) {
    if (bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80) bytes.set([0xff, 0xc3, 0x28], at)
  }
  return bytes
}
