import type { Reply } from './redis-client.ts'

/**
 * An entry of a Redis stream. The id is `<number>-0` for a record. After the last record,
 * `<number>-1` says that the run has ended, and `<number>-2` that it was forgotten.
 */
export interface Entry {
  readonly id: string
  readonly fields: ReadonlyMap<string, string>
}

export function entriesOf(reply: Reply | undefined): Entry[] {
  return ((reply ?? []) as [id: string, pairs: string[]][]).map(([id, pairs]) => {
    const fields = new Map<string, string>()
    for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at]!, pairs[at + 1]!)
    return { id, fields }
  })
}

/** The streams in a reply to XREAD: pairs in RESP2; in RESP3 a map, which some clients flatten. */
export function streamsOf(reply: Reply): (readonly [key: string, entries: Reply])[] {
  if (reply === null || typeof reply !== 'object') return []
  if (reply instanceof Map) return [...(reply as Map<string, Reply>)]
  if (!Array.isArray(reply)) return Object.entries(reply as object)
  if (typeof reply[0] !== 'string') return reply as [string, Reply][]
  const pairs: [string, Reply][] = []
  for (let at = 0; at < reply.length; at += 2) pairs.push([reply[at] as string, reply[at + 1]!])
  return pairs
}

/** An id as one number, in the order of the ids. */
export function placeOf(id: string): number {
  const [number, part] = id.split('-')
  return Number(number) * 4 + Number(part)
}

export function idAt(place: number): string {
  return `${Math.floor(place / 4)}-${place % 4}`
}
