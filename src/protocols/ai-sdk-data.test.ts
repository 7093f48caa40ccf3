import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import type { ResponseHead } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { aiSdkData } from './ai-sdk-data.ts'

function decode(lines: readonly string[], head?: ResponseHead): Decoded<StreamEvent> {
  return decodeAll(
    aiSdkData.decode(head),
    lines.map(data => ({ data })),
  )
}

/** The message that comes of lines. */
function answer(...lines: readonly string[]): Message {
  return decode(lines).out.reduce(applyEvent, {
    id: 'ours',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
}

test('asks as the useChat of AI SDK 3 and 4 does', () => {
  const body = aiSdkData.encode(chatRequest(undefined, { data: { model: 'm-1' } }))
  const first = { state: 'result', step: 0, toolCallId: 'call_1', toolName: 'getWeather' }
  expect(JSON.parse(JSON.stringify(body))).toMatchObject({
    model: 'm-1',
    id: 'chat_1',
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: 'Where is this, and is it cold there?',
        experimental_attachments: [
          { name: 'a.png', contentType: 'image/png', url: 'data:image/png;base64,iVBORw0KGgo=' },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me check.It is 4 °C.',
        parts: [
          { type: 'reasoning', reasoning: 'That is Tromsø.' },
          { type: 'text', text: 'Let me check.' },
          {
            type: 'tool-invocation',
            toolInvocation: { ...first, args: { city: 'Tromsø' }, result: { celsius: 4 } },
          },
          { type: 'tool-invocation', toolInvocation: { result: 'The gauge is frozen.' } },
          { type: 'text', text: 'It is 4 °C.' },
        ],
        toolInvocations: [first, { toolCallId: 'call_2' }],
      },
      { role: 'user', content: 'And tomorrow?' },
    ],
  })
})

test('is cut off where the finish line does not come', () => {
  expect(decode(['f:{"messageId":"m"}', '0:"Hi"']).error).toBe('truncated')
  expect(decode(['0:"Hi"']).error).toBe('truncated')
  expect(decode(['0:"Hi"', 'd:{"finishReason":"stop"}']).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'stop',
  })
})

test('ends with the body where the server is of the time before the finish line', () => {
  const head = {
    status: 200,
    headers: { get: (name: string) => (name === 'x-experimental-stream-data' ? 'true' : null) },
  }
  expect(decode(['0:"Hi"'], head).out.at(-1)).toEqual({ type: 'finish' })
  expect(decode(['5:{"threadId":"t"}', '0:"Hi"']).out.at(-1)).toEqual({ type: 'finish' })
})

test('reads lines that a proxy has put into server-sent events', () => {
  expect(decode(['data: 0:"Hi"', 'data:0:" you"']).out).toMatchObject([
    { delta: 'Hi' },
    { delta: ' you' },
  ])
})

test('splits a line at its first colon', () => {
  expect(decode(['0:"3:\\"no\\""']).out).toMatchObject([{ type: 'text-delta', delta: '3:"no"' }])
})

test('goes on with the same text where a step is continued', () => {
  const lines = [
    '0:"One "',
    'e:{"isContinued":true}',
    'f:{"messageId":"m"}',
    '0:"text"',
    'e:{"isContinued":false}',
    'f:{"messageId":"m"}',
  ]
  const parts = [
    { type: 'text-delta', textDelta: 'One ' },
    { type: 'step-finish', isContinued: true },
    { type: 'step-start', messageId: 'm' },
    { type: 'text-delta', textDelta: 'text' },
    { type: 'step-finish', isContinued: false },
    { type: 'step-start', messageId: 'm' },
  ]
  for (const wire of [lines, parts.map(part => JSON.stringify(part))]) {
    expect(decode(wire).out.map(({ type }) => type)).toEqual([
      'text-delta',
      'start',
      'text-delta',
      'step-end',
      'step-start',
    ])
  }
})

test('lets the usage of the finish line take the place of the steps’ sum', () => {
  const step = 'e:{"usage":{"promptTokens":1,"completionTokens":2}}'
  const sum = { inputTokens: 2, outputTokens: 4, totalTokens: 6 }
  const all = 'd:{"usage":{"promptTokens":9,"completionTokens":9}}'
  expect(answer(step, step).usage).toMatchObject(sum)
  expect(answer(step, step, 'd:{"usage":{"promptTokens":null}}').usage).toMatchObject(sum)
  expect(answer(step, step, all).usage).toMatchObject({ inputTokens: 9, totalTokens: 18 })
})

test('keeps thoughts apart that are signed or redacted, and sends them back so', () => {
  const message = answer(
    'g:"Hm"',
    'g:"."',
    'j:{"signature":"one"}',
    'g:"So."',
    'j:{"signature":"two"}',
    'g:"And"',
    'i:{"data":"xx"}',
    'i:{"data":"yy"}',
    'g:"last."',
    'd:{"finishReason":"stop"}',
  )
  expect(message.parts).toMatchObject([
    { type: 'reasoning', text: 'Hm.', metadata: { signature: 'one' } },
    { type: 'reasoning', text: 'So.', metadata: { signature: 'two' } },
    { type: 'reasoning', text: 'And' },
    { type: 'reasoning', text: '', metadata: { data: 'xx' } },
    { type: 'reasoning', text: '', metadata: { data: 'yy' } },
    { type: 'reasoning', text: 'last.' },
  ])
  const { messages } = aiSdkData.encode(chatRequest([message])) as {
    messages: { parts: { details: object[] }[] }[]
  }
  expect(messages[0]?.parts.map(({ details }) => details)).toMatchObject([
    [{ type: 'text', text: 'Hm.', signature: 'one' }],
    [{ type: 'text', text: 'So.', signature: 'two' }],
    [{ type: 'text', text: 'And' }],
    [{ type: 'redacted', data: 'xx' }],
    [{ type: 'redacted', data: 'yy' }],
    [{ type: 'text', text: 'last.' }],
  ])
})

test('shows a file of Mastra’s in every form that it may have', () => {
  const bytes = { 0: 72, 1: 105 }
  for (const [data, url] of [
    ['SGk=', 'data:image/png;base64,SGk='],
    [bytes, 'data:image/png;base64,SGk='],
    ['https://example.org/a.png', 'https://example.org/a.png'],
  ]) {
    for (const type of ['file', 'reasoning-file']) {
      const chunk = { type, from: 'AGENT', payload: { data, mimeType: 'image/png' } }
      expect(decode([JSON.stringify(chunk)]).out).toMatchObject([{ type: 'file', url }])
    }
  }
})

test('reads an answer that comes whole', () => {
  const message = JSON.stringify({ id: 'm', role: 'assistant', content: 'Hi', parts: [] })
  for (const line of [
    `2:${JSON.stringify([{ type: 'append-message', message }])}`,
    '4:{"id":"m","role":"assistant","content":[{"type":"text","text":{"value":"Hi"}}]}',
  ]) {
    expect(answer(line)).toMatchObject({ id: 'm', content: 'Hi', status: 'complete' })
  }
  expect(decode(['2:[{"type":"append-message","message":"{"}]']).out).toMatchObject([
    { type: 'start' },
    { type: 'finish' },
  ])
})

test('goes on behind what assistant-ui’s servers only warn of', () => {
  const line = (severity: string): string => `3:${JSON.stringify({ error: 'Oh', severity })}`
  const { out } = decode([line('warning'), line('info'), '0:"Hi"', line('critical')])
  expect(out).toMatchObject([
    { type: 'data', transient: true },
    { type: 'data', transient: true },
    { type: 'text-delta', delta: 'Hi' },
    { type: 'error', message: 'Oh' },
  ])
})

test('hands over lines of a code that it does not know', () => {
  expect(decode(['z:"Hi"']).out).toEqual([{ type: 'data', name: 'z', data: 'Hi', transient: true }])
})

test('refuses lines that have no code, or no JSON behind it', () => {
  for (const line of ['Hi', '0Hi', '0:Hi', '{"error":']) {
    expect(decode([line]).error, line).toBe('malformed')
  }
})
