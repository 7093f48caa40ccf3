import type { Cohere } from 'cohere-ai'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Message, Part } from '../message.ts'
import { NO_HEAD } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { cohere } from './cohere.ts'

interface Body {
  readonly documents?: unknown
  readonly messages: readonly object[]
}

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    cohere.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function bodyOf(...messages: readonly Message[]): Body {
  return cohere.encode(chatRequest(messages)) as Body
}

function message(role: Message['role'], ...parts: readonly Part[]): Message {
  const content = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
  return { id: role, role, parts, content, status: 'complete', createdAt: 0 }
}

/** A message as the API takes it, from how Cohere's package writes it. */
function wire(value: Cohere.ChatMessageV2): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(
            Object.entries(inner).map(([key, field]) => [
              key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
              field,
            ]),
          )
        : inner,
    ),
  )
}

const question = message('user', { type: 'text', text: 'Hi', state: 'done' })
const end = (finish_reason: string): object => ({ type: 'message-end', delta: { finish_reason } })

test('asks with the conversation in Cohere’s shape', () => {
  const messages: Cohere.ChatMessageV2[] = [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Where is this, and is it cold there?' },
        { type: 'image_url', imageUrl: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'text', text: 'Let me check.' }],
      toolCalls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'getWeather', arguments: '{"city":"Tromsø"}' },
        },
        { id: 'call_2', type: 'function', function: { name: 'getTide', arguments: '{}' } },
      ],
    },
    { role: 'tool', toolCallId: 'call_1', content: '{"celsius":4}' },
    { role: 'tool', toolCallId: 'call_2', content: 'The gauge is frozen.' },
    { role: 'assistant', content: [{ type: 'text', text: 'It is 4 °C.' }] },
    { role: 'user', content: 'And tomorrow?' },
  ]
  expect(cohere.encode(chatRequest(undefined, { data: { model: 'm-1' } }))).toEqual({
    model: 'm-1',
    stream: true,
    messages: messages.map(wire),
  })
})

test('sends back what was planned and thought before a call, and not what was thought before a text', () => {
  const { parts } = JSON.parse(
    readFileSync(new URL('recordings/cohere/tools.json', import.meta.url), 'utf8'),
  ).message as Message
  const called = parts
    .slice(0, 2)
    .map((part): Part =>
      part.type === 'tool-call' ? { ...part, state: 'output-available', output: '4 °C' } : part,
    )
  const thought: Part = { type: 'reasoning', text: 'Hm.', state: 'done' }
  const signed: Part = { ...thought, metadata: { signature: 'EqQB' } }
  const text: Part = { type: 'text', text: 'It is 4 °C.', state: 'done' }
  const expected: Cohere.ChatMessageV2[] = [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'Hm.' }],
      toolPlan: 'I will look both up.',
      toolCalls: [
        {
          id: 'getWeather_e8p4',
          type: 'function',
          function: { name: 'getWeather', arguments: '{"city": "Tromsø \\"N\\""}' },
        },
      ],
    },
    { role: 'tool', toolCallId: 'getWeather_e8p4', content: '4 °C' },
    { role: 'assistant', content: [{ type: 'text', text: 'It is 4 °C.' }] },
    { role: 'user', content: 'Hi' },
  ]
  const answer = message('assistant', thought, signed, ...called, thought, text)
  expect(bodyOf(question, answer, question).messages).toEqual(expected.map(wire))
})

test('leaves out calls without a result, and messages with nothing left', () => {
  const waiting: Part = {
    type: 'tool-call',
    toolCallId: 'c',
    toolName: 'now',
    inputText: '{}',
    input: {},
    state: 'input-available',
  }
  expect(bodyOf(question, message('assistant', waiting)).messages).toEqual([
    { role: 'user', content: 'Hi' },
  ])
})

test('sends files that are text as documents', () => {
  const file = (url: string, mediaType: string): Part => ({ type: 'file', mediaType, url })
  const asked = message(
    'user',
    { type: 'text', text: 'Which?', state: 'done' },
    { ...file('data:text/plain,Snow%20falls.', 'text/plain'), filename: 'winter.txt' } as Part,
    file('data:application/json;base64,eyJhIjoxfQ==', 'application/json'),
    file('data:application/pdf;base64,JVBERi0=', 'application/pdf'),
  )
  expect(bodyOf(asked)).toMatchObject({
    documents: [
      { data: { text: 'Snow falls.', title: 'winter.txt' } },
      { data: { text: '{"a":1}' } },
    ],
    messages: [{ role: 'user', content: 'Which?' }],
  })
  expect(bodyOf(question)).not.toHaveProperty('documents')
})

test('ends with message-end, or with [DONE], and with nothing less', () => {
  const hi = { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Hi' } } } }
  expect(decode(hi).error).toBe('truncated')
  expect(decode(hi, end('COMPLETE')).out.at(-1)).toEqual({ type: 'finish', reason: 'stop' })
  const decoder = cohere.decode()
  decoder.push({ data: JSON.stringify(hi) })
  expect(decoder.push({ data: '[DONE]' }).at(-1)).toEqual({ type: 'finish' })
})

test('tells a failure in each of its shapes', () => {
  for (const failure of [
    { type: 'message-end', delta: { finish_reason: 'ERROR', error: 'Busy' } },
    { type: 'message-end', delta: { finish_reason: 'COMPLETE', error: 'Busy' } },
    { message: 'Busy' },
    { error: { message: 'Busy' } },
    { type: 'error', message: 'Busy' },
  ]) {
    expect(decode(failure).out).toMatchObject([{ type: 'error', message: 'Busy' }])
  }
  expect(decode(end('ERROR')).out).toMatchObject([{ type: 'error', code: 'ERROR' }])
})

test('tells the tokens that were used, and not those that were billed', () => {
  const usage = {
    billed_units: { input_tokens: 2, output_tokens: 1 },
    tokens: { input_tokens: 31, output_tokens: 12 },
  }
  const told = { inputTokens: 31, outputTokens: 12, totalTokens: 43, raw: usage }
  const { out } = decode({ type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } })
  expect(out[0]).toEqual({ type: 'usage', usage: told })
  const { billed_units } = usage
  expect(
    decode({ type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: { billed_units } } })
      .out,
  ).toEqual([{ type: 'finish', reason: 'stop' }])
})

test('ends a plan, a thought and a text as soon as what comes next begins', () => {
  const event = (type: string, index?: number, told: object = {}): object => ({
    type,
    index,
    delta: { message: told },
  })
  const { out } = decode(
    event('message-start'),
    event('tool-plan-delta', undefined, { tool_plan: 'I look.' }),
    event('tool-call-start', 0, { tool_calls: { id: 'c', function: { name: 'now' } } }),
    event('tool-call-end', 0),
    ...['thinking', 'text'].flatMap((kind, at) => [
      event('content-start', at),
      event('content-delta', at, { content: { [kind]: 'Oh' } }),
      event('content-end', at),
    ]),
    end('COMPLETE'),
  )
  expect(out.map(({ type }) => type)).toEqual([
    'reasoning-delta',
    'reasoning-end',
    'tool-input-start',
    'tool-call',
    'reasoning-delta',
    'reasoning-end',
    'text-delta',
    'text-end',
    'finish',
  ])
})

test('tells the sources of a whole answer, in either way of writing names, each once', () => {
  const page = (url: string): object => ({ url, title: url })
  const sources = [
    { id: 's', document: page('/a') },
    { id: 's', document: page('/a') },
    { id: 't', tool_output: page('/b') },
    { id: 'u', toolOutput: page('/c') },
    { document: page('/d') },
    { document: page('/e') },
  ]
  const { out } = decode({ message: { citations: [{ sources }] }, finish_reason: 'COMPLETE' })
  const urls = out.flatMap(event => (event.type === 'source' ? [event.url] : []))
  expect(urls).toEqual(['/a', '/b', '/c', '/d', '/e'])
})

test('takes an input that came as an object, and none of no call', () => {
  const input = (index: number): object => ({
    type: 'tool-call-delta',
    index,
    delta: { message: { tool_calls: { function: { arguments: '{}' } } } },
  })
  const made = { id: 'c', function: { name: 'now', arguments: { z: 1 } } }
  const { out } = decode(input(7), { message: { tool_calls: [made] }, finish_reason: 'TOOL_CALL' })
  expect(out.filter(({ type }) => type === 'tool-call')).toMatchObject([
    { toolCallId: 'c', input: { z: 1 } },
  ])
})

test('makes a call whose end is not told, unless the limit cut it off', () => {
  const made = { id: 'c', function: { name: 'now', arguments: '' } }
  const begun = { type: 'tool-call-start', index: 0, delta: { message: { tool_calls: made } } }
  for (const [reason, type] of [
    ['TOOL_CALL', 'tool-call'],
    ['MAX_TOKENS', 'tool-error'],
  ] as const) {
    expect(decode(begun, end(reason)).out.map(event => event.type)).toEqual([
      'tool-input-start',
      type,
      'finish',
    ])
  }
})

test('keeps calls apart that stream side by side', () => {
  const call = (step: string, index: number, tool_calls?: object): object => ({
    type: `tool-call-${step}`,
    index,
    delta: { message: { tool_calls } },
  })
  const { out } = decode(
    call('start', 0, { id: 'a', function: { name: 'now', arguments: '' } }),
    call('start', 1, { id: '__proto__', function: { name: 'then' } }),
    call('delta', 0, { function: { arguments: '{"a"' } }),
    call('delta', 1, { function: { arguments: '{"b":2}' } }),
    call('end', 1),
    call('delta', 0, { function: { arguments: ':1}' } }),
    call('end', 0),
    end('TOOL_CALL'),
  )
  expect(out.filter(({ type }) => type === 'tool-call')).toMatchObject([
    { toolCallId: '__proto__', input: { b: 2 } },
    { toolCallId: 'a', input: { a: 1 } },
  ])
})

test('takes no event of the same name, and no message of the like, for its own', () => {
  const value = { type: 'tool-call-delta', toolCallId: 'c', toolName: 'now', argsTextDelta: '{}' }
  expect(cohere.matches(NO_HEAD, { data: '', value })).toBe(false)
  const other = { message: { content: 'Hi' }, finish_reason: 'stop' }
  expect(cohere.matches(NO_HEAD, { data: '', value: other })).toBe(false)
})
