import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { uiRequest } from '../protocols/ui-request.ts'
import { chatRequest } from '../testing/conversation.ts'
import { recordedAnswers } from '../testing/recorded-answers.ts'
import { createSource } from '../testing/source.ts'
import { createChat } from './create-chat.ts'
import { fromUiMessages } from './from-ui-messages.ts'

/** What a server of the AI SDK's is sent of these messages, as it has it after a storage. */
function stored(messages: readonly Message[]): readonly Message[] {
  const { messages: sent } = uiRequest(chatRequest(messages))
  return JSON.parse(JSON.stringify(sent)) as readonly Message[]
}

test('what a server has stored is restored part by part, and is sent as it was', () => {
  const kinds = new Set<string>()
  for (const { name, message } of recordedAnswers(aiSdk)) {
    const kept = stored([message])
    const messages = fromUiMessages(kept)
    for (const { parts } of messages) for (const { type } of parts) kinds.add(type)
    expect(stored(messages), name).toEqual(kept)
  }
  expect([...kinds].toSorted()).toEqual([
    'data',
    'file',
    'reasoning',
    'source',
    'text',
    'tool-call',
  ])
})

test('a message keeps its stored id and time, or else gets new ones', () => {
  const parts = [{ type: 'text', text: 'Hei' }]
  const time = Date.UTC(2026, 0, 1)
  for (const createdAt of [time, new Date(time), '2026-01-01T00:00:00.000Z']) {
    expect(fromUiMessages([{ id: 'm1', role: 'user', parts, createdAt }])).toEqual([
      {
        id: 'm1',
        role: 'user',
        parts: [{ type: 'text', text: 'Hei', state: 'done' }],
        content: 'Hei',
        status: 'complete',
        createdAt: time,
      },
    ])
  }
  const before = Date.now()
  const [one, other] = fromUiMessages([
    { role: 'user', parts },
    // As a database has it.
    { role: 'user', parts, createdAt: null, metadata: null } as unknown as { role: string },
  ])
  expect(one!.id).not.toBe(other!.id)
  expect(other!.createdAt).toBeGreaterThanOrEqual(before)
  expect(other).not.toHaveProperty('metadata')
})

test('metadata stays, even if a value is false', () => {
  const [kept] = fromUiMessages([
    { role: 'assistant', parts: [], metadata: { liked: false, tanstack: { model: 'm-1' } } },
  ])
  expect(kept!.metadata).toEqual({ liked: false })
})

test('a message of the AI SDK 4 is restored with its calls, thoughts, sources and files', () => {
  const [question, answer] = fromUiMessages([
    {
      id: 'u1',
      role: 'user',
      content: 'What is it?',
      experimental_attachments: [
        { name: 'bird.png', contentType: 'image/png', url: 'https://example.org/bird.png' },
        { url: 'https://example.org/bird' },
      ],
    } as { role: string },
    {
      id: 'a1',
      role: 'assistant',
      content: 'A gull.',
      annotations: [{ score: 1 }],
      parts: [
        { type: 'step-start' },
        {
          type: 'reasoning',
          reasoning: 'Feathers.',
          details: [
            { type: 'text', text: 'Feathers.', signature: 'EqQB' },
            { type: 'redacted', data: 'zz' },
          ],
        },
        { type: 'reasoning', reasoning: 'A beak.' },
        {
          type: 'tool-invocation',
          toolInvocation: {
            state: 'result',
            toolCallId: 'call_1',
            toolName: 'look',
            args: { at: 'bird' },
            result: { wings: 2 },
          },
        },
        {
          type: 'tool-invocation',
          toolInvocation: { state: 'call', toolCallId: 'call_2', toolName: 'look', args: {} },
        },
        {
          type: 'tool-invocation',
          toolInvocation: { state: 'partial-call', toolCallId: 'call_3', toolName: 'look' },
        },
        {
          type: 'source',
          source: { sourceType: 'url', id: 's1', url: 'https://example.org/', title: 'Birds' },
        },
        { type: 'file', mimeType: 'image/png', data: 'iVBORw0=' },
        { type: 'text', text: 'A gull.' },
      ],
    } as { role: string },
  ])
  expect(question).toMatchObject({
    content: 'What is it?',
    parts: [
      { type: 'text', text: 'What is it?' },
      {
        type: 'file',
        mediaType: 'image/png',
        url: 'https://example.org/bird.png',
        filename: 'bird.png',
      },
      { type: 'file', mediaType: 'application/octet-stream', url: 'https://example.org/bird' },
    ],
  })
  expect(answer!.metadata).toEqual({ annotations: [{ score: 1 }] })
  expect(answer!.content).toBe('A gull.')
  expect(answer!.parts).toEqual([
    { type: 'reasoning', text: 'Feathers.', state: 'done', metadata: { signature: 'EqQB' } },
    { type: 'reasoning', text: '', state: 'done', metadata: { data: 'zz' } },
    { type: 'reasoning', text: 'A beak.', state: 'done' },
    {
      type: 'tool-call',
      toolCallId: 'call_1',
      toolName: 'look',
      inputText: '{"at":"bird"}',
      input: { at: 'bird' },
      state: 'output-available',
      output: { wings: 2 },
    },
    {
      type: 'tool-call',
      toolCallId: 'call_2',
      toolName: 'look',
      inputText: '{}',
      input: {},
      state: 'input-available',
    },
    {
      type: 'tool-call',
      toolCallId: 'call_3',
      toolName: 'look',
      inputText: '',
      state: 'input-streaming',
    },
    { type: 'source', id: 's1', url: 'https://example.org/', title: 'Birds' },
    { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBORw0=' },
    { type: 'text', text: 'A gull.', state: 'done' },
  ])
})

test('a message from before there were parts is made of the fields beside its text', () => {
  const [answer] = fromUiMessages([
    {
      role: 'assistant',
      content: 'Four degrees.',
      reasoning: 'I look it up.',
      toolInvocations: [
        { state: 'result', toolCallId: 'call_1', toolName: 'weather', args: {}, result: 4 },
      ],
      parts: [],
    } as { role: string },
    { role: 'data', content: 'x' },
  ])
  expect(answer!.parts).toMatchObject([
    { type: 'reasoning', text: 'I look it up.' },
    { type: 'tool-call', toolName: 'weather', output: 4, state: 'output-available' },
    { type: 'text', text: 'Four degrees.' },
  ])
})

test('the calls of TanStack AI have their results, however those are kept', () => {
  const call = { type: 'tool-call', name: 'look', arguments: '{"at":"bird"}' }
  const [answer] = fromUiMessages([
    {
      role: 'assistant',
      parts: [
        { ...call, id: 'c1', state: 'input-complete', output: 2 },
        { ...call, id: 'c2', state: 'input-complete' },
        { type: 'tool-result', toolCallId: 'c2', content: '{"wings":2}', state: 'complete' },
        { ...call, id: 'c3', state: 'input-complete' },
        { type: 'tool-result', toolCallId: 'c3', content: 'Fog', state: 'error' },
        {
          ...call,
          id: 'c4',
          state: 'approval-responded',
          approval: { id: 'ap', needsApproval: true, approved: true },
        },
        { ...call, id: 'c5', state: 'awaiting-input', metadata: { providerExecuted: true } },
        { type: 'thinking', content: 'Hm.', signature: 'EqQB' },
        { type: 'image', source: { type: 'url', value: 'https://example.org/a.png' } },
        { type: 'structured-output', status: 'complete', data: { wings: 2 } },
      ],
    },
  ])
  expect(answer!.parts).toMatchObject([
    { toolCallId: 'c1', state: 'output-available', output: 2, inputText: '{"at":"bird"}' },
    { toolCallId: 'c2', state: 'output-available', output: { wings: 2 }, toolName: 'look' },
    { toolCallId: 'c3', state: 'output-error', errorText: 'Fog' },
    { toolCallId: 'c4', state: 'approval-responded', approval: { id: 'ap', approved: true } },
    { toolCallId: 'c5', state: 'input-streaming', providerExecuted: true },
    { type: 'reasoning', text: 'Hm.', metadata: { encryptedValue: 'EqQB' } },
    { type: 'file', mediaType: 'image/*', url: 'https://example.org/a.png' },
    { type: 'data', name: 'structured-output' },
  ])
})

test('tools of the AI SDK may be called result, call and invocation', () => {
  const [answer] = fromUiMessages([
    {
      role: 'assistant',
      parts: ['result', 'call', 'invocation'].map(name => ({
        type: `tool-${name}`,
        toolCallId: name,
        state: 'output-available',
        input: {},
        output: name,
      })),
    },
  ])
  expect(answer!.parts).toMatchObject(
    ['result', 'call', 'invocation'].map(name => ({ toolName: name, output: name })),
  )
})

test('messages that this package has made stay as they are, among those of another', () => {
  for (const { message } of recordedAnswers(aiSdk)) {
    expect(fromUiMessages([...stored([message]), message]).at(-1)).toBe(message)
  }
})

test('unknown parts are left out', () => {
  const parts = [
    { type: 'step-start' },
    { type: 'hologram', data: 1 },
    { type: 'text', text: 'Hei' },
  ]
  const [answer] = fromUiMessages([{ role: 'assistant', parts }])
  expect(answer!.parts).toEqual([{ type: 'text', text: 'Hei', state: 'done' }])
})

test('a call that waited for an approval when it was stored is answered after it', async () => {
  const { connection, next } = createSource()
  const parts = [
    {
      type: 'tool-sendMail',
      toolCallId: 'call_1',
      state: 'approval-requested',
      input: { to: 'bjørn' },
      approval: { id: 'ap_1' },
    },
  ]
  const messages = fromUiMessages([{ id: 'a1', role: 'assistant', parts }])
  const chat = createChat({ connection, messages })
  const sent = chat.respondToApproval('ap_1', true)
  const { request, push, end } = await next()
  expect(request.messages.at(-1)!.parts).toMatchObject([
    { toolCallId: 'call_1', state: 'approval-responded', approval: { id: 'ap_1', approved: true } },
  ])
  push({ type: 'tool-result', toolCallId: 'call_1', output: 'sent' })
  end()
  await sent
  expect(chat.$messages.get()).toMatchObject([
    { id: 'a1', parts: [{ state: 'output-available', output: 'sent' }] },
  ])
})
