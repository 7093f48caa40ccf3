import { expect, test } from 'vitest'
import { extractReasoning, type ExtractReasoningOptions } from '../core.ts'
import type { Message } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { NO_HEAD, type Protocol } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { processorTime } from '../testing/processor-time.ts'
import { createRandom } from '../testing/random.ts'
import { aiSdk } from './ai-sdk.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { plainText } from './plain-text.ts'

interface Wire {
  readonly protocol: Protocol
  readonly delta: (text: string) => object | string
  readonly before?: readonly object[]
  readonly after?: readonly object[]
}

const wires: readonly Wire[] = [
  { protocol: plainText, delta: text => text },
  {
    protocol: openaiChat,
    delta: content => ({ choices: [{ index: 0, delta: { content } }], usage: null }),
    after: [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }],
  },
  {
    protocol: ollama,
    delta: content => ({ model: 'm', message: { role: 'assistant', content }, done: false }),
    after: [{ model: 'm', message: { role: 'assistant', content: '' }, done: true }],
  },
  {
    protocol: aiSdk,
    before: [{ type: 'start' }, { type: 'text-start', id: '0' }],
    delta: delta => ({ type: 'text-delta', id: '0', delta }),
    after: [{ type: 'text-end', id: '0' }, { type: 'finish' }],
  },
]

const textWire = wires[0] as Wire

function events(
  { protocol, delta, before = [], after = [] }: Wire,
  deltas: readonly string[],
  options?: ExtractReasoningOptions,
): readonly StreamEvent[] {
  const records = [...before, ...deltas.map(delta), ...after].map(value =>
    typeof value === 'string' ? { data: value } : { data: '', value },
  )
  return decodeAll(extractReasoning(protocol, options).decode(NO_HEAD), records).out
}

/** The parts that come of events, each as `kind: text`. */
function partsOf(told: readonly StreamEvent[]): readonly string[] {
  const empty: Message = {
    id: '',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  const { parts } = endMessage(told.reduce(applyEvent, empty), 'complete')
  return parts.map(part => ('text' in part ? `${part.type}: ${part.text}` : part.type))
}

/** What must come of a text, by cutting it at its tags, whole as it is. */
function expected(text: string, { tagName = 'think', startsWithReasoning = false } = {}) {
  const parts: string[] = []
  const tags = { text: `<${tagName}>`, reasoning: `</${tagName}>` }
  let kind: 'text' | 'reasoning' = startsWithReasoning ? 'reasoning' : 'text'
  let rest = text
  if (startsWithReasoning) {
    rest = rest.replace(/^[\r\n]+/, '')
    if (rest.startsWith(tags.text)) rest = rest.slice(tags.text.length).replace(/^[\r\n]+/, '')
  }
  for (;;) {
    const [piece = '', ...more] = rest.split(tags[kind])
    if (piece) parts.push(`${kind}: ${piece}`)
    if (more.length === 0) return parts
    rest = more.join(tags[kind]).replace(/^[\r\n]+/, '')
    kind = kind === 'text' ? 'reasoning' : 'text'
  }
}

const cases: readonly (readonly [string, readonly string[], ExtractReasoningOptions?])[] = [
  ['Hi.', ['text: Hi.']],
  ['<think>Hm.</think>Hi.', ['reasoning: Hm.', 'text: Hi.']],
  ['<think>\nHm.\n</think>\n\nHi.\n', ['reasoning: Hm.\n', 'text: Hi.\n']],
  ['<think>\r\n\r\n</think>\r\n\r\nHi.', ['text: Hi.']],
  ['Oh. <think>Hm.</think> Hi.', ['text: Oh. ', 'reasoning: Hm.', 'text:  Hi.']],
  ['<think>A</think><think>B</think>C', ['reasoning: A', 'reasoning: B', 'text: C']],
  ['<think>Hm. </thi', ['reasoning: Hm. </thi']],
  ['<think>1 < 2 </ think></think>Hi', ['reasoning: 1 < 2 </ think>', 'text: Hi']],
  [
    'a < b, <th> <thinking> </think> <<think>x',
    ['text: a < b, <th> <thinking> </think> <', 'reasoning: x'],
  ],
  ['<think>a <think> b</think>c', ['reasoning: a <think> b', 'text: c']],
  ['<thin', ['text: <thin']],
  ['', []],
  ['<seed:think>Hm</seed:think>Hi', ['reasoning: Hm', 'text: Hi'], { tagName: 'seed:think' }],
  ['\nHm.</think>\n\nHi.', ['reasoning: Hm.', 'text: Hi.'], { startsWithReasoning: true }],
  ['\n<think>\nHm.</think>Hi.', ['reasoning: Hm.', 'text: Hi.'], { startsWithReasoning: true }],
  ['<thi</think>Hi.', ['reasoning: <thi', 'text: Hi.'], { startsWithReasoning: true }],
  ['</think>Hi.', ['text: Hi.'], { startsWithReasoning: true }],
]

for (const wire of wires) {
  for (const [text, parts, more] of cases) {
    test(`${wire.protocol.name} tells the thoughts of ${JSON.stringify(text)} at every split`, () => {
      expect(expected(text, more)).toEqual(parts)
      for (let at = 0; at <= text.length; at++) {
        for (let to = at; to <= text.length; to++) {
          const deltas = [text.slice(0, at), text.slice(at, to), text.slice(to)]
          expect(partsOf(events(wire, deltas, more)), JSON.stringify(deltas)).toEqual(parts)
        }
      }
      expect(partsOf(events(wire, [...text], more))).toEqual(parts)
    })
  }
}

test('tells any mixture of tags, pieces of tags and text, however it is cut', () => {
  const random = createRandom(7)
  const pieces = [
    '<think>',
    '</think>',
    '<',
    '</',
    '<thi',
    'nk>',
    '>',
    '\n',
    '\r\n',
    'a',
    ' b ',
    '😀',
  ]
  for (let run = 0; run < 1500; run++) {
    const text = Array.from({ length: random.below(12) }, () => random.pick(pieces)).join('')
    const options = { startsWithReasoning: random() < 0.3 }
    const deltas: string[] = []
    for (let at = 0; at < text.length;) {
      const end = at + random.below(8)
      deltas.push(text.slice(at, end))
      at = end
    }
    const wire = random.pick(wires)
    expect(
      partsOf(events(wire, deltas, options)),
      `${wire.protocol.name} ${JSON.stringify([deltas, options])}`,
    ).toEqual(expected(text, options))
  }
})

test('hands text without a tag over delta by delta, as it came', () => {
  for (const wire of wires) {
    const deltas = ['Hi', ' there', ', 1 > 2', '\n', '</b> a', ' <i']
    const plain = events({ ...wire, protocol: wire.protocol }, deltas)
    const { out } = decodeAll(
      wire.protocol.decode(),
      [...(wire.before ?? []), ...deltas.map(wire.delta), ...(wire.after ?? [])].map(value =>
        typeof value === 'string' ? { data: value } : { data: '', value },
      ),
    )
    expect(plain).toEqual(out)
  }
})

test('holds no more back than could be a tag', () => {
  const random = createRandom(3)
  const decoder = extractReasoning(plainText).decode()
  let given = ''
  let told = ''
  for (let i = 0; i < 3000; i++) {
    const data = random.pick(['<', 't', 'h', 'x', '<thin', '</think', 'i', 'n', 'k', ' >'])
    given += data
    for (const event of decoder.push({ data })) told += 'delta' in event ? event.delta : ''
    const held = given.slice(told.length)
    expect(told + held).toBe(given)
    expect(held === '' || '<think>'.startsWith(held), held).toBe(true)
  }
})

test('takes linear time for text that is all beginnings of tags', () => {
  const cost = (n: number): number =>
    processorTime(() => {
      const decoder = extractReasoning(plainText).decode()
      decoder.push({ data: '<think'.repeat(2 * n) })
      for (let i = 0; i < n; i++) decoder.push({ data: i % 2 ? '<' : '<thin' })
      decoder.push({ data: '<think>a</think>'.repeat(n) })
    })
  // Quadratic work would cost 64 times as much.
  expect(cost(32_000) / cost(4_000)).toBeLessThan(32)
})

test('keeps what was held back, and the thought, where the stream fails or breaks off', () => {
  const thinking = [{ data: '{"model":"m","message":{"content":"<think>Hm.</thi"},"done":false}' }]
  const { decode } = extractReasoning(ollama)
  const thoughts = (told: readonly StreamEvent[]): string =>
    told.map(event => (event.type === 'reasoning-delta' ? event.delta : '')).join('')
  const failed = decodeAll(decode(), [...thinking, { data: '{"error":"Too busy"}' }])
  expect(thoughts(failed.out)).toBe('Hm.</thi')
  expect(failed.out.at(-1)).toMatchObject({ type: 'error', message: 'Too busy' })
  const cut = decodeAll(decode(), thinking)
  expect(thoughts(cut.out)).toBe('Hm.</thi')
  expect(cut.error).toBe('truncated')
  const broken = decodeAll(decode(), [...thinking, { data: '{"half":' }])
  expect(thoughts(broken.out)).toBe('Hm.</thi')
  expect(broken.error).toBe('malformed')
})

test('reads each part of its own, and keeps them apart from the wire’s own thoughts', () => {
  const wire: Wire = {
    protocol: aiSdk,
    delta: () => ({}),
    before: [
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'Own.' },
      { type: 'text-start', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '0', delta: '<think>A' },
      { type: 'text-delta', id: '1', delta: 'One <thi' },
      { type: 'text-delta', id: '0', delta: '.</think>\nZero' },
      { type: 'text-delta', id: '1', delta: 'ng>' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-end', id: '0' },
      { type: 'text-end', id: '1' },
      { type: 'finish' },
    ],
  }
  expect(partsOf(events(wire, []))).toEqual([
    'reasoning: Own.',
    'reasoning: A.',
    'text: One <thing>',
    'text: Zero',
  ])
})

test('goes on after a call, and begins anew with a step', () => {
  const { protocol, after = [] } = wires[1] as Wire
  const chunk = (delta: object): object => ({ choices: [{ index: 0, delta }] })
  const call = { index: 0, id: 'c', function: { name: 'now', arguments: '{}' } }
  const records = [
    chunk({ content: '<think>Hm. <' }),
    chunk({ tool_calls: [call] }),
    chunk({ content: 'x</think>Hi.' }),
    ...after,
  ].map(value => ({ data: '', value }))
  expect(partsOf(decodeAll(extractReasoning(protocol).decode(), records).out)).toEqual([
    'reasoning: Hm. <',
    'tool-call',
    'reasoning: x',
    'text: Hi.',
  ])
  const steps = ['A</think>B', 'C</think>D'].flatMap((delta, id) => [
    { type: 'start-step' },
    { type: 'text-start', id: `${id}` },
    { type: 'text-delta', id: `${id}`, delta },
    { type: 'text-end', id: `${id}` },
    { type: 'finish-step' },
  ])
  const wire: Wire = { protocol: aiSdk, delta: () => ({}), before: [...steps, { type: 'finish' }] }
  expect(partsOf(events(wire, [], { startsWithReasoning: true }))).toEqual([
    'reasoning: A',
    'text: B',
    'reasoning: C',
    'text: D',
  ])
})

test('is the protocol that it wraps in all else', () => {
  const wrapped = extractReasoning(ollama)
  expect(wrapped).toMatchObject({ name: 'ollama', encode: ollama.encode, matches: ollama.matches })
  expect(extractReasoning(plainText).frame).toBe(plainText.frame)
})

test('keeps what a delta without text carries', () => {
  const wire: Wire = {
    protocol: {
      ...plainText,
      decode: () => ({
        push: ({ data }) => [{ type: 'text-delta', delta: data, metadata: { signature: 'Eq' } }],
        end: () => [],
      }),
    },
    delta: text => text,
  }
  expect(events(wire, ['', '<'])).toEqual([
    { type: 'text-delta', delta: '', metadata: { signature: 'Eq' } },
    { type: 'text-delta', delta: '', metadata: { signature: 'Eq' } },
    { type: 'text-delta', delta: '<' },
  ])
  expect(partsOf(events(textWire, ['Hi']))).toEqual(['text: Hi'])
})
