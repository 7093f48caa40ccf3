import { chatParamsFromRequestBody, convertMessagesToModelMessages } from '@tanstack/ai'
import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { agUi } from './ag-ui.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    agUi.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function sayings(...values: readonly object[]): readonly string[] {
  return decode(...values).out.flatMap(event =>
    event.type === 'text-delta' || event.type === 'reasoning-delta'
      ? [`${event.type.split('-')[0]}: ${event.delta}`]
      : [],
  )
}

const started = { type: 'RUN_STARTED', threadId: 't', runId: 'r' }
const finished = { type: 'RUN_FINISHED', threadId: 't', runId: 'r' }

test('asks with a body that TanStack AI reads and turns into what its models read', async () => {
  const body = agUi.encode(chatRequest(undefined, { data: { model: 'm-1' } }))
  const params = await chatParamsFromRequestBody(JSON.parse(JSON.stringify(body)))
  expect(params).toMatchObject({
    threadId: 'chat_1',
    runId: 'run_1',
    tools: [],
    context: [],
    forwardedProps: { model: 'm-1' },
  })
  expect(body).toMatchObject({ state: {}, data: { model: 'm-1' } })
  expect(convertMessagesToModelMessages(params.messages as never)).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', content: 'Where is this, and is it cold there?' },
        { type: 'image', source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } },
      ],
    },
    {
      role: 'assistant',
      content: 'Let me check.',
      thinking: [{ content: 'That is Tromsø.', signature: 'EqQB' }],
      toolCalls: [
        { id: 'call_1', function: { name: 'getWeather', arguments: '{"city":"Tromsø"}' } },
        { id: 'call_2', function: { name: 'getTide', arguments: '{}' } },
      ],
    },
    { role: 'tool', toolCallId: 'call_1', content: '{"celsius":4}' },
    { role: 'tool', toolCallId: 'call_2', content: 'The gauge is frozen.' },
    { role: 'assistant', content: 'It is 4 °C.' },
    { role: 'user', content: 'And tomorrow?' },
  ])
})

test('gives every message of the wire an id of its own', () => {
  const { messages } = agUi.encode(chatRequest()) as { messages: { id: string }[] }
  const ids = messages.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('reads back from a snapshot what it sent', () => {
  const { messages } = agUi.encode(chatRequest()) as { messages: object[] }
  const [event] = decode({ type: 'MESSAGES_SNAPSHOT', messages }).out
  const read = event?.type === 'messages' ? event.messages : []
  expect(read.map(({ id, role, content }) => [id, role, content])).toEqual(
    conversation.map(({ id, role, content }) => [id, role, content]),
  )
  expect(read[1]?.parts[1]).toMatchObject({
    type: 'file',
    mediaType: 'image/png',
    url: 'data:image/png;base64,iVBORw0KGgo=',
  })
  expect(read[2]?.parts).toMatchObject([
    { type: 'reasoning', text: 'That is Tromsø.', metadata: { encryptedValue: 'EqQB' } },
    { type: 'text', text: 'Let me check.' },
    { type: 'tool-call', toolCallId: 'call_1', state: 'output-available', output: { celsius: 4 } },
    { type: 'tool-call', toolCallId: 'call_2', output: 'The gauge is frozen.' },
    { type: 'text', text: 'It is 4 °C.' },
  ])
})

test('reads the roles, files and failures of a snapshot', () => {
  const [event] = decode({
    type: 'MESSAGES_SNAPSHOT',
    messages: [
      { id: 'd', role: 'developer', content: 'Be brief.' },
      {
        id: 'u',
        role: 'user',
        content: [{ type: 'binary', mimeType: 'image/png', url: '/a.png' }],
      },
      { id: 'p', role: 'activity', activityType: 'PLAN', content: { steps: [] } },
      { id: 'a', role: 'assistant', toolCalls: [{ id: 'c', function: { name: 'now' } }] },
      { id: 't', role: 'tool', toolCallId: 'c', content: '', error: 'No clock.' },
      { id: 'x', role: 'tool', toolCallId: 'unknown', content: 'lost' },
    ],
  }).out
  expect(event).toMatchObject({
    messages: [
      { id: 'd', role: 'system', content: 'Be brief.' },
      { id: 'u', role: 'user', parts: [{ type: 'file', mediaType: 'image/png', url: '/a.png' }] },
      {
        id: 'a',
        role: 'assistant',
        parts: [
          { type: 'data', name: 'PLAN', id: 'p', data: { steps: [] } },
          { type: 'tool-call', toolName: 'now', state: 'output-error', errorText: 'No clock.' },
        ],
      },
    ],
  })
})

test('takes accumulated text only where no delta came', () => {
  const type = 'TEXT_MESSAGE_CONTENT'
  expect(
    sayings(
      { type, messageId: 'm', content: 'One' },
      { type, messageId: 'm', content: 'One, two' },
      { type, messageId: 'm', content: 'One' },
      { type, messageId: 'm', delta: ', three', content: 'One, two, three' },
      { type, messageId: 'm', delta: '', content: 'One, two, three' },
    ),
  ).toEqual(['text: One', 'text: , two', 'text: , three'])
  expect(
    sayings(
      { type: 'content', id: 'c', content: 'One' },
      { type: 'content', id: 'c', content: 'Other' },
    ),
  ).toEqual(['text: One', 'text: Other'])
})

test('tells thoughts once that come under two names', () => {
  const reasoning = { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'Hm.' }
  const step = { type: 'STEP_FINISHED', stepId: 's', delta: 'Hm.', content: 'Hm.' }
  expect(sayings(reasoning, step)).toEqual(['reasoning: Hm.'])
  expect(sayings(step, { ...step, delta: '', content: 'Hm. Yes.' })).toEqual([
    'reasoning: Hm.',
    'reasoning:  Yes.',
  ])
})

test('opens a new text where one goes on after a tool call', () => {
  const text = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'One' }
  const { out } = decode(
    text,
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'now' },
    text,
  )
  expect(out.map(event => event.type)).toEqual([
    'text-delta',
    'text-end',
    'tool-input-start',
    'text-delta',
  ])
})

test('keeps the input of a call that ends twice', () => {
  const end = { type: 'TOOL_CALL_END', toolCallId: 'c' }
  const { out } = decode(
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolName: 'now' },
    { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"zone":"CET"}' },
    end,
    { ...end, result: '{"hour":9}' },
  )
  expect(out.filter(({ type }) => type === 'tool-call')).toEqual([
    { type: 'tool-call', toolCallId: 'c', inputText: '{"zone":"CET"}', input: { zone: 'CET' } },
  ])
  expect(out.at(-1)).toEqual({ type: 'tool-result', toolCallId: 'c', output: { hour: 9 } })
})

test('is cut off where the body ends in the middle of a further run', () => {
  const text = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm2', delta: 'It is' }
  const result = { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '9' }
  expect(decode(started, finished).error).toBeUndefined()
  expect(decode(started, finished, result).error).toBeUndefined()
  expect(decode(started, finished, started).error).toBe('truncated')
  expect(decode(started, finished, result, text).error).toBe('truncated')
  expect(decode(started, finished, result, text, finished).error).toBeUndefined()
})

test('asks for approval in all the ways of the wire', () => {
  const call = { toolCallId: 'c', toolName: 'sendMail', input: { to: 'bjørn' } }
  const asked = { type: 'tool-approval-request', approvalId: 'ap', toolCallId: 'c' }
  const approval = { id: 'ap', needsApproval: true }
  const interrupt = { id: 'ap', reason: 'approval_required', toolCallId: 'c' }
  for (const value of [
    { type: 'CUSTOM', name: 'approval-requested', value: { ...call, approval } },
    { type: 'CUSTOM', name: 'approval-requested', data: { ...call, approval } },
    { type: 'approval-requested', ...call, approval },
    { ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } },
  ]) {
    expect(decode(value).out).toContainEqual(expect.objectContaining(asked))
  }
})

test('hands other interrupts to the application', () => {
  const interrupt = { id: 'i', reason: 'input_required', message: 'Which city?' }
  const { out } = decode({ ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } })
  expect(out).toContainEqual({ type: 'data', name: 'interrupt', id: 'i', data: interrupt })
})

test('completes the input of a tool that the page is to run', () => {
  const call = { toolCallId: 'c', toolName: 'locate', input: { precise: true } }
  for (const value of [
    { type: 'tool-input-available', ...call },
    { type: 'CUSTOM', name: 'tool-input-available', value: call },
  ]) {
    expect(decode(value).out.slice(0, 2)).toMatchObject([
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'locate' },
      { type: 'tool-call', toolCallId: 'c', input: { precise: true } },
    ])
  }
})

test('takes a run that the server aborted for a stopped answer', () => {
  const { out } = decode(started, {
    type: 'RUN_ERROR',
    message: 'Request aborted',
    code: 'aborted',
  })
  expect(out.at(-1)).toEqual({ type: 'abort', reason: 'Request aborted' })
})

test('tells the server’s code of a failure', () => {
  expect(decode({ type: 'RUN_ERROR', message: 'Busy', code: '529' }).out).toMatchObject([
    { type: 'error', message: 'Busy', code: '529' },
  ])
  expect(decode({ type: 'error', error: { message: 'Busy', code: 429 } }).out).toMatchObject([
    { type: 'error', message: 'Busy', code: '429' },
  ])
})

test('sums the usage of models and of runs', () => {
  const usage = [
    { model: 'm-1', inputTokens: 1, outputTokens: 2 },
    { model: 'm-2', inputTokens: 10, outputTokens: 20 },
  ]
  const { out } = decode({ ...finished, usage }, started, {
    ...finished,
    usage: { promptTokens: 100, completionTokens: 200, totalTokens: 300 },
  })
  expect(out.findLast(({ type }) => type === 'usage')).toMatchObject({
    usage: { inputTokens: 111, outputTokens: 222, totalTokens: 333 },
  })
})

test('keeps encrypted values with the call or the thought that they belong to', () => {
  const value = { type: 'REASONING_ENCRYPTED_VALUE', encryptedValue: 'Eq' }
  const thought = { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'Hm.' }
  const call = { toolCallId: 'c', toolCallName: 'now' }
  const metadata = { encryptedValue: 'Eq' }
  expect(
    decode(
      { type: 'TOOL_CALL_START', ...call },
      { ...value, subtype: 'tool-call', entityId: 'c' },
      { type: 'TOOL_CALL_END', ...call },
    ).out.at(-1),
  ).toMatchObject({ type: 'tool-call', toolCallId: 'c', metadata })
  for (const entityId of ['r', 'the-step']) {
    const { out } = decode(thought, { ...value, subtype: 'message', entityId })
    expect(out.at(-1)).toEqual({ type: 'reasoning-delta', id: 'r', delta: '', metadata })
  }
})

test('takes ids for names only, whatever they are', () => {
  const { out } = decode(
    { type: 'TOOL_CALL_START', toolCallId: '__proto__', toolCallName: 'constructor' },
    { type: 'TOOL_CALL_ARGS', toolCallId: '__proto__', delta: '{}' },
    { type: 'TOOL_CALL_END', toolCallId: '__proto__' },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: '__proto__', delta: 'Hi' },
  )
  expect(out.map(({ type }) => type)).toEqual([
    'tool-input-start',
    'tool-input-delta',
    'tool-call',
    'text-delta',
  ])
  expect(Object.keys(Object.prototype)).toEqual([])
})
