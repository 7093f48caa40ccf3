import { expect, test } from 'vitest'
import type { Message, Part, ToolCallPart } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { processorTime } from '../testing/processor-time.ts'
import { applyEvent, endMessage } from './apply-event.ts'

const empty: Message = {
  id: 'ours',
  role: 'assistant',
  parts: [],
  content: '',
  status: 'streaming',
  createdAt: 0,
}

/** The message that comes of events, each applied to what may not be changed. */
function apply(...events: readonly StreamEvent[]): Message {
  return events.reduce(
    (message, event) => freeze(applyEvent(message, freeze(event))),
    freeze(empty),
  )
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(Object.freeze(value)).forEach(freeze)
  }
  return value
}

function texts({ parts }: Message): readonly string[] {
  return parts.flatMap(part => ('text' in part ? [`${part.type}: ${part.text}`] : [part.type]))
}

function call(...events: readonly StreamEvent[]): ToolCallPart {
  return apply(...events).parts.find(part => part.type === 'tool-call') as ToolCallPart
}

const text = (delta: string, id?: string): StreamEvent => ({ type: 'text-delta', id, delta })
const thought = (delta: string, id?: string): StreamEvent => ({
  type: 'reasoning-delta',
  id,
  delta,
})
const begun: StreamEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'now' }
const called: StreamEvent = { type: 'tool-call', toolCallId: 'c', input: { zone: 'CET' } }
const asked: StreamEvent = { type: 'tool-approval-request', approvalId: 'ap', toolCallId: 'c' }

test('keeps every part that an event does not concern', () => {
  const before = apply(thought('Hm.', 'r'), called, text('Hi', 't'))
  const after = applyEvent(before, text(' you', 't'))
  expect(after.parts[0]).toBe(before.parts[0])
  expect(after.parts[1]).toBe(before.parts[1])
  expect(after.parts[2]).not.toBe(before.parts[2])
  expect(before.content).toBe('Hi')
  expect(after.content).toBe('Hi you')
})

test('returns the same message if nothing changes', () => {
  const message = apply(begun, text('Hi'))
  const idle: StreamEvent[] = [
    { type: 'start' },
    { type: 'text-delta', delta: '' },
    { type: 'text-end', id: 'unknown' },
    { type: 'reasoning-end' },
    { type: 'data', name: 'notice', data: 1, transient: true },
    { type: 'messages', messages: [] },
    { type: 'tool-approval-response', approvalId: 'unknown', approved: true },
    begun,
  ]
  for (const event of idle) expect(applyEvent(message, event)).toBe(message)
})

test('opens a part with its first delta, and not with an empty one', () => {
  expect(apply(text('', 't'), thought('')).parts).toEqual([])
  expect(apply(text('Hi', 't')).parts).toEqual([
    { type: 'text', text: 'Hi', state: 'streaming', id: 't' },
  ])
})

test('grows parts with different ids side by side', () => {
  const message = apply(
    { type: 'reasoning-start', id: 'r' },
    { type: 'text-start', id: 't' },
    thought('Hm', 'r'),
    text('Hi', 't'),
    begun,
    thought('.', 'r'),
    text(' you', 't'),
  )
  expect(texts(message)).toEqual(['reasoning: Hm.', 'text: Hi you', 'tool-call'])
  expect(message.content).toBe('Hi you')
})

test('continues a part without an id until another follows it', () => {
  const message = apply(
    thought('H'),
    thought('m'),
    text('Hi'),
    text(' you'),
    thought('Oh'),
    begun,
    text('!'),
  )
  expect(texts(message)).toEqual([
    'reasoning: Hm',
    'text: Hi you',
    'reasoning: Oh',
    'tool-call',
    'text: !',
  ])
  expect(message.parts.map(part => 'state' in part && part.state)).toEqual([
    'done',
    'done',
    'done',
    'input-streaming',
    'streaming',
  ])
})

test('keeps text and reasoning with the same id apart', () => {
  expect(texts(apply(text('Hi', '0'), thought('Hm', '0'), text('!', '0')))).toEqual([
    'text: Hi!',
    'reasoning: Hm',
  ])
})

test('takes an empty id for an id', () => {
  expect(texts(apply(text('Hi', ''), begun, text(' you', '')))).toEqual([
    'text: Hi you',
    'tool-call',
  ])
})

test('opens a new part for an id that the server uses again', () => {
  const message = apply(text('One', '0'), { type: 'text-end', id: '0' }, text(' two', '0'))
  expect(texts(message)).toEqual(['text: One', 'text:  two'])
  expect(message.parts[0]).toEqual({ type: 'text', text: 'One', state: 'done' })
  expect(message.content).toBe('One two')
})

test('keeps the content in the order of the parts if an earlier one grows', () => {
  const message = apply(text('A', 'a'), text('B', 'b'), text('a', 'a'))
  expect(message.content).toBe('AaB')
})

test('merges the metadata of a part', () => {
  const message = apply(
    { type: 'reasoning-start', id: 'r', metadata: { acme: { kind: 'summary' } } },
    { type: 'reasoning-delta', id: 'r', delta: '', metadata: { acme: { signature: 'Eq' } } },
    { type: 'reasoning-end', id: 'r', metadata: { other: 1 } },
  )
  expect(message.parts).toEqual([
    {
      type: 'reasoning',
      text: '',
      state: 'done',
      metadata: { acme: { kind: 'summary', signature: 'Eq' }, other: 1 },
    },
  ])
})

test('takes a call from its first fragment to its result', () => {
  const states = [
    begun,
    { type: 'tool-input-delta', toolCallId: 'c', delta: '{"zone":' },
    { type: 'tool-input-delta', toolCallId: 'c', delta: '"CET"}' },
    { type: 'tool-call', toolCallId: 'c' },
    asked,
    { type: 'tool-approval-response', approvalId: 'ap', approved: true, reason: 'Fine' },
    { type: 'tool-result', toolCallId: 'c', output: { hour: 8 }, preliminary: true },
    { type: 'tool-result', toolCallId: 'c', output: { hour: 9 } },
  ] satisfies StreamEvent[]
  expect(states.map((_, index) => call(...states.slice(0, index + 1)).state)).toEqual([
    'input-streaming',
    'input-streaming',
    'input-streaming',
    'input-available',
    'approval-requested',
    'approval-responded',
    'output-available',
    'output-available',
  ])
  expect(call(...states.slice(0, 7)).preliminary).toBe(true)
  expect(call(...states)).toEqual({
    type: 'tool-call',
    toolCallId: 'c',
    toolName: 'now',
    inputText: '{"zone":"CET"}',
    input: { zone: 'CET' },
    state: 'output-available',
    output: { hour: 9 },
    approval: { id: 'ap', approved: true, reason: 'Fine' },
  })
})

test('a call that fails in the end has no result, even after a preliminary one', () => {
  const meantime: StreamEvent = {
    type: 'tool-result',
    toolCallId: 'c',
    output: 1,
    preliminary: true,
  }
  const failure: StreamEvent = { type: 'tool-error', toolCallId: 'c', errorText: 'No clock.' }
  const failed = call(begun, called, meantime, failure)
  expect(failed).toEqual(call(begun, called, failure))
  expect(failed).not.toHaveProperty('output')
})

test('begins a call with whichever event comes first', () => {
  const known = { toolCallId: 'c', toolName: 'now' }
  expect(call({ ...known, type: 'tool-call', input: 1 })).toMatchObject({
    toolName: 'now',
    state: 'input-available',
    input: 1,
  })
  expect(call({ toolCallId: 'c', type: 'tool-result', output: null })).toMatchObject({
    toolName: '',
    state: 'output-available',
    output: null,
  })
  expect(call({ ...asked, toolName: 'now', input: 1 })).toMatchObject({
    toolName: 'now',
    state: 'approval-requested',
    input: 1,
  })
})

test('a snapshot of an input replaces the one before', () => {
  const part = call(
    begun,
    { type: 'tool-input-delta', toolCallId: 'c', input: { z: 'C' } },
    { type: 'tool-input-delta', toolCallId: 'c', input: { zone: 'CET' } },
  )
  expect(part).toMatchObject({ state: 'input-streaming', input: { zone: 'CET' }, inputText: '' })
})

test('grows the input with its text, and takes the whole one at the end', () => {
  const fragment = (delta: string): StreamEvent => ({
    type: 'tool-input-delta',
    toolCallId: 'c',
    delta,
  })
  const first = apply(begun, fragment('{"zone":"C'))
  expect(first.parts[0]).toMatchObject({ state: 'input-streaming', input: { zone: 'C' } })
  // Each of two ways on from one message reads on from there.
  for (const end of ['ET"', 'EST"']) {
    const next = applyEvent(first, fragment(end))
    expect(next.parts[0]).toMatchObject({ input: { zone: `C${end.slice(0, -1)}` } })
  }
  expect(first.parts[0]).toMatchObject({ input: { zone: 'C' } })
  expect(call(begun, fragment('{"n":1'), fragment('2}'), called)).toMatchObject({
    input: { zone: 'CET' },
  })
  expect(
    call(begun, fragment('{"n":1'), { type: 'tool-call', toolCallId: 'c' }),
  ).not.toHaveProperty('input')
})

test('costs about 16 times as much for 16 times as many fragments of an input', () => {
  const cost = (count: number): number =>
    processorTime(() => {
      let message = apply(begun)
      for (let i = 0; i < count; i++) {
        const delta = i === 0 ? '{"text":"' : 'word '
        message = applyEvent(message, { type: 'tool-input-delta', toolCallId: 'c', delta })
      }
    })
  // Quadratic work would cost 256 times as much.
  expect(cost(16_000) / cost(1_000)).toBeLessThan(64)
})

test('takes no input for an empty one, and keeps one that is not JSON as text', () => {
  const complete: StreamEvent = { type: 'tool-call', toolCallId: 'c' }
  expect(call(begun, complete)).toMatchObject({ state: 'input-available', input: {} })
  const broken = call(begun, { type: 'tool-input-delta', toolCallId: 'c', delta: '{' }, complete)
  expect(broken).toMatchObject({ state: 'output-error', inputText: '{' })
  expect(broken.errorText).toContain('not valid JSON')
})

test('keeps the input of a failed call, and tells a refusal from a failure', () => {
  const failed: StreamEvent = { type: 'tool-error', toolCallId: 'c', errorText: 'No clock' }
  expect(call(called, failed)).toMatchObject({
    state: 'output-error',
    input: { zone: 'CET' },
    errorText: 'No clock',
  })
  expect(call(called, asked, { ...failed, denied: true })).toMatchObject({
    state: 'output-denied',
    approval: { id: 'ap' },
  })
})

test('answers the approval that is named', () => {
  const other: StreamEvent[] = [
    { type: 'tool-call', toolCallId: 'd', input: {} },
    { type: 'tool-approval-request', approvalId: 'ap-2', toolCallId: 'd' },
  ]
  const denied: StreamEvent = { type: 'tool-approval-response', approvalId: 'ap', approved: false }
  const { parts } = apply(called, asked, ...other, denied)
  expect(parts).toMatchObject([
    { toolCallId: 'c', state: 'approval-responded', approval: { id: 'ap', approved: false } },
    { toolCallId: 'd', state: 'approval-requested', approval: { id: 'ap-2' } },
  ])
})

test('replaces data of the same name and id, and adds any other', () => {
  const data = (name: string, id: string | undefined, value: number): StreamEvent => ({
    type: 'data',
    name,
    id,
    data: value,
  })
  expect(
    apply(
      data('progress', 'p', 1),
      data('mood', 'p', 2),
      data('mood', undefined, 3),
      data('mood', undefined, 4),
      data('progress', 'p', 5),
    ).parts,
  ).toEqual([
    { type: 'data', name: 'progress', id: 'p', data: 5 },
    { type: 'data', name: 'mood', id: 'p', data: 2 },
    { type: 'data', name: 'mood', data: 3 },
    { type: 'data', name: 'mood', data: 4 },
  ])
})

test('keeps sources and files as plain JSON', () => {
  const message = apply(
    { type: 'source', id: 's', url: '/s', title: undefined },
    { type: 'file', mediaType: 'image/png', url: '/a.png', filename: undefined },
  )
  expect(JSON.parse(JSON.stringify(message))).toStrictEqual(message)
})

test('drops what a step has added, or the whole run', () => {
  const step: StreamEvent[] = [{ type: 'step-start' }, text('two'), begun]
  const events = [text('One '), ...step]
  const reset = (scope: 'step' | 'run'): Message => apply(...events, { type: 'reset', scope })
  expect(reset('step')).toMatchObject({ content: 'One ', parts: [{ text: 'One ' }] })
  expect(reset('run')).toMatchObject({ content: '', parts: [] })
  expect(apply(text('One'), { type: 'reset', scope: 'step' }).parts).toEqual([])
  expect(apply(...events, { type: 'reset', scope: 'step' }, text('2')).content).toBe('One 2')
})

test('takes the server’s id, and merges its metadata of the message', () => {
  const message = apply(
    { type: 'start', messageId: 'theirs', metadata: { times: { start: 1 } } },
    { type: 'metadata', metadata: { times: { first: 2 }, model: 'm-1' } },
  )
  expect(message).toMatchObject({
    id: 'theirs',
    metadata: { times: { start: 1, first: 2 }, model: 'm-1' },
  })
  expect(applyEvent(message, { type: 'start' }).id).toBe('theirs')
  // Writers whose streams were merged each begin.
  const said = applyEvent(message, { type: 'text-delta', id: 't', delta: 'Hi' })
  expect(applyEvent(said, { type: 'start' })).toBe(said)
  expect(applyEvent(said, { type: 'start', messageId: 'm' }).parts).toBe(said.parts)
})

test('replaces usage', () => {
  const usage = { outputTokens: 2 }
  expect(
    apply({ type: 'usage', usage: { inputTokens: 1 } }, { type: 'usage', usage }),
  ).toMatchObject({
    usage: { outputTokens: 2 },
  })
  const told = apply({ type: 'usage', usage }, { type: 'finish', reason: 'length' })
  expect(told).toMatchObject({ usage, finishReason: 'length' })
})

test('ends the open parts with the message, however it ends', () => {
  const open = [{ type: 'step-start' }, thought('Hm', 'r'), text('Hi')] satisfies StreamEvent[]
  const ends: [StreamEvent, Message['status']][] = [
    [{ type: 'finish' }, 'complete'],
    [{ type: 'abort', reason: 'user' }, 'stopped'],
    [{ type: 'error', message: 'Too busy', code: '529' }, 'error'],
  ]
  for (const [end, status] of ends) {
    const message = apply(...open, end)
    expect(message.status).toBe(status)
    expect(message.parts).toEqual([
      { type: 'reasoning', text: 'Hm', state: 'done' },
      { type: 'text', text: 'Hi', state: 'done' },
    ])
    expect(message).not.toHaveProperty('stepStart')
  }
  expect(apply(...open, { type: 'error', message: 'Too busy' }).error).toEqual({
    code: 'server',
    message: 'Too busy',
  })
  expect(endMessage(apply(...open), 'stopped').parts).toEqual(
    apply(...open, { type: 'abort' }).parts,
  )
})

test('accepts any string as a name or an id, even __proto__', () => {
  const message = apply(
    text('Hi', '__proto__'),
    { type: 'tool-input-start', toolCallId: '__proto__', toolName: 'constructor' },
    { type: 'data', name: '__proto__', id: 'toString', data: 1 },
    { type: 'metadata', metadata: JSON.parse('{"__proto__":{"polluted":true}}') },
  )
  expect(message.parts).toMatchObject([
    { text: 'Hi' },
    { toolCallId: '__proto__', toolName: 'constructor' },
    { name: '__proto__', id: 'toString', data: 1 },
  ])
  expect(Object.keys(message.metadata ?? {})).toEqual(['__proto__'])
  expect('polluted' in {}).toBe(false)
  expect(Object.getPrototypeOf(message.metadata)).toBe(Object.prototype)
})

test('costs no more for a token of a long message than for one of a short one', () => {
  const parts: Part[] = Array.from({ length: 100 }, (_, index) => ({
    type: 'text',
    text: 'x'.repeat(1000),
    state: 'done',
    id: String(index),
  }))
  let joined = 0
  const counted = parts.map(part => ({
    ...part,
    get text(): string {
      joined++
      return 'x'
    },
  }))
  let message: Message = { ...empty, parts: counted as Part[], content: 'x'.repeat(100) }
  for (let i = 0; i < 10; i++) message = applyEvent(message, text('y'))
  expect(joined).toBe(0)
  expect(message.content).toBe(`${'x'.repeat(100)}${'y'.repeat(10)}`)
})

test.each<[string, StreamEvent, string, object]>([
  [
    'a failure',
    { type: 'tool-error', toolCallId: 'c', errorText: 'No clock.' },
    'output-available',
    { state: 'output-error', errorText: 'No clock.' },
  ],
  [
    'a refusal',
    { type: 'tool-error', toolCallId: 'c', errorText: 'No.', denied: true },
    'output-available',
    { state: 'output-denied', errorText: 'No.' },
  ],
  ['a question', asked, 'input-available', { state: 'approval-requested', approval: { id: 'ap' } }],
  [
    'an approval',
    { type: 'tool-approval-response', approvalId: 'ap', approved: true },
    'output-available',
    { state: 'output-available', approval: { id: 'ap', approved: true }, output: 1 },
  ],
])('keeps %s that a snapshot cannot express', (_what, event, state, part) => {
  const before = [begun, called, asked, event] as const
  const snapshot = { ...call(begun, called), state, ...(state[0] === 'o' && { output: 1 }) }
  const answer: Message = { ...empty, parts: [snapshot as ToolCallPart] }
  expect(call(...before, { type: 'messages', messages: [answer] })).toMatchObject(part)
})

test('a snapshot without the result leaves the call open', () => {
  const answer: Message = { ...empty, parts: [call(begun, called)] }
  const result: StreamEvent = { type: 'tool-result', toolCallId: 'c', output: 1 }
  const part = call(begun, called, result, { type: 'messages', messages: [answer] })
  expect(part).toEqual(call(begun, called))
})

test('knows after a snapshot where the last request continued', () => {
  const told = call(begun, called)
  const asks: StreamEvent = { type: 'step-start', request: true }
  const answer: Message = { ...empty, parts: [told, { ...told, toolCallId: 'd' }] }
  const before = [text('One.'), begun, called, text('Two.'), asks] as const
  expect(apply(...before).requestStart).toBe(3)
  expect(apply(...before, { type: 'messages', messages: [answer] }).requestStart).toBe(1)
})

test('is replaced by the last answer of a snapshot', () => {
  const answer: Message = { ...empty, id: 'theirs', parts: [], createdAt: 7, status: 'complete' }
  const question: Message = { ...empty, id: 'u', role: 'user' }
  const taken = apply(text('Hi'), { type: 'messages', messages: [question, answer] })
  expect(taken).toMatchObject({ id: 'theirs', parts: [], status: 'streaming', createdAt: 0 })
  expect(apply({ type: 'messages', messages: [question] })).toBe(empty)
})

test('a step ends what is open, and begins no request unless it says so', () => {
  const open = apply(text('Hi'))
  const ended = applyEvent(open, { type: 'step-end' })
  expect(ended.parts).toEqual([{ type: 'text', text: 'Hi', state: 'done' }])
  expect(applyEvent(ended, { type: 'step-end' })).toBe(ended)
  expect(applyEvent(ended, { type: 'step-start' })).not.toHaveProperty('requestStart')
  expect(applyEvent(ended, { type: 'step-start', request: true }).requestStart).toBe(1)
})

test('data of one name is replaced only under its id', () => {
  const data = (id: string | undefined, value: number): StreamEvent => ({
    type: 'data',
    name: 'weather',
    data: value,
    ...(id !== undefined && { id }),
  })
  const { parts } = apply(data('a', 1), data('b', 2), data('a', 3), data(undefined, 4))
  expect(parts.map(part => part.type === 'data' && part.data)).toEqual([3, 2, 4])
})
