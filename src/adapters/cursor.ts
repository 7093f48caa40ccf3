import type { Decoder } from '../decoder.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'

/** How far an answer has got, over all the connections that bring it. */
export interface Cursor {
  /** The id of the last record that was read, to resume after; empty where the server gives none. */
  readonly id: string
  /** How many records have been read, of an answer that is told again the furthest. */
  readonly records: number
  /**
   * What reads the records of a connection: the protocol's decoder of the connection before, if the
   * server numbers its records, which drops those that come again; or else a new one.
   */
  open(protocol: Protocol, response: Response): Decoder<WireRecord, StreamEvent>
}

/** Ids that are remembered, so that a hostile server cannot fill the memory. */
const MOST_IDS = 100_000

export function createCursor(): Cursor {
  let id = ''
  let records = 0
  let read = 0
  let decoder: Decoder<WireRecord, StreamEvent> | undefined
  /** How many records have come under an id, for those without one of their own share the last. */
  const known = new Map<string, number>()
  let fresh = new Map<string, number>()

  return {
    get id() {
      return id
    },
    get records() {
      return records
    },
    open(protocol, response) {
      for (const [one, times] of fresh) known.set(one, Math.max(times, known.get(one) ?? 0))
      fresh = new Map()
      if (!decoder || !id) {
        decoder = protocol.decode(response)
        known.clear()
        read = 0
      }
      const { push, end } = decoder
      /** What comes first without an id goes on behind the one that was asked for. */
      const asked = id
      let behind = 1
      return {
        push(record) {
          const own = record.id ?? envelopeId(record.data)
          const under = own || (fresh.size > 0 ? '' : asked)
          const before = own ? (fresh.get(own) ?? 0) : behind++
          const isKnown = before < (known.get(under) ?? 0)
          if (own && known.size + fresh.size < MOST_IDS) fresh.set(own, before + 1)
          if (isKnown) return []
          const events = push(record)
          records = Math.max(records, ++read)
          // An id that is empty takes the one before back.
          if (own || fresh.size > 0) id = own
          if (under && !own) known.set(under, before + 1)
          return events
        },
        end,
      }
    },
  }
}

/** The id in the envelope that TanStack AI puts around each chunk of its numbered NDJSON. */
function envelopeId(data: string): string {
  const [, id = ''] = /^\{"id":"([^"\\]*)","chunk":/.exec(data) ?? []
  return id
}
