import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { ollama } from './ollama.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    ollama.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function said(message: object | null, more: object = { done: false }): object {
  return { model: 'm-1', created_at: '2026-01-01T00:00:00Z', message, ...more }
}

test('leaves out calls without a result, steps of thoughts alone, and images elsewhere', () => {
  const [, question] = conversation
  const waiting = {
    ...conversation[2]!,
    parts: [
      { type: 'reasoning', text: 'Hm.', state: 'done' },
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 'now',
        inputText: '{}',
        input: {},
        state: 'input-available',
      },
    ],
  } as const
  const linked = {
    ...question!,
    content: 'What is this?',
    parts: [{ type: 'file', mediaType: 'image/png', url: 'https://example.org/a.png' }],
  } as const
  expect(ollama.encode(chatRequest([linked, waiting]))).toEqual({
    stream: true,
    messages: [{ role: 'user', content: 'What is this?' }],
  })
})

test('lets the application ask for a whole answer', () => {
  expect(ollama.encode(chatRequest([], { data: { stream: false } }))).toEqual({
    stream: false,
    messages: [],
  })
})

test('is complete with the record that is done, and with nothing less', () => {
  expect(decode(said({ content: 'Hi' })).error).toBe('truncated')
  expect(decode(said({ content: 'Hi' }), { model: 'm-1', done: true }).out.at(-1)).toEqual({
    type: 'finish',
    reason: 'stop',
  })
})

test('is complete where the end of the body follows a reason, with the usage behind it', () => {
  const last = said({ content: 'Hi' }, { done_reason: 'length' })
  expect(decode(last)).toMatchObject({ out: [{}, {}, { reason: 'length' }], error: undefined })
  const { out } = decode(last, { model: 'm-1', done: true, eval_count: 2 })
  expect(out.slice(2)).toMatchObject([{ usage: { outputTokens: 2 } }, { type: 'finish' }])
})

test('takes every call for one of its own', () => {
  const call = (id: string | null, name: string | null, input: unknown): object => ({
    id,
    function: { index: 0, name, arguments: input },
  })
  const { out } = decode(
    said({ tool_calls: [call('c', 'now', {}), call('c', 'now', {}), null, call(null, null, {})] }),
    said({ tool_calls: [call(null, '__proto__', { __proto__: null, a: 1 }), { function: null }] }),
    said({}, { done: true, done_reason: 'stop' }),
  )
  const calls = out.filter(event => event.type === 'tool-input-start')
  expect(calls.map(({ toolName }) => toolName)).toEqual(['now', 'now', '__proto__'])
  expect(new Set(calls.map(({ toolCallId }) => toolCallId)).size).toBe(3)
  expect(out.at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' })
})

test('says that an answer was too long, also where it called', () => {
  const tool_calls = [{ function: { name: 'now', arguments: {} } }]
  const { out } = decode(said({ tool_calls }), said(null, { done: true, done_reason: 'length' }))
  expect(out.at(-1)).toEqual({ type: 'finish', reason: 'length' })
})

test('tells an image that was made, and what it cost', () => {
  const { out } = decode({
    model: 'm-1',
    response: '',
    image: 'iVBORw0K',
    context: [1],
    done: true,
    prompt_eval_count: null,
    eval_count: 3,
    total_duration: 812,
  })
  expect(out).toMatchObject([
    { type: 'start', metadata: { model: 'm-1' } },
    { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBORw0K' },
    { type: 'usage', usage: { outputTokens: 3, raw: { total_duration: 812 } } },
    { type: 'finish', reason: 'stop' },
  ])
})
