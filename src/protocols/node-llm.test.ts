import { expect, test } from 'vitest'
import { plainText } from '../framing/plain-text.ts'
import { decodeBody } from '../adapters/decode-body.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { utf8 } from '../testing/utf8.ts'
import { nodeLlm } from './node-llm.ts'

function decode(...values: readonly object[]): readonly StreamEvent[] {
  return decodeAll(
    nodeLlm.decode(),
    values.map(value => ({ data: '', value })),
  ).out
}

/** The text that comes of plain text, and the failure it tells. */
function readText(reads: Iterable<Uint8Array>): readonly [string, string?] {
  const { out } = decodeAll(decodeBody(plainText(), nodeLlm.decode()), reads)
  const text = out.map(event => (event.type === 'text-delta' ? event.delta : '')).join('')
  const last = out.at(-1)
  return last?.type === 'error' ? [text, last.message] : [text]
}

test('a chunk that also names its session keeps its text', () => {
  const events = decode(
    { type: 'token', content: 'Hi', sessionId: 's_1' },
    { type: 'chunk', chunk: { content: ' there' }, chatId: 'c_1' },
  )
  expect(events).toEqual(
    expect.arrayContaining([
      { type: 'text-delta', delta: 'Hi' },
      { type: 'text-delta', delta: ' there' },
      { type: 'metadata', metadata: { sessionId: 's_1' } },
      { type: 'metadata', metadata: { chatId: 'c_1' } },
    ]),
  )
})

test('asks with the conversation as models know it, and with the last question', () => {
  expect(nodeLlm.encode(chatRequest(undefined, { data: { model: 'm-1' } }))).toMatchObject({
    model: 'm-1',
    message: 'And tomorrow?',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text' }, { type: 'image_url' }] },
      {
        role: 'assistant',
        content: 'Let me check.',
        tool_calls: [{ id: 'call_1' }, { id: 'call_2' }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"celsius":4}' },
      { role: 'tool', tool_call_id: 'call_2', content: 'The gauge is frozen.' },
      { role: 'assistant', content: 'It is 4 °C.' },
      { role: 'user', content: 'And tomorrow?' },
    ],
  })
})

test('reads text whose last line tells a failure, wherever it is cut', () => {
  expectAtEveryCut(utf8('Half an “ans\n\nError: Too busy…'), readText, [
    'Half an “ans\n',
    'Too busy…',
  ])
  expectAtEveryCut(utf8('\nError: Too busy'), readText, ['', 'Too busy'])
})

test('takes any other text for the answer, wherever it is cut', () => {
  for (const text of [
    'Error: is what I say first',
    'I say\nError: and go on\n',
    'I say\nError: twice,\nError: and go on\nthen',
    'One\n\n\ntwo\n',
    'It ends in\nError: ',
    'It ends in\nErr',
    '[1] is a note, {2} is none',
    '12',
  ]) {
    expectAtEveryCut(utf8(text), readText, [text])
  }
})

test('holds back no more of a text than may be the beginning of a failure', () => {
  const decoder = nodeLlm.decode()
  const say = (data: string): readonly string[] =>
    decoder.push({ data }).flatMap(event => (event.type === 'text-delta' ? [event.delta] : []))
  expect(say('One\nEr')).toEqual(['One'])
  expect(say('n')).toEqual(['\nErn'])
  expect(say('est')).toEqual(['est'])
})

test('reads what is wrapped, at any depth', () => {
  const chunk = { content: 'Hi', thinking: { text: 'Hm.' } }
  const events = [
    { type: 'reasoning-delta', delta: 'Hm.' },
    { type: 'text-delta', delta: 'Hi' },
    { type: 'finish' },
  ]
  expect(decode(chunk)).toEqual(events)
  expect(decode({ content: chunk })).toEqual(events)
  expect(decode({ type: 'chunk', chunk })).toEqual(events)
})

test('tells thoughts once that node-llm tells twice', () => {
  const old = { content: '', reasoning: 'ha' }
  const both = { ...old, thinking: { text: 'ha' } }
  const thoughts = (...values: readonly object[]): string =>
    decode(...values)
      .map(event => (event.type === 'reasoning-delta' ? event.delta : ''))
      .join('')
  expect(thoughts(old, both, old, both)).toBe('haha')
  expect(thoughts(both, both)).toBe('haha')
  expect(thoughts(old, old)).toBe('haha')
  expect(thoughts({ content: both }, { content: old }, { content: both })).toBe('haha')
})

test('keeps calls of one tool apart whose ids are its name', () => {
  const call = (city: string): object => ({
    id: 'getWeather',
    function: { name: 'getWeather', arguments: JSON.stringify({ city }) },
  })
  const calls = decode({ content: '', tool_calls: [call('Oslo'), call('Tromsø')] })
  expect(calls.filter(({ type }) => type === 'tool-call')).toMatchObject([
    { toolCallId: 'getWeather', input: { city: 'Oslo' } },
    { toolCallId: 'getWeather-2', input: { city: 'Tromsø' } },
  ])
})

test('keeps the model and what else a chunk says of itself', () => {
  expect(
    decode(
      { content: 'Hi', role: 'assistant', model: 'm-1' },
      { content: '', model: 'm-1', metadata: { trace: 't' } },
    ),
  ).toEqual([
    { type: 'start', metadata: { model: 'm-1' } },
    { type: 'text-delta', delta: 'Hi' },
    { type: 'metadata', metadata: { trace: 't' } },
    { type: 'finish' },
  ])
})

test('tells the code of a failure', () => {
  const error = { message: 'Slow down', type: 'rate_limit', status_code: 429, retryable: true }
  expect(decode({ error })).toMatchObject([{ type: 'error', message: 'Slow down', code: '429' }])
})

test('reads Viber’s web channel as it was meant and as it is', () => {
  const agentId = 'a1'
  const calls = decode(
    { type: 'tool-call', tool: 'now', args: { zone: 'CET' }, agentId },
    { type: 'tool-call', tool: 'here', agentId },
    { type: 'tool-result', tool: 'now', result: { hour: 9 }, agentId },
    { type: 'tool-result', tool: 'here', agentId },
    { type: 'text-delta', agentId },
  )
  expect(calls.filter(({ type }) => type !== 'tool-input-start')).toMatchObject([
    { type: 'tool-call', toolCallId: 'call-1', toolName: 'now', input: { zone: 'CET' } },
    { type: 'tool-call', toolCallId: 'call-2', toolName: 'here' },
    { type: 'tool-result', toolCallId: 'call-1', output: { hour: 9 } },
    { type: 'tool-result', toolCallId: 'call-2', output: undefined },
    { type: 'finish' },
  ])
})
