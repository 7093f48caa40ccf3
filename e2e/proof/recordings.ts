import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { Protocol } from '../../src/protocol.ts'
import { PROTOCOLS } from '../../src/testing/protocols.ts'

export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.sse': 'text/event-stream',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
}

/** A recorded answer, event by event. */
export interface Recording {
  readonly name: string
  readonly protocol: Protocol
  readonly extension: '.sse' | '.ndjson' | '.txt'
  /** The bytes of each event, each with its end. */
  readonly frames: readonly Buffer[]
}

const FOLDER = new URL('../../src/protocols/recordings/', import.meta.url)

export function recordings(): readonly Recording[] {
  return PROTOCOLS.flatMap(protocol =>
    readdirSync(new URL(`${protocol.name}/`, FOLDER))
      .filter(name => !name.endsWith('.json'))
      .map(name => {
        const extension = extname(name) as Recording['extension']
        // One character a byte, so that no character is cut.
        const text = readFileSync(new URL(`${protocol.name}/${name}`, FOLDER), 'latin1')
        const event = extension === '.sse' ? /[^]+?((\r\n|\n|\r(?!\n)){2}|$)/g : /[^]+?(\n|$)/g
        const frames = (text.match(event) ?? []).map(frame => Buffer.from(frame, 'latin1'))
        return { name: `${protocol.name}/${name}`, protocol, extension, frames }
      }),
  )
}

/** Whether the wire has a place for an event's id: server-sent events, and TanStack AI's NDJSON. */
export function hasIds({ name, extension }: Recording): boolean {
  return extension === '.sse' || (extension === '.ndjson' && name.startsWith('ag-ui/'))
}

/** The events with these ids in place of their own; `undefined` gives an event none. */
export function numbered(
  { extension, frames }: Recording,
  idOf: (index: number) => string | number | undefined,
): readonly Buffer[] {
  const number = extension === '.sse' ? numberEvent : numberLine
  return frames.map((frame, index) =>
    Buffer.from(number(frame.toString('latin1'), idOf(index)), 'latin1'),
  )
}

/** Whether it is more than a comment; comments have no id. */
export function isEvent(frame: Buffer | string): boolean {
  return /^(\u00ef\u00bb\u00bf)?(data|\{)/m.test(frame.toString('latin1'))
}

function numberEvent(frame: string, id: string | number | undefined): string {
  const [start = ''] = /^(\u00ef\u00bb\u00bf)?/.exec(frame) ?? []
  const rest = frame.slice(start.length).replaceAll(/^id:.*(\r\n|\n|\r)/gm, '')
  // An event that ends on one newline would not be complete, and would come again.
  const whole = /(\r\n|\n|\r(?!\n)){2}$/.test(rest) ? rest : `${rest.trimEnd()}\n\n`
  return id === undefined || !isEvent(whole) ? `${start}${whole}` : `${start}id: ${id}\n${whole}`
}

/** The line in TanStack AI's envelope for each chunk. */
function numberLine(frame: string, id: string | number | undefined): string {
  const [, chunk = frame.trim()] = /^\{"id":"[^"]*","chunk":(.*)\}\s*$/.exec(frame) ?? []
  return id === undefined ? `${chunk}\n` : `{"id":"${id}","chunk":${chunk}}\n`
}
