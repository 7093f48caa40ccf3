import { expect, test } from 'vitest'
import { chatRequest, conversation } from './testing/conversation.ts'
import { events, pageProtocol, read, sameAtEveryCut } from './testing/page-protocols.ts'
import { utf8 } from './testing/utf8.ts'

const PAGE = 'docs/other-back-ends.md'

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
  const langGraph = await pageProtocol(PAGE, 0)
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
  const dify = await pageProtocol(PAGE, 1)
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

const agent = { nodeId: 'n_1', nodeName: 'Agent', runIndex: 0, itemIndex: 0, timestamp: 1 }
const again = { ...agent, runIndex: 1 }
const n8nAnswer = [
  { type: 'begin', metadata: agent },
  { type: 'item', content: 'I am ', metadata: agent },
  { type: 'item', content: 'looking…', metadata: agent },
  { type: 'end', metadata: agent },
  { type: 'tool-call-start', metadata: { ...agent, toolName: 'tide' } },
  { type: 'begin', metadata: again },
  { type: 'item', content: 'Høyt.', metadata: again },
  { type: 'end', metadata: again },
]

test('reads what an agent of n8n’s says, wherever it is cut', async () => {
  const n8n = await pageProtocol(PAGE, 2)
  const lines = n8nAnswer.map(record => `${JSON.stringify(record)}\n`)
  const bytes = utf8(lines.join(''))
  expect(await read(n8n, [bytes])).toMatchObject({
    status: 'complete',
    parts: [
      { type: 'text', text: 'I am looking…' },
      { type: 'text', text: 'Høyt.' },
    ],
  })
  expect(await sameAtEveryCut(n8n, bytes)).toBe(true)
  expect(await read(n8n, [utf8('{"output":"High at four."}')])).toMatchObject({
    status: 'complete',
    content: 'High at four.',
  })
  const failure = '{"type":"error","content":"No credits left."}\n'
  await expect(read(n8n, [utf8(lines[0] + failure)])).rejects.toMatchObject({
    code: 'server',
    message: 'No credits left.',
  })
  expect(n8n.encode(chatRequest())).toEqual({
    action: 'sendMessage',
    sessionId: 'chat_1',
    chatInput: 'And tomorrow?',
  })
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
  const adk = await pageProtocol(PAGE, 3)
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
