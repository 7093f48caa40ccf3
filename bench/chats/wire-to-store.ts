import { agUi } from 'nanowire/protocols/ag-ui'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { openaiChat } from 'nanowire/protocols/openai-chat'
import { compare, ratio, type Result } from '../compare.ts'
import { judge } from '../goal.ts'
import type { Section } from '../section.ts'
import { digits, table } from '../table.ts'
import { agUiWire, aiSdkWire, openaiWire, readsOf, tokens, type Wire } from '../wires.ts'
import { agUiAgent, aiSdkChat, floor, nanowire, tanstackChat, type Ask } from './chats.ts'

const READ = 16_384
const SMALL = 20_000
const COUNTS = [SMALL, 200_000]
/** The most tokens of these, which would take minutes for all. */
const CAPS: Readonly<Record<string, number>> = {
  'TanStack AI': 1_000,
  'AG-UI': 5_000,
}

interface Match {
  readonly wire: Wire
  readonly deltaOf: (record: unknown) => string | undefined
  readonly own: Ask
  readonly peers: Readonly<Record<string, Ask>>
}

const deltaOf = (record: unknown): string | undefined =>
  (record as { readonly delta?: string }).delta

interface OpenaiChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
}

const matches: readonly Match[] = [
  { wire: aiSdkWire, deltaOf, own: nanowire(aiSdk), peers: { 'AI SDK': aiSdkChat } },
  {
    wire: agUiWire,
    deltaOf,
    own: nanowire(agUi),
    peers: { 'TanStack AI': tanstackChat, 'AG-UI': agUiAgent },
  },
  {
    wire: openaiWire,
    deltaOf: record => (record as OpenaiChunk).choices[0]?.delta.content,
    own: nanowire(openaiChat),
    peers: {},
  },
]

/** From the response's bytes to a chat's stores, with a listener. */
export const wireToStore: Section = {
  name: 'wire-to-store',
  title: 'Wire to store: from a response to a chat with a listener',
  async measure() {
    const rows: string[][] = []
    const ofFloor: [string, number][] = []
    const byTheClock: [string, number][] = []
    const against: [peer: string, of: string, ratio: number][] = []
    for (const { wire, deltaOf: read, own, peers } of matches) {
      for (const count of COUNTS) {
        const isLarge = count > SMALL
        const named = (tokensOf: number): string =>
          `${wire.name}, ${tokensOf.toLocaleString('en')} tokens`
        const readsFor = (tokensOf: number) => readsOf(wire.write(tokens(tokensOf)), READ)
        const reads = readsFor(count)
        const [least, ours] = (await compare(
          [
            { name: 'floor', run: () => floor(read)({ reads }) },
            { name: 'nanowire', run: () => own({ reads }) },
          ],
          { rounds: isLarge ? 5 : 11, warmUps: isLarge ? 1 : 8 },
        )) as [Result, Result]
        ofFloor.push([named(count), ratio(ours, least)])
        rows.push(
          [named(count), 'floor', cost(least, count), ''],
          ['', 'nanowire', cost(ours, count), `${digits(ratio(ours, least))}× the floor`],
        )
        for (const [peer, ask] of Object.entries(peers)) {
          const most = Math.min(count, CAPS[peer] ?? count)
          if (most < count && isLarge) continue
          const asked = most === count ? reads : readsFor(most)
          const [mine, theirs] = (await compare(
            [
              { name: 'nanowire', run: () => own({ reads: asked }) },
              { name: peer, run: () => ask({ reads: asked }) },
            ],
            { rounds: isLarge ? 1 : 2, warmUps: isLarge ? 0 : 1 },
          )) as [Result, Result]
          const found = ratio(theirs, mine)
          against.push([peer, named(most), found])
          const of = most === count ? '' : named(most)
          rows.push([of, peer, cost(theirs, most), `${digits(found)}× nanowire`])
          if (peer !== 'TanStack AI') continue
          const [quick, slow] = (await compare(
            [
              { name: 'nanowire', run: () => own({ reads: asked }) },
              { name: peer, run: () => ask({ reads: asked }) },
            ],
            { rounds: 2, warmUps: 0, byTheClock: true },
          )) as [Result, Result]
          rows.push([
            '',
            `${peer}, by the clock`,
            cost(slow, most),
            `${digits(ratio(slow, quick))}× nanowire`,
          ])
          byTheClock.push([named(most), ratio(slow, quick)])
        }
      }
    }
    const ratiosOf = (name: string) =>
      against.filter(([peer]) => peer === name).map(([, of, value]) => [of, value] as const)
    const caps = Object.entries(CAPS).map(
      ([peer, most]) => `${peer} at ${most.toLocaleString('en')} tokens`,
    )
    const markdown = [
      table(['Wire', 'Contestant', 'A token, µs', 'Against'], rows),
      `Each peer through its own client, with a fetch that answers from memory in reads of 16 KiB, and a listener to
every change of its messages: \`Chat\` of \`@ai-sdk/react\` with \`DefaultChatTransport\`, \`ChatClient\` of
\`@tanstack/ai-client\` with \`fetchServerSentEvents\`, \`HttpAgent\` of \`@ag-ui/client\`. The floor reads, decodes, splits,
parses and appends, and nothing more: it checks nothing, cannot be stopped, and tells nobody. What would take too long
stops earlier: ${caps.join(', ')}.`,
      [
        judge({
          what: 'a token against the floor',
          atMost: 1.5,
          got: ofFloor,
          unit: '×',
          why: 'What remains is spread thin: the event of each token with its checks for failures, repeats and stops, and the objects that carry it from the framing through the protocol to the message.',
        }),
        judge({
          what: 'faster than the AI SDK',
          atLeast: 10,
          got: ratiosOf('AI SDK'),
          unit: '×',
          why: 'The AI SDK copies its message with each token.',
        }),
        judge({
          what: 'faster than TanStack AI by the clock, for it waits for a timer with each chunk of a visible page',
          atLeast: 200,
          got: byTheClock,
          unit: '×',
          why: 'A timer takes a millisecond or four, as the engine has it.',
        }),
        `- In time of the processor, which does not count that wait, it is ${ratiosOf('TanStack AI')
          .map(([of, value]) => `${digits(value)}× (${of})`)
          .join(', ')}.`,
      ].join('\n'),
    ].join('\n\n')
    return {
      markdown,
      figures: Object.fromEntries([
        ...ofFloor.map(([of, value]) => [`floor, ${of}`, value]),
        ...against.map(([peer, of, value]) => [`${peer}, ${of}`, value]),
        ...byTheClock.map(([of, value]) => [`TanStack AI by the clock, ${of}`, value]),
      ]),
    }
  },
}

function cost({ time, spread }: Result, count: number): string {
  return `${digits((time * 1000) / count)} ±${Math.round(spread * 100)} %`
}
