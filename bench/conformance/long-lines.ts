import { describeAnswer } from './describe.ts'
import type { Client, Peer } from './peer.ts'
import { responseOf } from './response-of.ts'
import type { Verdict } from './verdict.ts'
import { answerOf, plainWire } from './wires.ts'
import { within } from './within.ts'

/** Above what the same time a character would take, by as much as a busy machine may add. */
const MOST = 6

/** A record of this many characters in reads of so many bytes. */
export interface LongLineCase {
  readonly title: string
  readonly length: number
  readonly read: number
  /** Whether a line four times as long may take but little more than four times as much work. */
  readonly isLinear?: true
  /** Why nanowire does not hold it, where it does not. */
  readonly ours?: string
}

export const longLineCases: readonly LongLineCase[] = [
  { title: 'a line of 1 MiB in reads of 32 bytes', length: 2 ** 20, read: 32 },
  {
    title:
      'a line of 1 MiB in reads of 32 bytes: its time grows as its length does, not as the square',
    length: 2 ** 20,
    read: 32,
    isLinear: true,
  },
  {
    title: 'a line of 17 MiB in reads of 64 KiB, with nothing set',
    ours: 'A record may have 16 Mi characters, so that a server cannot fill the memory with one line. `maxRecordLength` raises that.',
    length: 17 * 2 ** 20,
    read: 2 ** 16,
  },
]

export async function judgeLongLine(peer: Peer, given: LongLineCase): Promise<Verdict> {
  const runs = [
    ...(peer.read ? [readIn(peer.read)] : []),
    ...(peer.clients ?? []).filter(({ framings }) => framings.includes('events')).map(askIn),
  ]
  for (const run of runs) {
    if (given.isLinear) {
      const quarter = await leastWork(() => run(given.length / 4, given.read))
      const whole = await leastWork(() => run(given.length, given.read))
      if (whole > quarter * MOST)
        return {
          holds: false,
          instead: 'four times the length takes far more than four times the time',
        }
    } else {
      const instead = await run(given.length, given.read)
      if (instead !== undefined) return { holds: false, instead }
    }
  }
  return { holds: true }
}

type Run = (length: number, read: number) => Promise<string | undefined>

function readIn(read: NonNullable<Peer['read']>): Run {
  return async (length, size) => {
    const text = 'a'.repeat(length)
    const records = answerOf(plainWire, [text])
    const { events, error } = await read(inReads(records, size))
    if (events[0]?.data === records[0]) return undefined
    return `no such event${error === undefined ? '' : ', but an error'}`
  }
}

function askIn(client: Client): Run {
  return async (length, size) => {
    const text = 'a'.repeat(length)
    const reads = inReads(answerOf(client.wire, [text]), size)
    const asked = client.ask({
      url: 'http://localhost/',
      framing: 'events',
      fetch: async () => responseOf(reads, 'events'),
    })
    await within(asked.done, 120_000)
    const answer = asked.now()
    asked.stop()
    const isWhole = answer.state === 'complete' && answer.text === text
    return isWhole ? undefined : describeAnswer(answer)
  }
}

function inReads(records: readonly string[], size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(records.map(data => `data: ${data}\n\n`).join(''))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
}

/** Microseconds of processor time, the least of three tries, or of one that is long by itself. */
async function leastWork(run: () => Promise<unknown>): Promise<number> {
  let least = Infinity
  for (let tries = 0; tries < 3 && (tries === 0 || least < 1_000_000); tries++) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, user + system)
  }
  return least
}
