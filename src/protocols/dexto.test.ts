import { expect, test } from 'vitest'
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
  const metadata = { toolName: 'now', toolCallId: 'c', args: { z: 'CET' } }
  expect(decode({ ...request, metadata }).out).toContainEqual({
    type: 'tool-approval-request',
    approvalId: 'ap',
    toolCallId: 'c',
    toolName: 'now',
    input: { z: 'CET' },
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
