import { expect, test } from 'vitest'
import type { Message } from './message.ts'
import type { Protocol } from './protocol.ts'
import { chatRequest, conversation } from './testing/conversation.ts'
import { examplesOf, runExample } from './testing/page-examples.ts'
import { utf8 } from './testing/utf8.ts'

interface Reader {
  read(protocol: Protocol, reads: readonly Uint8Array[]): Promise<Message>
  sameAtEveryCut(protocol: Protocol, bytes: Uint8Array): Promise<boolean>
}

const { read, sameAtEveryCut } = await runExample<Reader>(examplesOf('docs/write-a-protocol.md')[1])

async function protocolOf(index: number): Promise<Protocol> {
  const exported = await runExample<Record<string, Protocol>>(
    examplesOf('docs/other-back-ends.md')[index],
  )
  return Object.values(exported).find(value => 'encode' in value)!
}

/** A stream of events, each with its name or without one. */
function events(...records: readonly (readonly [string, unknown])[]): Uint8Array {
  return utf8(
    records
      .map(([name, data]) => `${name && `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`)
      .join(''),
  )
}

const origin = { langgraph_node: 'agent', run_id: 'r_1' }
const piece = { type: 'AIMessageChunk', id: 'm_1', content: '' }
const graphRun = [
  ['metadata', { run_id: 'r_1', attempt: 1 }],
  ['messages', [{ type: 'human', id: 'h_1', content: 'Tide?' }, origin]],
  ['messages', [{ ...piece, content: 'I am ' }, origin]],
  ['messages', [{ ...piece, content: [{ type: 'text', text: 'looking…', index: 0 }] }, origin]],
  [
    'messages',
    [{ ...piece, tool_call_chunks: [{ index: 1, id: 'c_1', name: 'tide', args: '' }] }, origin],
  ],
  ['messages', [{ ...piece, tool_call_chunks: [{ index: 1, args: '{"port":' }] }, origin]],
  [
    'messages|tools:1',
    [{ ...piece, tool_call_chunks: [{ index: 1, id: null, args: '"Tromsø"}' }] }, origin],
  ],
  [
    'messages',
    [{ type: 'tool', id: 't_1', tool_call_id: 'c_1', name: 'tide', content: '2.1 m' }, origin],
  ],
  ['messages', [{ ...piece, id: 'm_2', content: 'High at four.' }, origin]],
] as const

test('reads what LangGraph’s server says of a run, wherever it is cut', async () => {
  const langGraph = await protocolOf(0)
  const bytes = events(...graphRun)
  expect(await read(langGraph, [bytes])).toMatchObject({
    status: 'complete',
    content: 'I am looking…High at four.',
    parts: [
      { type: 'text', text: 'I am looking…' },
      { type: 'tool-call', toolName: 'tide', input: { port: 'Tromsø' }, output: '2.1 m' },
      { type: 'text', text: 'High at four.' },
    ],
  })
  expect(await sameAtEveryCut(langGraph, bytes)).toBe(true)
  const failure = ['error', { error: 'GraphRecursionError', message: 'Too deep.' }] as const
  await expect(read(langGraph, [events(...graphRun, failure)])).rejects.toMatchObject({
    code: 'server',
    message: 'Too deep.',
  })
  expect(langGraph.encode(chatRequest())).toMatchObject({
    stream_mode: ['messages-tuple'],
    input: { messages: [{ role: 'system' }, { role: 'user' }, {}, { content: 'And tomorrow?' }] },
  })
})

const about = { task_id: 'k_1', message_id: 'm_1', conversation_id: 'v_1' }
const thought = { event: 'agent_thought', ...about, id: 'th_1' }
const called = { ...thought, tool: 'tide', tool_input: '{"port":"Tromsø"}' }
const difyAnswer = [
  ['', { event: 'workflow_started', ...about, data: { id: 'w_1' } }],
  ['', { ...thought, thought: '', observation: '', tool: '', tool_input: '' }],
  ['', called],
  ['', { ...called, observation: '2.1 m' }],
  ['', { event: 'agent_message', ...about, answer: 'High ' }],
  ['', { event: 'message', ...about, answer: 'at fører.' }],
  ['', { event: 'message_file', ...about, type: 'image', url: 'https://example.org/tide.png' }],
  [
    '',
    {
      event: 'message_end',
      ...about,
      metadata: {
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
        retriever_resources: [{ segment_id: 's_1', document_name: 'Tides' }],
      },
    },
  ],
  ['', { event: 'tts_message_end', ...about, audio: '' }],
] as const

test('reads an answer of Dify’s wherever it is cut, and goes on with its conversation', async () => {
  const dify = await protocolOf(1)
  const bytes = events(...difyAnswer)
  const answer = await read(dify, [bytes])
  expect(answer).toMatchObject({
    id: 'm_1',
    status: 'complete',
    content: 'High at fører.',
    usage: { inputTokens: 3, outputTokens: 2 },
    parts: [
      { type: 'tool-call', toolName: 'tide', input: { port: 'Tromsø' }, output: '2.1 m' },
      { type: 'text', text: 'High at fører.' },
      { type: 'file', url: 'https://example.org/tide.png' },
      { type: 'source', id: 's_1', title: 'Tides' },
    ],
  })
  expect(await sameAtEveryCut(dify, bytes)).toBe(true)
  const [question] = conversation.toReversed()
  expect(dify.encode(chatRequest([answer, question!], { data: { user: 'bjørn' } }))).toEqual({
    inputs: {},
    user: 'bjørn',
    query: 'And tomorrow?',
    conversation_id: 'v_1',
    response_mode: 'streaming',
  })

  const replaced = ['', { event: 'message_replace', ...about, answer: 'No.' }] as const
  const moderated = [...difyAnswer.slice(0, 6), replaced, ...difyAnswer.slice(7)]
  expect(await read(dify, [events(...moderated)])).toMatchObject({ content: 'No.' })
  const failure = { event: 'error', ...about, code: 'quota', message: 'No quota left.' }
  await expect(
    read(dify, [events(...difyAnswer.slice(0, 5), ['', failure])]),
  ).rejects.toMatchObject({ code: 'server', message: 'No quota left.' })
  await expect(read(dify, [events(...difyAnswer.slice(0, 6))])).rejects.toMatchObject({
    code: 'truncated',
  })
})

const converseAnswer = [
  { messageStart: { role: 'assistant' } },
  {
    contentBlockDelta: {
      contentBlockIndex: 0,
      delta: { reasoningContent: { text: 'The tide.' } },
    },
  },
  {
    contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'EqQB' } } },
  },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'Looking ' } } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'nå.' } } },
  { contentBlockStop: { contentBlockIndex: 1 } },
  {
    contentBlockStart: {
      contentBlockIndex: 2,
      start: { toolUse: { toolUseId: 'c_1', name: 'tide' } },
    },
  },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '{"port":' } } } },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '"Tromsø"}' } } } },
  { contentBlockStop: { contentBlockIndex: 2 } },
  { messageStop: { stopReason: 'tool_use' } },
  { metadata: { usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 } } },
]

test.each([
  ['as it is', (record: object) => record],
  ['in Strands’ events', (event: object) => ({ event })],
])('reads what Bedrock’s Converse says, %s, wherever it is cut', async (_how, packed) => {
  const converse = await protocolOf(2)
  const lines = converseAnswer.map(record => `${JSON.stringify(packed(record))}\n`)
  const bytes = utf8(lines.join(''))
  expect(await read(converse, [bytes])).toMatchObject({
    status: 'complete',
    finishReason: 'tool-calls',
    usage: { inputTokens: 3, outputTokens: 2 },
    parts: [
      { type: 'reasoning', text: 'The tide.', metadata: { signature: 'EqQB' } },
      { type: 'text', text: 'Looking nå.' },
      { type: 'tool-call', state: 'input-available', input: { port: 'Tromsø' } },
    ],
  })
  expect(await sameAtEveryCut(converse, bytes)).toBe(true)
  const failure = packed({ throttlingException: { message: 'Too many tokens.' } })
  await expect(
    read(converse, [utf8(`${lines[0]}${JSON.stringify(failure)}\n`)]),
  ).rejects.toMatchObject({ code: 'server', message: 'Too many tokens.' })
})

const adkEvent = { author: 'tides', invocationId: 'e-1', actions: { stateDelta: {} } }
const adkParts = (...parts: readonly object[]): object => ({
  ...adkEvent,
  content: { role: 'model', parts },
})
const adkRun = [
  ['', { ...adkParts({ text: 'The harbour.', thought: true }), partial: true }],
  ['', { ...adkParts({ text: 'I am ' }), partial: true }],
  ['', { ...adkParts({ text: 'looking…' }), partial: true }],
  [
    '',
    adkParts(
      { text: 'The harbour.', thought: true },
      { text: 'I am looking…' },
      { functionCall: { id: 'adk-1', name: 'tide', args: { port: 'Tromsø' } } },
    ),
  ],
  ['', adkParts({ functionResponse: { id: 'adk-1', name: 'tide', response: { metres: 2.1 } } })],
  ['', { ...adkParts({ text: 'High ' }), partial: true }],
  ['', { ...adkParts({ text: 'at four.' }), partial: true }],
  ['', { ...adkParts({ text: 'High at four.' }), finishReason: 'STOP', partial: false }],
] as const

test('reads a run of Google’s ADK wherever it is cut, and says what is told twice once', async () => {
  const adk = await protocolOf(3)
  const bytes = events(...adkRun)
  expect(await read(adk, [bytes])).toMatchObject({
    status: 'complete',
    content: 'I am looking…High at four.',
    parts: [
      { type: 'reasoning', text: 'The harbour.' },
      { type: 'text', text: 'I am looking…' },
      {
        type: 'tool-call',
        toolName: 'tide',
        input: { port: 'Tromsø' },
        output: { metres: 2.1 },
      },
      { type: 'text', text: 'High at four.' },
    ],
  })
  expect(await sameAtEveryCut(adk, bytes)).toBe(true)
  // Without streaming there is only the whole.
  const whole = adkRun.filter(([, record]) => !('partial' in record && record.partial))
  expect(await read(adk, [events(...whole)])).toMatchObject({
    content: 'I am looking…High at four.',
  })
  const failure = ['', { error: 'The model is overloaded.' }] as const
  await expect(read(adk, [events(...adkRun, failure)])).rejects.toMatchObject({
    code: 'server',
    message: 'The model is overloaded.',
  })
  expect(adk.encode(chatRequest(undefined, { data: { appName: 'tides' } }))).toMatchObject({
    appName: 'tides',
    newMessage: { role: 'user', parts: [{ text: 'And tomorrow?' }] },
    streaming: true,
  })
})
