import { chatParamsFromRequestBody, convertMessagesToModelMessages } from '@tanstack/ai'
import { expect, test } from 'vitest'
import type { Message, ToolCallPart } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
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

/** The message that comes of records. */
function answer(...values: readonly object[]): Message {
  return decode(...values).out.reduce(applyEvent, {
    id: 'ours',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
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

test('sends the state back as it was told last', () => {
  const told = answer(
    started,
    { type: 'STATE_SNAPSHOT', snapshot: { boat: 'Fram', crew: 12 } },
    { type: 'STATE_DELTA', delta: [{ op: 'replace', path: '/crew', value: 13 }] },
    finished,
  )
  const [question, ...rest] = conversation
  const body = agUi.encode(chatRequest([question!, told, ...rest]))
  expect(body).toMatchObject({ state: { boat: 'Fram', crew: 13 } })
})

test('names the files that it sends, and those of a snapshot', () => {
  const [, question] = conversation
  const { messages } = agUi.encode(chatRequest([question!])) as { messages: object[] }
  expect(messages).toMatchObject([
    { content: [{ type: 'text' }, { type: 'image', metadata: { filename: 'a.png' } }] },
  ])
  const told = decode(started, { type: 'MESSAGES_SNAPSHOT', messages }).out.at(-1)
  expect(told).toMatchObject({ messages: [{ parts: question!.parts }] })
})

function interrupted(part: Partial<ToolCallPart>, ...more: Message['parts']): Message {
  const call: ToolCallPart = {
    type: 'tool-call',
    toolCallId: 'c',
    toolName: 'sendMail',
    inputText: '{"to":"bjørn"}',
    state: 'approval-responded',
    ...part,
  }
  const parts = [call, ...more]
  return { id: 'a', role: 'assistant', parts, content: '', status: 'complete', createdAt: 0 }
}

const asked = { metadata: { approval: { runId: 'run_0' } } }
const waiting: Message['parts'][number] = {
  type: 'data',
  name: 'interrupt',
  id: 'i',
  data: { runId: 'run_0', toolCallId: 'c' },
}

test.each<[string, Message, object | undefined]>([
  [
    'an approval',
    interrupted({ ...asked, approval: { id: 'i', approved: true } }),
    { interruptId: 'i', status: 'resolved', payload: { approved: true } },
  ],
  [
    'a refusal',
    interrupted({ ...asked, approval: { id: 'i', approved: false, reason: 'Too late.' } }),
    {
      interruptId: 'i',
      status: 'resolved',
      payload: { approved: false },
      metadata: { reason: 'Too late.' },
    },
  ],
  [
    'what a tool of the page gave',
    interrupted({ state: 'output-available', output: { ok: 1 } }, waiting),
    { interruptId: 'i', status: 'resolved', payload: { ok: 1 } },
  ],
  [
    'that a tool of the page gave nothing',
    interrupted({ state: 'output-available', output: null }, waiting),
    // A null would be refused.
    { interruptId: 'i', status: 'resolved', payload: undefined },
  ],
  [
    'that a tool of the page failed',
    interrupted({ state: 'output-error', errorText: 'Offline' }, waiting),
    { interruptId: 'i', status: 'cancelled' },
  ],
  [
    'an approval of a tool of the page that has run since',
    interrupted({
      ...asked,
      approval: { id: 'i', approved: true },
      state: 'output-available',
      output: 1,
    }),
    { interruptId: 'i', status: 'resolved', payload: { approved: true } },
  ],
  [
    'nothing again for what an earlier request has answered',
    {
      ...interrupted(
        {
          ...asked,
          approval: { id: 'i', approved: true },
          state: 'output-available',
          output: 1,
        },
        waiting,
      ),
      requestStart: 2,
    },
    undefined,
  ],
  [
    'nothing again for an approval of which the server has told no more',
    { ...interrupted({ ...asked, approval: { id: 'i', approved: true } }), requestStart: 1 },
    undefined,
  ],
  [
    'nothing where the page has asked, of which the server does not know',
    interrupted({
      metadata: { approval: { askedBy: 'page' } },
      approval: { id: 'p', approved: true },
      state: 'output-available',
      output: 1,
    }),
    undefined,
  ],
  ['nothing to a request that is open', interrupted({ state: 'approval-requested' }), undefined],
  [
    'nothing for a tool that is not done',
    interrupted({ state: 'input-available' }, waiting),
    undefined,
  ],
])('answers an interrupt with %s', async (_what, message, entry) => {
  const body = JSON.parse(JSON.stringify(agUi.encode(chatRequest([...conversation, message]))))
  const params = await chatParamsFromRequestBody(body)
  expect(params.resume).toEqual(entry && [entry])
  expect(params.parentRunId).toBe(entry && 'run_0')
  const { toolCalls } = body.messages.findLast(
    (sent: { role: string }) => sent.role === 'assistant',
  )
  expect(toolCalls).toMatchObject([{ id: 'c', function: { name: 'sendMail' } }])
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
    { type: 'tool-call', toolCallId: 'call_2', errorText: 'The gauge is frozen.' },
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
    {
      type: 'tool-call',
      toolCallId: 'c',
      toolName: 'now',
      inputText: '{"zone":"CET"}',
      input: { zone: 'CET' },
    },
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
  const request = { type: 'tool-approval-request', approvalId: 'ap', toolCallId: 'c' }
  const approval = { id: 'ap', needsApproval: true }
  const interrupt = { id: 'ap', reason: 'approval_required', toolCallId: 'c' }
  for (const value of [
    { type: 'CUSTOM', name: 'approval-requested', value: { ...call, approval } },
    { type: 'CUSTOM', name: 'approval-requested', data: { ...call, approval } },
    { type: 'approval-requested', ...call, approval },
    { ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } },
  ]) {
    expect(decode(value).out).toContainEqual(expect.objectContaining(request))
  }
})

test('keeps what an interrupt says of itself, and the run that waits', () => {
  const interrupt = { id: 'i', reason: 'tool_call', toolCallId: 'c', message: 'Send it?' }
  const { parts } = answer(
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'sendMail' },
    { ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } },
  )
  expect(parts).toMatchObject([
    {
      toolName: 'sendMail',
      state: 'approval-requested',
      approval: { id: 'i' },
      metadata: { approval: { ...interrupt, runId: 'r' } },
    },
  ])
})

test('hands other interrupts to the application', () => {
  for (const interrupt of [
    { id: 'i', reason: 'input_required', message: 'Which city?' },
    { id: 'i', reason: 'input_required', toolCallId: 'c' },
    { id: 'i', reason: 'client_tool_input', toolCallId: 'c' },
  ]) {
    const { out } = decode({ ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } })
    const data = { ...interrupt, runId: 'r' }
    expect(out).toContainEqual({ type: 'data', name: 'interrupt', id: 'i', data })
  }
})

test('reads interrupts that stand beside their outcome', () => {
  const interrupt = { id: 'i', reason: 'input_required', message: 'Which city?' }
  const { out } = decode({ ...finished, outcome: 'interrupt', interrupts: [interrupt] })
  const data = { ...interrupt, runId: 'r' }
  expect(out).toContainEqual({ type: 'data', name: 'interrupt', id: 'i', data })
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
  const calls: readonly object[] = [
    { type: 'TOOL_CALL_START', ...call },
    { type: 'TOOL_CALL_END', ...call },
  ]
  const signed = { ...value, subtype: 'tool-call', entityId: 'c' }
  const kept = [{ toolCallId: 'c', state: 'input-available', input: {}, metadata }]
  expect(answer(...calls, signed).parts).toMatchObject(kept)
  expect(answer(...calls.toSpliced(1, 0, signed)).parts).toMatchObject(kept)
  expect(answer(signed).parts).toEqual([])
  for (const entityId of ['r', 'the-step']) {
    const { out } = decode(thought, { ...value, subtype: 'message', entityId })
    expect(out.at(-1)).toEqual({ type: 'reasoning-delta', id: 'r', delta: '', metadata })
  }
})

test('applies what changes in a state or an activity', () => {
  const activity = { messageId: 'a', activityType: 'PLAN' }
  const { parts } = answer(
    { type: 'STATE_SNAPSHOT', snapshot: { city: null, days: [] } },
    { type: 'STATE_DELTA', delta: [{ op: 'replace', path: '/city', value: 'Oslo' }] },
    { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/days/-', value: 'Mon' }] },
    { type: 'ACTIVITY_SNAPSHOT', ...activity, content: { steps: ['look'] } },
    { type: 'ACTIVITY_DELTA', ...activity, patch: [{ op: 'add', path: '/steps/-', value: 'say' }] },
    { type: 'ACTIVITY_SNAPSHOT', ...activity, content: { steps: [] }, replace: false },
    {
      type: 'ACTIVITY_SNAPSHOT',
      messageId: 'b',
      activityType: 'PLAN',
      content: {},
      replace: false,
    },
  )
  expect(parts).toEqual([
    { type: 'data', name: 'state', id: 'state', data: { city: 'Oslo', days: ['Mon'] } },
    { type: 'data', name: 'PLAN', id: 'a', data: { steps: ['look', 'say'] } },
    { type: 'data', name: 'PLAN', id: 'b', data: {} },
  ])
})

test('begins with the empty state that it sends, and takes changes of the second generation', () => {
  const add = { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/city', value: 'Oslo' }] }
  const data = { city: 'Oslo' }
  for (const record of [add, { type: 'STATE_DELTA', delta: data }]) {
    expect(answer(record).parts).toEqual([{ type: 'data', name: 'state', id: 'state', data }])
  }
})

test('keeps the state where a change of it cannot be made, and shows the record', () => {
  const snapshot = { type: 'STATE_SNAPSHOT', snapshot: { city: 'Oslo' } }
  for (const delta of [
    [{ op: 'replace', path: '/none', value: 1 }],
    [{ op: 'add', path: '/__proto__/polluted', value: true }],
    [
      { op: 'remove', path: '/city' },
      { op: 'test', path: '/city', value: 1 },
    ],
    [null],
  ]) {
    const record = { type: 'STATE_DELTA', delta }
    expect(decode(snapshot, record).out.at(-1)).toMatchObject({ data: record, transient: true })
    expect(answer(snapshot, record).parts).toMatchObject([{ data: { city: 'Oslo' } }])
  }
  expect('polluted' in {}).toBe(false)
})

test('a state may be null, and what changes an activity that nobody has told of begins none', () => {
  const activity = { messageId: 'a', activityType: 'PLAN' }
  const add = { op: 'add', path: '/steps', value: [] }
  const { parts } = answer(
    { type: 'STATE_SNAPSHOT', snapshot: { city: 'Oslo' } },
    { type: 'STATE_SNAPSHOT', snapshot: null },
    { type: 'ACTIVITY_DELTA', ...activity, patch: [add] },
  )
  expect(parts).toEqual([{ type: 'data', name: 'state', id: 'state', data: null }])
})

test('a call that the provider makes itself is not the page’s', () => {
  const metadata = { providerExecuted: true, anthropic: { serverToolType: 'web_search' } }
  const { parts } = answer(
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'web_search', metadata },
    { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"query":"tides"}' },
    { type: 'TOOL_CALL_END', toolCallId: 'c' },
  )
  expect(parts).toMatchObject([{ input: { query: 'tides' }, providerExecuted: true, metadata }])
})

test('does not take what others say for the answer', () => {
  const text = (messageId: string, delta: string, role?: string): object[] => [
    { type: 'TEXT_MESSAGE_START', messageId, role },
    { type: 'TEXT_MESSAGE_CONTENT', messageId, delta },
    { type: 'TEXT_MESSAGE_END', messageId },
  ]
  const { id, content } = answer(
    ...text('u', 'Is it cold?', 'user'),
    { type: 'TEXT_MESSAGE_CHUNK', messageId: 's', role: 'system', delta: 'Be ' },
    { type: 'TEXT_MESSAGE_CHUNK', delta: 'brief.' },
    ...text('m', 'Yes.', 'assistant'),
  )
  expect({ id, content }).toEqual({ id: 'm', content: 'Yes.' })
})

test('names the answer as the server names its first message', () => {
  const text = { type: 'TEXT_MESSAGE_START', messageId: 'm' }
  const call = { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'now' }
  expect(answer(text, { ...text, messageId: 'm2' }).id).toBe('m')
  expect(answer({ ...call, parentMessageId: 'p' }, text).id).toBe('p')
  expect(answer(call, text).id).toBe('ours')
})

test('keeps the metadata of an event with the message or the call', () => {
  const metadata = { trace: { id: 't' } }
  const { metadata: kept, parts } = answer(
    { type: 'TEXT_MESSAGE_START', messageId: 'm', metadata: { ...metadata, tanstack: { a: 1 } } },
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'now', metadata: { index: 0 } },
    { type: 'TOOL_CALL_CHUNK', toolCallId: 'd', toolCallName: 'now', metadata: { index: 1 } },
    { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '9', metadata: { ms: 4 } },
    { type: 'RUN_FINISHED', result: { rows: 2 }, metadata: { trace: { span: 's' } } },
  )
  expect(kept).toEqual({ trace: { id: 't', span: 's' }, result: { rows: 2 } })
  expect(parts).toMatchObject([
    { toolCallId: 'c', metadata: { index: 0, ms: 4 }, state: 'output-available' },
    { toolCallId: 'd', metadata: { index: 1 }, input: {} },
  ])
})

test('reads what TanStack AI has moved to the metadata', () => {
  const moved = (type: string, tanstack: object, more?: object): object => ({
    type,
    ...more,
    metadata: { tanstack },
  })
  const { parts, metadata } = answer(
    moved('RUN_STARTED', { model: 'm-1' }),
    moved('STEP_FINISHED', { stepId: 's', delta: 'Hm.', content: 'Hm.' }, { stepName: 's' }),
    moved('TOOL_CALL_START', { toolName: 'now' }, { toolCallId: 'c' }),
    moved('TOOL_CALL_END', { input: { zone: 'CET' } }, { toolCallId: 'c' }),
    moved('TOOL_CALL_RESULT', { state: 'output-error' }, { toolCallId: 'c', content: 'No clock.' }),
  )
  expect(metadata).toEqual({ model: 'm-1' })
  expect(parts).toMatchObject([
    { type: 'reasoning', text: 'Hm.' },
    { toolName: 'now', input: { zone: 'CET' }, state: 'output-error', errorText: 'No clock.' },
  ])
})

test('tells a result once that comes under two names', () => {
  const end = { type: 'TOOL_CALL_END', toolCallId: 'c', toolName: 'now', result: '9' }
  const again = { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '9' }
  expect(decode(end, again).out.filter(({ type }) => type === 'tool-result')).toHaveLength(1)
})

test('shows steps that only have a name, and keeps nothing of them', () => {
  const steps = ['STEP_STARTED', 'STEP_FINISHED'].map(type => ({ type, stepName: 'look' }))
  expect(decode(...steps).out).toMatchObject(steps.map(data => ({ data, transient: true })))
})

test('keeps thoughts and data that a snapshot does not tell', () => {
  const messages = [{ id: 'm', role: 'assistant', content: 'Done.' }]
  const { parts } = answer(
    { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'Hm.' },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Do' },
    { type: 'STATE_SNAPSHOT', snapshot: { city: 'Oslo' } },
    { type: 'MESSAGES_SNAPSHOT', messages },
  )
  expect(parts).toMatchObject([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'data', name: 'state' },
    { type: 'text', text: 'Done.' },
  ])
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
