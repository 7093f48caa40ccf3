import type { Decoder } from '../decoder.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'

/** How far an answer has got, over all the connections that bring it. */
export interface Cursor {
  /** The id of the last record that was read, to resume after; empty where the server gives none. */
  readonly id: string
  /** How many records have been read, those that were told again not counted. */
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
  /** The same of this telling of the answer, which begins anew where nothing is numbered. */
  let told = 0
  let decoder: Decoder<WireRecord, StreamEvent> | undefined
  const known = new Set<string>()
  let fresh = new Set<string>()

  return {
    get id() {
      return id
    },
    get records() {
      return records
    },
    open(protocol, response) {
      for (const one of fresh) known.add(one)
      fresh = new Set()
      if (!decoder || !id) {
        decoder = protocol.decode(response)
        told = 0
      }
      const { push, end } = decoder
      return {
        push(record) {
          const own = record.id ?? envelopeId(record.data)
          if (own && known.has(own)) return []
          records = Math.max(records, ++told)
          const events = push(record)
          // An id that is empty takes the one before back.
          if (own || fresh.size > 0) id = own
          if (own && known.size + fresh.size < MOST_IDS) fresh.add(own)
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
