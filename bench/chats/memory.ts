import { fetchServerSentEvents, openStream } from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import type { Section } from '../section.ts'
import { digits, table } from '../table.ts'
import { aiSdkWire, readsOf, tokens } from '../wires.ts'
import { aiSdkChat, floor, nanowire, type Ask } from './chats.ts'

const READ = 16_384
const TOKENS = 200_000
/** Reads from one look at the heap to the next. */
const EVERY = 64
/** Turns of the loop that a reader sleeps for. */
const SLEEP = 200

/** How much of the heap an answer takes, and what a sleeping reader lets in. */
export const memory: Section = {
  name: 'memory',
  title: 'Memory: an answer of 200,000 tokens',
  async measure() {
    const pieces = tokens(TOKENS)
    const text = pieces.join('').length
    const wire = aiSdkWire.write(pieces)
    const asks: Readonly<Record<string, Ask>> = {
      nanowire: nanowire(aiSdk),
      floor: floor(record => (record as { readonly delta?: string }).delta),
      'AI SDK': aiSdkChat,
    }
    const peaks: [name: string, live: number, most: number][] = []
    for (const [name, ask] of Object.entries(asks)) {
      // Once before, for what is made once is not the answer's.
      await ask({ reads: readsOf(aiSdkWire.write(tokens(2_000)), READ) })
      peaks.push([name, await peak(ask, wire, true), await peak(ask, wire, false)])
    }
    const asleep = await whileAsleep(wire)
    const mb = (bytes: number): string => digits(bytes / 2 ** 20)
    const times = (bytes: number): string => `${digits(bytes / text)}×`
    const markdown = [
      table(
        [
          'Contestant',
          'live, MiB at most',
          'of the text’s size',
          'with garbage, MiB at most',
          'of the text’s size',
        ],
        peaks.map(([name, live, most]) => [name, mb(live), times(live), mb(most), times(most)]),
      ),
      `The text has ${mb(text)} Mi characters, taken as a byte each. The heap is looked at after every ${EVERY} reads of 16 KiB, above what it was
before, once with the garbage collected for each look, and once as it is. A text that nobody has read yet is a rope of
its pieces, several words of memory for each: whoever shows it makes it flat, and nobody does here.`,
      `While a reader of \`openStream\` sleeps on its first event, ${asleep.reads} of ${asleep.all} reads are taken from the network
(${digits((asleep.reads * READ) / 1024)} KiB), and the live heap grows by ${mb(asleep.heap)} MiB.`,
    ].join('\n\n')
    return {
      markdown,
      figures: Object.fromEntries([
        ...peaks.flatMap(([name, live, most]) => [
          [`live, of the text, ${name}`, live / text],
          [`with garbage, of the text, ${name}`, most / text],
        ]),
        ['reads while asleep', asleep.reads],
        ['MiB while asleep', asleep.heap / 2 ** 20],
      ]),
    }
  },
}

/** The most that the heap has grown by, looked at between the reads. */
async function peak(ask: Ask, wire: string, collects: boolean): Promise<number> {
  const all = readsOf(wire, READ)
  const before = heap()
  let most = 0
  let count = 0
  const look = (): void => {
    if (count++ % EVERY !== 0) return
    if (collects) globalThis.gc?.()
    most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  // A list that looks at the heap whenever a read is taken from it.
  const reads = new Proxy(all, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) look()
      return Reflect.get(target, key, receiver) as unknown
    },
  })
  await ask({ reads })
  return most
}

async function whileAsleep(wire: string): Promise<{ reads: number; all: number; heap: number }> {
  const all = readsOf(wire, READ)
  let reads = 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const bytes = all[reads++]
      if (bytes) controller.enqueue(bytes)
      else controller.close()
    },
  })
  const headers = { 'content-type': 'text/event-stream' }
  const { fullStream } = openStream({
    connection: fetchServerSentEvents('http://bench.test/chat', {
      protocol: aiSdk,
      fetch: async () => new Response(body, { headers }),
    }),
    messages: [{ role: 'user', content: 'Go on.' }],
  })
  const before = heap()
  for await (const _ of fullStream) {
    for (let turn = 0; turn < SLEEP; turn++) await new Promise(resolve => setImmediate(resolve))
    return { reads, all: all.length, heap: Math.max(0, heap() - before) }
  }
  throw new Error('The stream has told nothing.')
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
