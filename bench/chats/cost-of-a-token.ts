import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { compare, type Contestant, type Result } from '../compare.ts'
import { judge } from '../goal.ts'
import { plot } from '../plot.ts'
import type { Section } from '../section.ts'
import { median, spread } from '../statistics.ts'
import { digits, table } from '../table.ts'
import { aiSdkWire, readsOf, tokens } from '../wires.ts'
import { aiSdkChat, floor, nanowire, type Ask } from './chats.ts'

const READ = 16_384
const COUNTS = [2_000, 20_000, 200_000, 2_000_000]
/** A time that is long enough to be told, for the short answers: so many tokens a run. */
const LEAST = 40_000
const SIZES = [10, 100, 1_000, 10_000]
/** Tokens of an answer in conversations of these sizes. */
const ANSWER = 20_000
/** The most that the AI SDK is asked for. */
const PEER_TOKENS = 20_000
const PEER_MESSAGES = 1_000
const PEER_ANSWER = 1_000

const own = nanowire(aiSdk)
const least = floor(record => (record as { readonly delta?: string }).delta)

/** What a token costs in a long answer, and in a long conversation. */
export const costOfAToken: Section = {
  name: 'cost-of-a-token',
  title: 'The cost of a token in long answers and long conversations',
  async measure() {
    const answers: [count: number, ours: Cost, floor: Cost, peer: Cost | undefined][] = []
    for (const count of COUNTS) {
      const reads = readsOf(aiSdkWire.write(tokens(count)), READ)
      const times = Math.max(1, Math.round(LEAST / count))
      const repeated = (name: string, ask: Ask): Contestant => ({
        name,
        async run() {
          let length = 0
          for (let time = 0; time < times; time++) length += await ask({ reads })
          return length
        },
      })
      const contestants = [repeated('nanowire', own), repeated('floor', least)]
      const isLong = count > 200_000
      const [ours, floors] = await compare(contestants, {
        rounds: isLong ? 3 : 7,
        warmUps: isLong ? 1 : 4,
      })
      let peer: Cost | undefined
      if (count <= PEER_TOKENS) {
        const [found] = await compare([{ name: 'AI SDK', run: () => aiSdkChat({ reads }) }], {
          rounds: 2,
          warmUps: 1,
        })
        peer = costOf(found!, count)
      }
      answers.push([count, costOf(ours!, count * times), costOf(floors!, count * times), peer])
    }

    const conversations = await inConversationsOf(SIZES, own, ANSWER, READ, 7)
    const smallReads = await inConversationsOf(SIZES, own, ANSWER, 1_400, 7)
    const peerSizes = SIZES.filter(before => before <= PEER_MESSAGES)
    const peers = await inConversationsOf(peerSizes, aiSdkChat, PEER_ANSWER, READ, 2)

    const shortest = answers[0]![1]
    const growth = answers
      .slice(1)
      .map(
        ([count, ours]) =>
          [`${count.toLocaleString('en')} tokens`, ours.median / shortest.median] as const,
      )
    const growthOf = (costs: readonly Cost[], what: string) =>
      costs
        .slice(1)
        .map(
          (cost, at) =>
            [
              `${SIZES[at + 1]!.toLocaleString('en')} messages, ${what}`,
              cost.median / costs[0]!.median,
            ] as const,
        )
    const inConversations = growthOf(conversations, 'reads of 16 KiB')
    const inSmallReads = growthOf(smallReads, 'reads of 1,400 B')
    const markdown = [
      table(
        ['Tokens of an answer', 'nanowire, µs a token', 'floor', 'AI SDK'],
        answers.map(([count, ours, floors, peer]) => [
          count.toLocaleString('en'),
          told(ours),
          told(floors),
          peer ? told(peer) : '',
        ]),
      ),
      '![The cost of a token by the length of the answer](plots/cost-by-tokens.svg)',
      table(
        [
          'Messages of the conversation',
          'nanowire, µs a token, reads of 16 KiB',
          'nanowire, reads of 1,400 B',
          'AI SDK, reads of 16 KiB',
        ],
        SIZES.map((size, at) => [
          size.toLocaleString('en'),
          told(conversations[at]!),
          told(smallReads[at]!),
          peers[at] ? told(peers[at]) : '',
        ]),
      ),
      '![The cost of a token by the length of the conversation](plots/cost-by-messages.svg)',
      `Answers of ${ANSWER.toLocaleString('en')} tokens in the conversations; the AI SDK’s have ${PEER_ANSWER.toLocaleString('en')}, and no more than ${PEER_MESSAGES.toLocaleString('en')}
messages before them, for it takes much longer. What it takes to make the chat and to send its messages is left out: it is the
difference between such an answer and one of a tenth.`,
      [
        judge({
          what: 'a token of a long answer against one of 2,000 tokens',
          atMost: 1.15,
          got: growth,
          unit: '×',
          why: 'The code is the same for each token; what grows with the answer is what the garbage collector has to look through, the floor’s too.',
        }),
        judge({
          what: 'a token in a long conversation against one of 10 messages',
          atMost: 1.15,
          got: [...inConversations, ...inSmallReads],
          unit: '×',
          why: 'Each write gives `$messages` a new list, which is a copy of so many references, once a read here and once a frame in a page.',
        }),
      ].join('\n'),
    ].join('\n\n')
    return {
      markdown,
      figures: Object.fromEntries([
        ...answers.map(([count, ours]) => [`µs, ${count} tokens`, ours.median]),
        ...[...growth, ...inConversations, ...inSmallReads].map(([name, value]) => [
          `growth, ${name}`,
          value,
        ]),
      ]),
      plots: {
        'cost-by-tokens.svg': plot({
          title: 'The cost of a token by the length of the answer',
          x: 'tokens of the answer',
          y: 'µs a token',
          lines: [
            { name: 'nanowire', points: answers.map(([count, ours]) => [count, ours.median]) },
            {
              name: 'AI SDK',
              points: answers.flatMap(([count, , , peer]) =>
                peer ? [[count, peer.median] as const] : [],
              ),
            },
            { name: 'floor', points: answers.map(([count, , floors]) => [count, floors.median]) },
          ],
        }),
        'cost-by-messages.svg': plot({
          title: 'The cost of a token by the length of the conversation',
          x: 'messages of the conversation',
          y: 'µs a token',
          lines: [
            {
              name: '16 KiB reads',
              points: SIZES.map((size, at) => [size, conversations[at]!.median]),
            },
            {
              name: 'AI SDK',
              points: peers.map((cost, at) => [SIZES[at]!, cost.median]),
            },
            {
              name: '1,400 B reads',
              points: SIZES.map((size, at) => [size, smallReads[at]!.median]),
            },
          ],
        }),
      },
    }
  },
}

/** Microseconds. */
interface Cost {
  readonly median: number
  readonly spread: number
}

/**
 * What a token costs behind so many messages. To make the chat and to send them is no cost of a token,
 * so it is the difference between an answer of so many tokens and one of the tenth.
 */
async function inConversationsOf(
  sizes: readonly number[],
  ask: Ask,
  count: number,
  read: number,
  rounds: number,
): Promise<readonly Cost[]> {
  const short = count / 10
  const readsFor = (tokensOf: number) => readsOf(aiSdkWire.write(tokens(tokensOf)), read)
  const measure = (tokensOf: number): Promise<readonly Result[]> => {
    const reads = readsFor(tokensOf)
    return compare(
      sizes.map(before => ({ name: `${before}`, run: () => ask({ reads, before }) })),
      { rounds, warmUps: Math.min(rounds, 3) },
    )
  }
  const longs = await measure(count)
  const shorts = await measure(short)
  return longs.map((long, at) => {
    const base = shorts[at]!.time
    const costs = long.times.map(time => ((time - base) * 1000) / (count - short))
    return { median: median(costs), spread: spread(costs) }
  })
}

function costOf(result: Result, count: number): Cost {
  return { median: (result.time * 1000) / count, spread: result.spread }
}

function told(cost: Cost): string {
  return `${digits(cost.median)} ±${Math.round(cost.spread * 100)} %`
}
