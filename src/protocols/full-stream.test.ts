import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { aiSdkData } from './ai-sdk-data.ts'

function decode(...values: readonly object[]): readonly StreamEvent[] {
  return decodeAll(
    aiSdkData.decode(),
    values.map(value => ({ data: '', value })),
  ).out
}

const metadata = { acme: { signature: 'Eq' } }
const call = { toolCallId: 'c', toolName: 'now' }

test.each<StreamEvent>([
  { type: 'start', messageId: 'm' },
  { type: 'step-start' },
  { type: 'text-start', id: 't', metadata },
  { type: 'text-delta', id: 't', delta: 'Hi', metadata },
  { type: 'text-delta', delta: 'Hi' },
  { type: 'text-end', id: 't', metadata },
  { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
  { type: 'reasoning-delta', id: 'r', delta: '', metadata },
  { type: 'tool-input-start', ...call, providerExecuted: true, metadata },
  { type: 'tool-input-delta', toolCallId: 'c', delta: '{"a"' },
  { type: 'tool-input-delta', toolCallId: 'c', input: { a: 1 } },
  { type: 'tool-call', ...call, inputText: '{"a":1', metadata },
  { type: 'tool-call', ...call, input: { a: 1 } },
  { type: 'tool-approval-request', ...call, approvalId: 'ap', input: { a: 1 }, metadata },
  { type: 'tool-approval-response', approvalId: 'ap', approved: false, reason: 'No.' },
  { type: 'tool-result', ...call, output: null },
  { type: 'tool-result', ...call, output: 1, preliminary: true, providerExecuted: true },
  { type: 'tool-error', ...call, errorText: 'No.', denied: true, input: { a: 1 } },
  { type: 'tool-error', ...call, errorText: 'Offline', denied: false },
  { type: 'source', id: 's', url: '/s', title: 'S', metadata },
  { type: 'source', id: 's', mediaType: 'text/plain', title: 'S', filename: 's.txt' },
  { type: 'file', mediaType: 'image/png', url: '/f', filename: 'f.png', metadata },
  { type: 'abort', reason: 'user' },
  { type: 'error', message: 'Too busy', code: '529' },
])('reads an event of this package as what it is: %j', event => {
  expect(decode(event)[0]).toMatchObject(event)
})

test('reads the start of this package as what it is', () => {
  expect(decode({ type: 'start', messageId: 'm', metadata })).toMatchObject([
    { type: 'metadata', metadata },
    { type: 'start', messageId: 'm' },
  ])
})

test('reads the finish of this package as what it is', () => {
  const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 }
  expect(decode({ type: 'finish', reason: 'length', usage })).toMatchObject([
    { type: 'usage', usage },
    { type: 'finish', reason: 'length' },
  ])
})

test('reads the parts that version 7 has added', () => {
  const toolCall = { type: 'tool-call', ...call, input: { zone: 'CET' } }
  const source = { type: 'source', sourceType: 'url', id: 's', url: '/s' }
  expect(
    decode(
      { type: 'text-end', id: 't', citations: [{ source, endIndex: 2 }] },
      { type: 'reasoning-file', file: { mediaType: 'image/png', base64Data: 'iVBO' } },
      { type: 'custom', kind: 'acme.note', providerMetadata: metadata },
      { type: 'tool-approval-request', approvalId: 'ap', toolCall, signature: 'sig' },
      { type: 'tool-approval-response', approvalId: 'ap', toolCall, approved: true },
      { type: 'tool-output-denied', ...call },
      { type: 'steering-message', id: 'm', message: { role: 'user', content: 'Shorter!' } },
    ),
  ).toMatchObject([
    { type: 'text-end', id: 't', metadata: { citations: [{ endIndex: 2 }] } },
    { type: 'source', id: 's', url: '/s' },
    { type: 'file', url: 'data:image/png;base64,iVBO', metadata: { reasoning: true } },
    { type: 'data', name: 'custom', data: { kind: 'acme.note', providerMetadata: metadata } },
    {
      type: 'tool-approval-request',
      approvalId: 'ap',
      toolCallId: 'c',
      toolName: 'now',
      input: { zone: 'CET' },
      metadata: { approval: { signature: 'sig' } },
    },
    { type: 'tool-approval-response', approvalId: 'ap', approved: true },
    { type: 'tool-error', toolCallId: 'c', denied: true },
    { type: 'data', name: 'steering-message', data: { message: { content: 'Shorter!' } } },
  ])
})

test('reads a file in every form that it may have', () => {
  const url = 'data:image/png;base64,iVA='
  const bytes = new Uint8Array([137, 80])
  for (const file of [
    { base64Data: 'iVA=' },
    { uint8ArrayData: bytes },
    { uint8ArrayData: JSON.parse(JSON.stringify(bytes)) as object },
    new (class {
      get base64() {
        return 'iVA='
      }
    })(),
  ]) {
    const given = Object.assign(file, { mediaType: 'image/png' })
    expect(decode({ type: 'file', file: given })).toMatchObject([{ type: 'file', url }])
  }
  const old = { type: 'file', base64Data: 'iVA=', mimeType: 'image/png' }
  expect(decode(old)).toMatchObject([{ type: 'file', mediaType: 'image/png', url }])
})

test('sums the usage of the steps, until it is told of all', () => {
  const step = { type: 'finish-step', usage: { inputTokens: 1, outputTokens: 2 } }
  const totalUsage = { inputTokens: 9, outputTokens: 9 }
  const sums = decode(step, step, { type: 'finish', totalUsage }).flatMap(event =>
    event.type === 'usage' ? [event.usage.totalTokens] : [],
  )
  expect(sums).toEqual([3, 6, 18])
})

test('takes the message’s name from a step of version 4', () => {
  expect(decode({ type: 'step-start', messageId: 'm' })).toMatchObject([
    { type: 'start', messageId: 'm' },
    { type: 'step-start' },
  ])
})

test('takes the text of a failure from wherever it is', () => {
  for (const chunk of [
    { type: 'error', errorText: 'Too busy' },
    { type: 'error', error: 'Too busy' },
    { type: 'error', error: { name: 'AI_APICallError', message: 'Too busy', statusCode: 529 } },
  ]) {
    const [event] = aiSdkData.decode().push({ data: JSON.stringify(chunk) })
    expect(event).toMatchObject({ type: 'error', message: 'Too busy' })
  }
  const [masked] = aiSdkData.decode().push({ data: '{"type":"error","error":{}}' })
  expect(masked).toMatchObject({ message: 'The server reported an error without saying which.' })
})

test('skips a type that is the name of what every object has', () => {
  for (const type of ['__proto__', 'constructor', 'toString']) {
    const events = aiSdkData.decode().push({ data: JSON.stringify({ type }) })
    expect(events, type).toMatchObject([{ type: 'data', name: type, transient: true }])
  }
})
