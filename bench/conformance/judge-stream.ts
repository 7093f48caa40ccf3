import { isDeepStrictEqual } from 'node:util'
import { cuts } from '../../src/testing/cuts.ts'
import { describeAnswer, shortened } from './describe.ts'
import type { Client, EventsRead, Framing, Peer } from './peer.ts'
import { responseOf } from './response-of.ts'
import type { EventsCase, WrittenCase } from './stream-cases.ts'
import { failed, type Verdict } from './verdict.ts'
import { answerOf, plainWire } from './wires.ts'
import { within } from './within.ts'

/** The text that is told, in pieces: letters of one to four bytes of UTF-8. */
const PIECES = ['Hé', ' 😀€']
/** For an answer that never ends; the busiest machine is no reason to call one so. */
const LONGEST = 20_000
/** Cuts that are read at the same time. */
const ABREAST = 256

/** Whether an answer that is written in this way arrives, at every cut, or at one in so many. */
export async function judgeWritten(
  peer: Peer,
  given: WrittenCase,
  every: number,
): Promise<Verdict> {
  const { read } = peer
  const clients = (peer.clients ?? []).filter(({ framings }) => framings.includes(given.framing))
  if (read && given.framing === 'events') {
    const records = answerOf(plainWire, PIECES)
    const expected = records.map(data => ({ event: 'message', data }))
    const instead = await atEveryCut(bytesOf(given.write(records)), every, async reads => {
      const { events, error } = await read(reads)
      const said = events.map(({ data }) => ({ event: 'message', data: compact(data) }))
      if (error === undefined && isDeepStrictEqual(said, expected)) return undefined
      return describeEvents(events)
    })
    if (instead !== undefined) return { holds: false, instead }
  }
  for (const client of clients) {
    const records = given.framing === 'text' ? PIECES : answerOf(client.wire, PIECES)
    const bytes = bytesOf(given.write(records))
    const instead = await atEveryCut(bytes, every, reads => askCut(client, given.framing, reads))
    if (instead !== undefined) return failed(instead, client, clients)
  }
  const isAsked = clients.length > 0 || (read && given.framing === 'events')
  return isAsked ? { holds: true } : undefined
}

/** Whether a parser makes of this stream what it should, at every cut, or at one in so many. */
export async function judgeEvents(peer: Peer, given: EventsCase, every: number): Promise<Verdict> {
  const { read } = peer
  if (!read) return undefined
  const { stream, expected } = given
  const bytes = typeof stream === 'string' ? bytesOf(stream) : stream
  const fault = await atEveryCut(bytes, every, async reads => {
    const told = await read(reads)
    const parts = Object.keys(expected) as (keyof EventsRead)[]
    const isRight = parts.every(part =>
      part === 'ids'
        ? told.ids.at(-1) === expected.ids?.at(-1)
        : isDeepStrictEqual(told[part], expected[part]),
    )
    if (isRight && told.error === undefined) return undefined
    const rest = parts.flatMap(part =>
      part === 'events' ? [] : [`${part} ${shortened(JSON.stringify(told[part]) ?? 'not told')}`],
    )
    return [describeEvents(told.events), ...rest].join(', ')
  })
  return fault === undefined ? { holds: true } : { holds: false, instead: fault }
}

async function askCut(
  client: Client,
  framing: Framing,
  reads: readonly Uint8Array[],
): Promise<string | undefined> {
  const asked = client.ask({
    url: 'http://localhost/',
    framing,
    // A second request is a fault of its own, and shows as the text told twice.
    fetch: async () => responseOf(reads, framing),
  })
  await within(asked.done, LONGEST)
  const answer = asked.now()
  asked.stop()
  const isRight = answer.state === 'complete' && answer.text === PIECES.join('')
  return isRight ? undefined : describeAnswer(answer)
}

/** What goes wrong at the first cut where it does, and at how many. */
async function atEveryCut(
  bytes: Uint8Array,
  every: number,
  judge: (reads: readonly Uint8Array[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  const all = [...cuts(bytes)].filter((_, index) => index % every === 0)
  const faults: string[] = []
  for (let at = 0; at < all.length; at += ABREAST) {
    const judged = await Promise.all(all.slice(at, at + ABREAST).map(judge))
    faults.push(...judged.filter(fault => fault !== undefined))
  }
  const [first] = faults
  if (first === undefined) return undefined
  const share =
    faults.length === all.length ? 'at every cut' : `at ${faults.length} of ${all.length} cuts`
  return `${first} (${share})`
}

function describeEvents(events: EventsRead['events']): string {
  const told = events.map(({ event, data }) => (event === 'message' ? data : `${event}: ${data}`))
  return events.length === 0 ? 'no event' : `\`${shortened(JSON.stringify(told))}\``
}

/** JSON written over several lines, as it was. */
function compact(data: string): string {
  return data.replaceAll(/,\n+/g, ',')
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
