import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { processorTime } from '../testing/processor-time.ts'
import { gemini } from './gemini.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    gemini.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function chunk(parts: readonly (object | null)[], finishReason?: string): object {
  return { candidates: [{ content: { parts, role: 'model' }, finishReason, index: 0 }] }
}

function called(...pieces: readonly object[]): readonly StreamEvent[] {
  const { out } = decode(
    ...pieces.map(functionCall => chunk([{ functionCall }])),
    chunk([], 'STOP'),
  )
  return out.filter(({ type }) => type === 'tool-call')
}

/** The input that comes of pieces of it. */
function inputOf(...partialArgs: readonly (object | null)[]): unknown {
  const [call] = called({ name: 'f', willContinue: true }, { partialArgs, willContinue: true }, {})
  return call && 'input' in call ? call.input : undefined
}

const string = (jsonPath: unknown, stringValue: unknown = 'x'): object => ({
  jsonPath,
  stringValue,
})

test('asks with the conversation in Gemini’s shape', () => {
  const data = { generationConfig: { temperature: 0 } }
  expect(gemini.encode(chatRequest(undefined, { data }))).toEqual({
    ...data,
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'Where is this, and is it cold there?' },
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
        ],
      },
      {
        role: 'model',
        parts: [
          { text: 'That is Tromsø.', thought: true },
          { text: 'Let me check.' },
          { functionCall: { name: 'getWeather', args: { city: 'Tromsø' } } },
          { functionCall: { name: 'getTide', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'getWeather', response: { celsius: 4 } } },
          { functionResponse: { name: 'getTide', response: { error: 'The gauge is frozen.' } } },
        ],
      },
      { role: 'model', parts: [{ text: 'It is 4 °C.' }] },
      { role: 'user', parts: [{ text: 'And tomorrow?' }] },
    ],
  })
})

test('leaves the application’s own instruction where the conversation has none', () => {
  const data = { systemInstruction: { parts: [{ text: 'Rhyme.' }] } }
  expect(gemini.encode(chatRequest([], { data }))).toEqual({ ...data, contents: [] })
})

test('is complete where the body ends, unless a call was to go on', () => {
  expect(decode().error).toBe('truncated')
  expect(decode(chunk([{ text: 'Hi' }])).out.at(-1)).toEqual({ type: 'finish', reason: undefined })
  const begun = { functionCall: { name: 'f', willContinue: true } }
  expect(decode(chunk([begun])).error).toBe('truncated')
  expect(decode(chunk([begun]), chunk([{ functionCall: {} }])).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'tool-calls',
  })
  expect(decode(chunk([begun]), chunk([], 'MAX_TOKENS')).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'length',
  })
  expect(decode({ promptFeedback: { blockReason: 'OTHER' } }).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'content-filter',
  })
  expect(decode({ usageMetadata: { promptTokenCount: 1 } }).error).toBeUndefined()
  expect(decode({ status: 'busy' }).error).toBe('malformed')
  const decoder = gemini.decode()
  decoder.push({ data: JSON.stringify(chunk([{ text: 'Hi' }])) })
  expect(decoder.push({ data: '[DONE]' })).toEqual([{ type: 'finish', reason: undefined }])
})

test('knows the reasons for which Gemini ends', () => {
  for (const [word, reason] of [
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['BLOCKLIST', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['SPII', 'content-filter'],
    ['IMAGE_SAFETY', 'content-filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
    ['IMAGE_RECITATION', 'content-filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['OTHER', 'other'],
    ['LANGUAGE', 'other'],
  ] as const) {
    expect(decode(chunk([], word)).out.at(-1)).toMatchObject({ type: 'finish', reason })
  }
})

test('reads what comes behind the finish reason', () => {
  const { out } = decode(chunk([{ text: 'Hi' }], 'STOP'), chunk([{ text: '!' }]), {
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 },
    modelVersion: 'm',
  })
  expect(out.map(({ type }) => type)).toEqual([
    'start',
    'text-delta',
    'text-delta',
    'usage',
    'finish',
  ])
})

test('reads the first of several candidates alone', () => {
  const { out } = decode(
    { candidates: [null, { index: 1, content: { parts: [{ text: 'Other' }] } }] },
    { candidates: [{ index: 1, content: { parts: [{ text: 'Other' }] } }] },
    chunk([null, { text: 'One' }], 'STOP'),
  )
  expect(out.filter(({ type }) => type === 'text-delta')).toEqual([
    { type: 'text-delta', delta: 'One' },
  ])
})

test('invents ids that no call of the answer has', () => {
  const ids = called(
    { name: 'f' },
    { name: 'f', id: 'call-3' },
    { name: 'f' },
    { name: 'f', id: 'call-3' },
  )
  expect(new Set(ids.map(call => 'toolCallId' in call && call.toolCallId)).size).toBe(4)
  expect(ids[3]).toMatchObject({ metadata: { id: 'call-3' } })
})

test('takes an input that came as text, and a call that never ended', () => {
  expect(called({ name: 'f', args: '{"a":1}' })).toMatchObject([{ input: { a: 1 } }])
  expect(
    called({ name: 'f', willContinue: true }, { name: 'g', willContinue: true }),
  ).toMatchObject([{ input: {} }, { input: {} }])
  expect(called({}, { willContinue: true }, { partialArgs: [string('$.a')] })).toEqual([])
})

test('fails a call that the limit cut off amid its input', () => {
  const { out } = decode(
    chunk([{ functionCall: { name: 'f', id: 'call_1', willContinue: true } }]),
    chunk([{ functionCall: { partialArgs: [string('$.a')], willContinue: true } }]),
    chunk([], 'MAX_TOKENS'),
  )
  expect(out.slice(-2)).toMatchObject([
    {
      type: 'tool-error',
      toolCallId: 'call_1',
      input: { a: 'x' },
      errorText: expect.stringContaining('cut off'),
      metadata: { id: 'call_1' },
    },
    { type: 'finish', reason: 'length' },
  ])
})

test('shows an input while it grows, and changes none that it has shown', () => {
  const partial = (stringValue: string): object => ({
    partialArgs: [{ ...string('$.a.b', stringValue), willContinue: true }],
    willContinue: true,
  })
  const pieces = [{ name: 'f', willContinue: true }, partial('x'), partial('y'), {}]
  const { out } = decode(...pieces.map(functionCall => chunk([{ functionCall }])))
  expect(out.flatMap(event => (event.type === 'tool-input-delta' ? [event.input] : []))).toEqual([
    { a: { b: 'x' } },
    { a: { b: 'xy' } },
  ])
})

test('puts the pieces of an input where they belong', () => {
  expect(inputOf(string('$.a', 'x'), string('$.a', 'y'))).toEqual({ a: 'xy' })
  expect(inputOf(string('$["a.b"][0]'), string("$['c d'].e"))).toEqual({
    'a.b': ['x'],
    'c d': { e: 'x' },
  })
  expect(inputOf({ jsonPath: '$.a', nullValue: null })).toEqual({ a: null })
  expect(inputOf({ jsonPath: '$.a', nullValue: 'NULL_VALUE' }, { jsonPath: '$.a' })).toEqual({
    a: null,
  })
  expect(
    inputOf({ jsonPath: '$.a', numberValue: 0 }, { jsonPath: '$.b', boolValue: false }),
  ).toEqual({
    a: 0,
    b: false,
  })
  expect(inputOf(string('$.a[0][1]'), string('$.a[1].b'), { jsonPath: '$.a[]' })).toEqual({
    a: [['x'], { b: 'x' }],
  })
  expect(inputOf({ jsonPath: '$.a[]' }, { jsonPath: '$.b' })).toEqual({ a: [], b: {} })
  expect(inputOf({ jsonPath: '$.a', willContinue: true })).toEqual({})
})

test('is not led astray by paths of ill will', () => {
  const input = inputOf(string('$.__proto__.polluted'), string('$.constructor.prototype.polluted'))
  expect(Object.keys(input as object)).toEqual(['__proto__', 'constructor'])
  expect('polluted' in {}).toBe(false)
  expect(inputOf(string('$.a[4294967294]'))).toEqual({ a: ['x'] })
  for (const path of [null, 7, '', '$', '$.', '[', '$[', '$..', "$['", '$[]', '$.[].']) {
    expect(() => inputOf(string(`${path}`), null, { jsonPath: path && null })).not.toThrow()
  }
  expect(inputOf(string('$.a'), string('$.a.b'), string('$.a[0]'))).toEqual({ a: ['x'] })
})

test('takes linear time for paths of ill will', () => {
  const cost = (n: number): number =>
    processorTime(() =>
      inputOf(string("$['".repeat(n)), string('$.a'.repeat(3)), string('['.repeat(n))),
    )
  // Quadratic work would cost 64 times as much.
  expect(cost(160_000) / cost(20_000)).toBeLessThan(32)
})

test('goes on with an input as long as a piece of it says so', () => {
  const piece = (value: string, more?: boolean): object => ({
    partialArgs: [{ ...string('$.z', value), willContinue: more }],
  })
  const calls = called({ name: 'f', willContinue: true }, piece('Trom', true), piece('sø'))
  expect(calls).toMatchObject([{ input: { z: 'Tromsø' } }])
})

test('gives what a function gave to its call', () => {
  const call = (id?: string): object => ({ functionCall: { id, name: 'f', args: {} } })
  const gave = (id: string | undefined, response?: object): object => ({
    functionResponse: { id, name: 'f', response },
  })
  const { out } = decode(
    chunk([call('a'), call('b'), call(), gave('b', { z: 1 }), gave('x', { z: 0 })]),
    chunk([gave('a', { error: 'Gone' }), gave(undefined, { error: { at: 7 } }), gave('y')]),
  )
  expect(out.filter(({ type }) => /^tool-(result|error)/.test(type))).toEqual([
    { type: 'tool-result', toolCallId: 'b', toolName: 'f', output: { z: 1 } },
    { type: 'tool-error', toolCallId: 'a', toolName: 'f', errorText: 'Gone' },
    { type: 'tool-error', toolCallId: 'call-3', toolName: 'f', errorText: '{"at":7}' },
  ])
  expect(decode(chunk([call('c'), gave('c')])).out).toContainEqual(
    expect.objectContaining({ type: 'tool-result', output: {} }),
  )
})

test('shows a file that has an address, of whatever type', () => {
  const files = [{ inlineData: { mimeType: 'image/png' } }, { fileData: { fileUri: '/gull' } }]
  expect(decode(chunk(files)).out).toMatchObject([
    { type: 'start' },
    { type: 'file', mediaType: '', url: '/gull' },
    { type: 'finish' },
  ])
})

test('names the tool of Google’s that gave something, though its call is not told', () => {
  const toolResponse = { id: 't', toolType: 'GOOGLE_MAPS', response: { z: 1 } }
  expect(decode(chunk([{ toolResponse }])).out).toContainEqual(
    expect.objectContaining({ type: 'tool-result', toolName: 'GOOGLE_MAPS' }),
  )
})

test('tells a source once, and the code of a failure', () => {
  const groundingMetadata = {
    groundingChunks: [
      { web: { uri: 'https://a.example', title: 'A' } },
      null,
      { web: null },
      { retrievedContext: { title: 'Notes' } },
    ],
  }
  const { out } = decode(
    { candidates: [{ groundingMetadata }] },
    { candidates: [{ groundingMetadata }] },
    { error: { code: 429, message: 'Too many', status: 'RESOURCE_EXHAUSTED' } },
  )
  expect(out.filter(({ type }) => type === 'source')).toEqual([
    { type: 'source', url: 'https://a.example', title: 'A' },
    { type: 'source', title: 'Notes' },
  ])
  expect(out.at(-1)).toMatchObject({ message: 'Too many', code: 'RESOURCE_EXHAUSTED' })
  const { out: other } = decode({ error: { code: 429, message: 'Too many' } })
  expect(other).toMatchObject([{ message: 'Too many', code: '429' }])
})

test('leaves counts out that it was not told', () => {
  const usage = (usageMetadata: object): unknown =>
    decode({ usageMetadata, modelVersion: 'm' }).out.find(({ type }) => type === 'usage')
  expect(usage({ trafficType: 'ON_DEMAND' })).toBeUndefined()
  expect(usage({ promptTokenCount: 3, candidatesTokenCount: null })).toEqual({
    type: 'usage',
    usage: { inputTokens: 3, raw: { promptTokenCount: 3, candidatesTokenCount: null } },
  })
  expect(usage({ thoughtsTokenCount: 5 })).toMatchObject({
    usage: { outputTokens: 5, reasoningTokens: 5 },
  })
})

test('reads the steps of an interaction that were begun without a word', () => {
  const { out } = decode(
    {
      event_type: 'step.delta',
      index: 0,
      delta: { type: 'thought_summary', content: { text: 'Hm.' } },
    },
    { event_type: 'step.delta', index: 1, delta: { type: 'text', text: 'Hi' } },
    { event_type: 'step.start', index: 2, step: { type: 'unheard_of' } },
    { event_type: 'step.stop', index: 9 },
    { event_type: 'interaction.unheard_of' },
    { event_type: 'interaction.completed', interaction: { status: 'completed' } },
  )
  expect(out.map(event => ('delta' in event ? [event.type, event.delta] : event.type))).toEqual([
    ['reasoning-delta', 'Hm.'],
    ['text-delta', 'Hi'],
    'data',
    'start',
    'reasoning-end',
    'text-end',
    'finish',
  ])
})

test('tells what an interaction’s own tool could not do', () => {
  const step = (index: number, value: object): readonly object[] => [
    { event_type: 'step.start', index, step: value },
    { event_type: 'step.stop', index },
  ]
  const { out } = decode(
    ...step(0, { type: 'mcp_server_tool_call', id: 'm1', name: 'lookUp', arguments: { q: 1 } }),
    ...step(1, {
      type: 'mcp_server_tool_result',
      call_id: 'm1',
      name: 'lookUp',
      result: 'No.',
      is_error: true,
    }),
    ...step(2, { type: 'code_execution_call', id: 'x', arguments: { code: '1' }, signature: 'Eq' }),
    ...step(3, { type: 'code_execution_result', call_id: 'x', result: '1\n' }),
    { event_type: 'interaction.status_update', status: 'requires_action' },
  )
  expect(out).toMatchObject([
    {
      type: 'tool-call',
      toolCallId: 'm1',
      toolName: 'lookUp',
      input: { q: 1 },
      providerExecuted: true,
    },
    { type: 'tool-error', toolCallId: 'm1', errorText: 'No.' },
    {
      type: 'tool-call',
      toolCallId: 'x',
      toolName: 'code_execution',
      metadata: { signature: 'Eq' },
    },
    { type: 'tool-result', toolCallId: 'x', output: '1\n' },
    { type: 'data', transient: true },
    { type: 'finish', reason: 'tool-calls' },
  ])
})

test('goes on after an interaction’s error that says nothing', () => {
  const created = { event_type: 'interaction.created', interaction: { status: 'in_progress' } }
  const text = { event_type: 'step.delta', index: 0, delta: { type: 'text', text: 'Hi' } }
  const silent = { event_type: 'error', error: {} }
  const completed = { event_type: 'interaction.completed', interaction: { status: 'completed' } }

  expect(decode(created, silent, text, completed).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'stop',
  })
  const cutOff = decode(created, text, silent)
  expect(cutOff.out.at(-1)).toMatchObject({ type: 'error' })
  expect(decode(created, text).error).toBe('truncated')
})

test('tells the usage up to the end of a step, and to a state', () => {
  const { out } = decode(
    { event_type: 'interaction.created', interaction: { status: 'in_progress' } },
    { event_type: 'step.start', index: 0, step: { type: 'function_call', id: 'f', name: 'tide' } },
    { event_type: 'step.stop', index: 0, usage: { total_input_tokens: 8, total_tokens: 9 } },
    {
      event_type: 'interaction.status_update',
      status: 'requires_action',
      usage: { total_input_tokens: 8, total_output_tokens: 2, total_tokens: 10 },
    },
  )
  expect(out.filter(({ type }) => type === 'usage')).toMatchObject([
    { usage: { inputTokens: 8, totalTokens: 9 } },
    { usage: { inputTokens: 8, outputTokens: 2, totalTokens: 10 } },
  ])
})

test('reads an interaction’s state from the name of an event', () => {
  const { out, error } = decode(
    { event_type: 'interaction.created', interaction: { status: 'in_progress' } },
    { event_type: 'interaction.in_progress', interaction_id: 'v1_Chd' },
    { event_type: 'step.start', index: 0, step: { type: 'function_call', id: 'f', name: 'tide' } },
    { event_type: 'interaction.requires_action', interaction_id: 'v1_Chd' },
  )
  expect(error).toBeUndefined()
  expect(out.at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' })
})
