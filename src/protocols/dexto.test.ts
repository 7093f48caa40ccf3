import { expect, test } from 'vitest'
import { NO_HEAD } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { dexto } from './dexto.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    dexto.decode(),
    values.map(value => ({ data: '', value })),
  )
}

/** What the events say of tools, in short. */
function tools(...values: readonly object[]): readonly string[] {
  return decode(...values).out.flatMap(event =>
    'toolCallId' in event ? [`${event.type} ${event.toolCallId}`] : [],
  )
}

test('asks with the last question alone, under the names of the server and of the guide', () => {
  expect(dexto.encode(chatRequest())).toEqual({
    sessionId: 'chat_1',
    content: 'And tomorrow?',
    message: 'And tomorrow?',
  })
  const request = chatRequest(undefined, { data: { sessionId: 's1', content: 'mine' } })
  expect(dexto.encode(request)).toMatchObject({ sessionId: 's1', content: 'And tomorrow?' })
})

test('sends files along with the question', () => {
  const [, question] = conversation
  expect(dexto.encode(chatRequest(question && [question]))).toMatchObject({
    content: [
      { type: 'text', text: 'Where is this, and is it cold there?' },
      { type: 'image', image: 'iVBORw0KGgo=', mimeType: 'image/png' },
    ],
    message: 'Where is this, and is it cold there?',
  })
})

test('takes the event’s name from the record, else from the event, else from the type', () => {
  const chunk = { chunkType: 'text', content: 'Hi' }
  const said = [expect.objectContaining({ type: 'text-delta', delta: 'Hi' })]
  for (const record of [
    { data: '', value: { ...chunk, name: 'llm:chunk', type: 'other' } },
    { data: '', value: { ...chunk, name: 'llm:chunk' }, event: 'other' },
    { data: '', value: { ...chunk, type: 'other' }, event: 'llm:chunk' },
    { data: '', value: { ...chunk, type: 'llm:chunk' }, event: 'message' },
  ]) {
    expect(dexto.decode().push(record)).toEqual(said)
  }
})

test('gives calls without an id one, and finds them by their name', () => {
  const call = { name: 'llm:tool-call', args: {} }
  const result = { name: 'llm:tool-result', success: true, rawResult: 1 }
  expect(
    tools(
      { name: 'llm:tool-call-partial', toolName: 'now', args: {} },
      { ...call, toolName: 'now' },
      { ...call, toolName: 'here' },
      { ...call, toolName: 'now' },
      { ...result, toolName: 'here' },
      { ...result, toolName: 'now' },
      result,
    ),
  ).toEqual([
    'tool-input-start call-1',
    'tool-input-delta call-1',
    'tool-call call-1',
    'tool-input-start call-2',
    'tool-call call-2',
    'tool-input-start call-3',
    'tool-call call-3',
    'tool-result call-2',
    'tool-result call-3',
    'tool-result call-1',
  ])
})

test('keeps calls apart that have ids', () => {
  const call = { name: 'llm:tool-call', toolName: 'now', args: {} }
  const result = { name: 'llm:tool-result', toolName: 'now', success: true, rawResult: 1 }
  expect(
    tools(
      { ...call, callId: 'a' },
      { ...call, callId: '__proto__' },
      { ...result, callId: 'a' },
      { ...result, callId: '__proto__' },
    ).filter(line => line.startsWith('tool-result')),
  ).toEqual(['tool-result a', 'tool-result __proto__'])
})

test('hands over snapshots of an input as a whole', () => {
  const partial = { name: 'llm:tool-call-partial', toolName: 'now', callId: 'c' }
  const { out } = decode({ ...partial, args: { z: 'C' } }, { ...partial, args: { z: 'CET' } })
  expect(out.slice(1)).toEqual([
    { type: 'tool-input-delta', toolCallId: 'c', input: { z: 'C' } },
    { type: 'tool-input-delta', toolCallId: 'c', input: { z: 'CET' } },
  ])
})

test('tells whether a tool failed or was refused', () => {
  const result = { name: 'llm:tool-result', callId: 'c', success: false, error: 'No clock' }
  expect(decode(result).out.at(-1)).toMatchObject({ errorText: 'No clock', denied: false })
  expect(decode({ ...result, approvalStatus: 'rejected' }).out.at(-1)).toMatchObject({
    denied: true,
  })
  const sanitized = { content: [{ type: 'text', text: 'No clock here' }] }
  expect(decode({ ...result, error: undefined, sanitized }).out.at(-1)).toMatchObject({
    errorText: 'No clock here',
  })
})

test('a last response that was cancelled is no finished one', () => {
  const response = { name: 'llm:response', content: 'Half', finishReason: 'cancelled' }
  expect(decode(response).out.at(-1)).toEqual({ type: 'abort' })
})

test('prefers a tool’s sanitized result', () => {
  const result = { name: 'llm:tool-result', callId: 'c', success: true, rawResult: 'raw' }
  expect(decode(result).out.at(-1)).toMatchObject({ output: 'raw' })
  expect(decode({ ...result, sanitized: { content: [] } }).out.at(-1)).toMatchObject({
    output: { content: [] },
  })
})

test('asks for approval of calls, and hands other questions to the application', () => {
  const request = { name: 'approval:request', approvalId: 'ap', type: 'tool_approval' }
  const metadata = { toolName: 'now', toolCallId: 'c', args: { z: 'CET' }, description: 'Looks' }
  expect(decode({ ...request, metadata }).out).toContainEqual({
    type: 'tool-approval-request',
    approvalId: 'ap',
    toolCallId: 'c',
    toolName: 'now',
    input: { z: 'CET' },
    metadata: { approval: { ...request, metadata } },
  })
  const question = { ...request, type: 'elicitation', metadata: { prompt: 'Which city?' } }
  expect(decode(question).out).toEqual([
    { type: 'data', name: 'approval:request', id: 'ap', data: question },
  ])
})

test('uses the text of a response only where no chunk came in its step', () => {
  const chunk = { name: 'llm:chunk', chunkType: 'text' }
  const response = { name: 'llm:response', finishReason: 'tool-calls' }
  const { out } = decode(
    { ...chunk, content: 'One' },
    { ...response, content: 'One', reasoning: 'Hm.' },
    { ...response, content: 'two', reasoning: 'Hm.' },
  )
  const said = out.flatMap(event => ('delta' in event ? [event.delta] : []))
  expect(said).toEqual(['One', 'Hm.', 'two'])
})

test('is complete at the end of the body after a response that calls no tools', () => {
  const response = { name: 'llm:response', content: 'Done.' }
  expect(decode({ ...response, finishReason: 'stop' }).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'stop',
  })
  expect(decode(response).error).toBeUndefined()
  expect(decode({ ...response, finishReason: 'tool-calls' }).error).toBe('truncated')
  expect(decode(response, { name: 'llm:thinking' }).error).toBe('truncated')
})

test('adds up the usage of the steps, by either name', () => {
  const response = { name: 'llm:response', content: '', finishReason: 'tool-calls' }
  const { out } = decode(
    { ...response, tokenUsage: { inputTokens: 1, outputTokens: 2 } },
    { ...response, usage: { inputTokens: 10, outputTokens: 20 } },
  )
  expect(out.findLast(({ type }) => type === 'usage')).toMatchObject({
    usage: { inputTokens: 11, outputTokens: 22, totalTokens: 33 },
  })
})

test('goes on after an error that the server recovers from', () => {
  const error = { name: 'llm:error', error: { message: 'Hiccup' } }
  const done = { name: 'run:complete', finishReason: 'stop' }
  expect(decode({ ...error, recoverable: true }, done).out).toMatchObject([
    { type: 'data', name: 'llm:error', transient: true },
    { type: 'finish' },
  ])
  expect(decode(error, done).out).toMatchObject([{ type: 'error', message: 'Hiccup' }])
})

test('tells a run that failed without saying why', () => {
  expect(decode({ name: 'run:complete', finishReason: 'error', error: {} }).out).toMatchObject([
    { type: 'error', message: 'The server reported an error without saying which.' },
  ])
})

test('says nothing twice, and nothing for an empty chunk', () => {
  const chunk = { name: 'llm:chunk', chunkType: 'text' }
  const response = { name: 'llm:response', content: 'Hi', finishReason: 'stop' }
  const said = decode({ ...chunk, content: '', isComplete: true }, response).out
  expect(said.map(({ type }) => type)).toEqual(['text-delta', 'step-end', 'finish'])
})

test('ends a part that is complete', () => {
  const chunk = { name: 'llm:chunk', chunkType: 'reasoning', content: 'Hm.', isComplete: true }
  expect(decode(chunk).out).toMatchObject([{ type: 'reasoning-delta' }, { type: 'reasoning-end' }])
})

test('tells that a question waits for the run before it', () => {
  const busy = { busy: true, sessionId: 's1', queueLength: 2, hint: 'Attach to the events.' }
  expect(decode(busy)).toEqual({
    out: [
      { type: 'data', name: 'busy', data: busy },
      { type: 'finish', reason: 'other' },
    ],
    error: undefined,
  })
  expect(dexto.matches(NO_HEAD, { data: '', value: busy })).toBe(true)
})

test('keeps the files that a tool gave', () => {
  const result = { name: 'llm:tool-result', callId: 'c', toolName: 'draw', success: true }
  const content = [
    { type: 'text', text: 'Here.' },
    { type: 'image', image: 'iVBO', mimeType: 'image/png' },
    { type: 'file', data: 'JVBE', mimeType: 'application/pdf', filename: 'a.pdf' },
    { type: 'image', image: 'https://example.org/a.png', mimeType: 'image/png' },
    { type: 'file', data: '@blob:1a2b', mimeType: 'image/png' },
  ]
  const { out } = decode({ ...result, sanitized: { content } })
  expect(out.filter(({ type }) => type === 'file')).toMatchObject([
    { mediaType: 'image/png', url: 'data:image/png;base64,iVBO' },
    { mediaType: 'application/pdf', url: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' },
    { mediaType: 'image/png', url: 'https://example.org/a.png' },
  ])
  expect(out).toContainEqual({
    type: 'tool-result',
    toolCallId: 'c',
    toolName: 'draw',
    output: { content },
  })
})

test('keeps the title of the session, and how a service gets on', () => {
  const event = { name: 'service:event', service: 'agent', toolCallId: 'c', event: 'progress' }
  const { out } = decode({ name: 'session:title-updated', title: 'Weather' }, event)
  expect(out).toEqual([
    { type: 'metadata', metadata: { title: 'Weather' } },
    { type: 'data', name: 'service:event', id: 'agent c', data: event },
  ])
})

test('shows every notice, and keeps none', () => {
  for (const name of [
    'tool:running',
    'llm:retrying',
    'llm:unsupported-input',
    'context:compacting',
    'context:compacted',
    'context:pruned',
    'message:queued',
    'message:dequeued',
    'message:removed',
  ]) {
    const notice = { name, sessionId: 's1' }
    expect(decode(notice).out, name).toMatchObject([
      { type: 'data', data: notice, transient: true },
    ])
  }
})

test('answers an approval however it was cancelled', () => {
  const response = { name: 'approval:response', approvalId: 'ap', message: 'Timed out' }
  for (const status of ['denied', 'cancelled']) {
    expect(decode({ ...response, status }).out).toEqual([
      { type: 'tool-approval-response', approvalId: 'ap', approved: false, reason: 'Timed out' },
    ])
  }
})

test('takes all reasons for the end of a run', () => {
  for (const [finishReason, reason] of [
    ['max-steps', 'other'],
    ['unknown', 'other'],
    ['length', 'length'],
    ['content-filter', 'content-filter'],
  ]) {
    expect(decode({ name: 'run:complete', finishReason }).out).toEqual([{ type: 'finish', reason }])
  }
})
