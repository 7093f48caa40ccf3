import type { Decoder } from '../decoder.ts'
import type { Protocol, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'

/** How far an answer has been read, over all its connections. */
export interface Cursor {
  /** The id of the last record read, to resume after; empty if the server sends none. */
  readonly id: string
  /** How many records have been read; if the answer is sent again, the most so far. */
  readonly records: number
  /**
   * The decoder for a connection's records: the one of the connection before if the server numbers
   * its records, skipping those that come again; otherwise a new one.
   */
  open(protocol: Protocol, response: Response): Decoder<WireRecord, StreamEvent>
}

/** The most ids remembered, so that a hostile server cannot fill the memory. */
const MOST_IDS = 100_000

export function createCursor(): Cursor {
  let id = ''
  let records = 0
  let read = 0
  let decoder: Decoder<WireRecord, StreamEvent> | undefined
  /** Records that have come under each id; those without an id count under the last one. */
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
      /** The first records without an id belong to the id that was asked for. */
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
          // An empty id resets the one before.
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
