import type { Message } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { examplesOf, runExample } from './page-examples.ts'
import { utf8 } from './utf8.ts'

interface Reader {
  read(protocol: Protocol, reads: readonly Uint8Array[]): Promise<Message>
  sameAtEveryCut(protocol: Protocol, bytes: Uint8Array): Promise<boolean>
}

/** The test of a protocol from the page on writing one. */
const reader = await runExample<Reader>(examplesOf('docs/write-a-protocol.md')[1])

export const read: Reader['read'] = reader.read
export const sameAtEveryCut: Reader['sameAtEveryCut'] = reader.sameAtEveryCut

/** The protocol that an example of a page exports. */
export async function pageProtocol(page: string, index: number): Promise<Protocol> {
  const exported = await runExample<Record<string, Protocol>>(examplesOf(page)[index])
  return Object.values(exported).find(value => 'encode' in value)!
}

/** The body of server-sent events, each with a name or without one. */
export function events(...records: readonly (readonly [string, unknown])[]): Uint8Array {
  return utf8(
    records
      .map(([name, data]) => `${name && `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`)
      .join(''),
  )
}
