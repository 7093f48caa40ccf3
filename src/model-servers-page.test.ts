import type { BetaManagedAgentsStreamSessionEvents } from '@anthropic-ai/sdk/resources/beta/sessions/events'
import { expect, test } from 'vitest'
import { chatRequest, conversation } from './testing/conversation.ts'
import { events, pageProtocol, read, sameAtEveryCut } from './testing/page-protocols.ts'
import { utf8 } from './testing/utf8.ts'

const PAGE = 'docs/model-servers.md'

interface Typed {
  readonly type: string
}

/** Events that are named by their type. */
function typed(...records: readonly Typed[]): Uint8Array {
  return events(...records.map(record => [record.type, record] as const))
}

const search = { output_index: 0, id: 'x_1', name: 'web_search' }
const said = { type: 'message.output.delta', output_index: 1, id: 'm_1', role: 'assistant' }
const asked = { type: 'function.call.delta', output_index: 2, id: 'f_1', name: 'tide' }
const mistralAnswer = [
  { type: 'conversation.response.started', conversation_id: 'conv_1' },
  { type: 'tool.execution.started', ...search, arguments: '' },
  { type: 'tool.execution.delta', ...search, arguments: '{"query":' },
  { type: 'tool.execution.delta', ...search, arguments: '"tide"}' },
  { type: 'tool.execution.done', ...search, info: { pages: 1 } },
  { ...said, content: { type: 'thinking', thinking: [{ type: 'text', text: 'The ' }] } },
  { ...said, content: { type: 'thinking', thinking: [{ type: 'text', text: 'tide.' }] } },
  { ...said, content_index: 1, content: 'High ' },
  { ...said, content: { type: 'tool_reference', title: 'Tides', url: 'https://example.org/' } },
  { ...said, content: { type: 'text', text: 'på to.' } },
  { ...asked, tool_call_id: 'c_1', arguments: '{"port":' },
  { ...asked, tool_call_id: 'c_1', arguments: '"Tromsø"}' },
  {
    type: 'conversation.response.done',
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, connector_tokens: null },
  },
]

test('reads a conversation of Mistral’s wherever it is cut', async () => {
  const mistral = await pageProtocol(PAGE, 0)
  const bytes = typed(...mistralAnswer)
  expect(await read(mistral, [bytes])).toMatchObject({
    status: 'complete',
    content: 'High på to.',
    finishReason: 'tool-calls',
    usage: { inputTokens: 3, outputTokens: 2 },
    metadata: { conversation: 'conv_1' },
    parts: [
      {
        type: 'tool-call',
        toolName: 'web_search',
        state: 'output-available',
        input: { query: 'tide' },
        output: { pages: 1 },
        providerExecuted: true,
      },
      { type: 'reasoning', text: 'The tide.' },
      { type: 'text', text: 'High på to.' },
      { type: 'source', title: 'Tides', url: 'https://example.org/' },
      {
        type: 'tool-call',
        toolCallId: 'c_1',
        toolName: 'tide',
        state: 'input-available',
        input: { port: 'Tromsø' },
      },
    ],
  })
  expect(await sameAtEveryCut(mistral, bytes)).toBe(true)
  const failure = { type: 'conversation.response.error', message: 'Overloaded.', code: 503 }
  await expect(read(mistral, [typed(...mistralAnswer.slice(0, 8), failure)])).rejects.toMatchObject(
    { code: 'server', message: 'Overloaded.' },
  )
  await expect(read(mistral, [typed(...mistralAnswer.slice(0, 8))])).rejects.toMatchObject({
    code: 'truncated',
  })
  expect(mistral.encode(chatRequest(conversation, { data: { model: 'm' } }))).toEqual({
    instructions: 'Be brief.',
    store: false,
    model: 'm',
    inputs: [
      { type: 'message.input', role: 'user', content: 'Where is this, and is it cold there?' },
      { type: 'message.output', role: 'assistant', content: 'Let me check.It is 4 °C.' },
      { type: 'message.input', role: 'user', content: 'And tomorrow?' },
    ],
    stream: true,
  })
})

const tool = { tool: 'tide', provider_info: { type: 'plugin', plugin_id: 'mcp/tides' } }
const studioAnswer = [
  { type: 'chat.start', model_instance_id: 'm-1' },
  { type: 'model_load.progress', model_instance_id: 'm-1', progress: 0.5 },
  { type: 'prompt_processing.progress', progress: 1 },
  { type: 'reasoning.start' },
  { type: 'reasoning.delta', content: 'The ' },
  { type: 'reasoning.delta', content: 'tide.' },
  { type: 'reasoning.end' },
  { type: 'tool_call.start', ...tool },
  { type: 'tool_call.arguments', ...tool, arguments: { port: 'Tromsø' } },
  { type: 'tool_call.success', ...tool, arguments: { port: 'Tromsø' }, output: '2.1 m' },
  { type: 'tool_call.failure', reason: 'No such tool.', metadata: { tool_name: 'moon' } },
  { type: 'message.start' },
  { type: 'message.delta', content: 'High ' },
  { type: 'message.delta', content: 'på to.' },
  { type: 'message.end' },
  {
    type: 'chat.end',
    result: {
      model_instance_id: 'm-1',
      output: [{ type: 'message', content: 'High på to.' }],
      stats: { input_tokens: 3, total_output_tokens: 4, reasoning_output_tokens: 2 },
      response_id: 'resp_1',
    },
  },
]

test('reads an answer of LM Studio’s wherever it is cut, and goes on behind it', async () => {
  const lmStudio = await pageProtocol(PAGE, 1)
  const bytes = typed(...studioAnswer)
  const answer = await read(lmStudio, [bytes])
  expect(answer).toMatchObject({
    status: 'complete',
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 4, reasoningTokens: 2 },
    metadata: { model: 'm-1', response: 'resp_1' },
    parts: [
      { type: 'reasoning', text: 'The tide.' },
      { type: 'tool-call', toolName: 'tide', input: { port: 'Tromsø' }, output: '2.1 m' },
      { type: 'tool-call', toolName: 'moon', state: 'output-error', errorText: 'No such tool.' },
      { type: 'text', text: 'High på to.' },
    ],
  })
  expect(await sameAtEveryCut(lmStudio, bytes)).toBe(true)
  const failure = {
    type: 'error',
    error: { type: 'invalid_request', message: '"model" is required' },
  }
  const failing = read(lmStudio, [typed(studioAnswer[0]!, failure, studioAnswer.at(-1)!)])
  await expect(failing).rejects.toMatchObject({ code: 'server', message: '"model" is required' })
  await expect(read(lmStudio, [typed(...studioAnswer.slice(0, -1))])).rejects.toMatchObject({
    code: 'truncated',
  })
  const [question] = conversation.toReversed()
  expect(lmStudio.encode(chatRequest([answer, question!], { data: { model: 'm-1' } }))).toEqual({
    model: 'm-1',
    input: 'And tomorrow?',
    previous_response_id: 'resp_1',
    stream: true,
  })
})

const counted = { usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 }, request_id: 'r_1' }

/** An event of DashScope's, with the comment that stands in it. */
function dashEvent(data: object, name = 'result', status = 200): string {
  return `id:1\nevent:${name}\n:HTTP_STATUS/${status}\ndata:${JSON.stringify(data)}\n\n`
}

function dashChoice(message: object, finish_reason = 'null', more: object = {}): string {
  const choices = [{ message: { role: 'assistant', content: '', ...message }, finish_reason }]
  return dashEvent({ output: { choices, ...more }, ...counted })
}

test('reads an answer of DashScope’s wherever it is cut', async () => {
  const dashScope = await pageProtocol(PAGE, 2)
  const search_info = { search_results: [{ title: 'Tides', url: 'https://example.org/' }] }
  const call = (id: string, called: object): object => ({
    tool_calls: [{ index: 0, id, type: 'function', function: called }],
  })
  const answer = [
    dashChoice({ reasoning_content: 'The tide.' }, 'null', { search_info }),
    dashChoice({ content: 'High ' }),
    dashChoice({ content: [{ text: 'på to.' }] }),
    dashChoice(call('c_1', { name: 'tide', arguments: '{"port":' })),
    dashChoice(call('', { arguments: '"Tromsø"}' })),
    dashChoice({}, 'tool_calls'),
  ]
  const bytes = utf8(answer.join(''))
  expect(await read(dashScope, [bytes])).toMatchObject({
    status: 'complete',
    finishReason: 'tool-calls',
    usage: { inputTokens: 3, outputTokens: 2 },
    parts: [
      { type: 'source', title: 'Tides', url: 'https://example.org/' },
      { type: 'reasoning', text: 'The tide.' },
      { type: 'text', text: 'High på to.' },
      { type: 'tool-call', toolCallId: 'c_1', toolName: 'tide', input: { port: 'Tromsø' } },
    ],
  })
  expect(await sameAtEveryCut(dashScope, bytes)).toBe(true)
  const application = [
    dashEvent({ output: { session_id: 's_1', finish_reason: 'null', text: 'High ' } }),
    dashEvent({ output: { session_id: 's_1', finish_reason: 'stop', text: 'at four.' } }),
  ]
  expect(await read(dashScope, [utf8(application.join(''))])).toMatchObject({
    content: 'High at four.',
    finishReason: 'stop',
  })
  const failure = dashEvent({ code: 'InvalidParameter', message: 'Too long.' }, 'error', 400)
  await expect(read(dashScope, [utf8(answer[1] + failure)])).rejects.toMatchObject({
    code: 'server',
    message: 'Too long.',
  })
  await expect(read(dashScope, [utf8(answer[1]!)])).rejects.toMatchObject({ code: 'truncated' })
  expect(dashScope.encode(chatRequest(conversation.slice(3), { data: { model: 'm' } }))).toEqual({
    model: 'm',
    input: { messages: [{ role: 'user', content: 'And tomorrow?' }] },
    parameters: { result_format: 'message', incremental_output: true },
  })
})

function tgiToken(text: string, more: object = {}): readonly [string, object] {
  const token = { id: 1, text, logprob: -0.1, special: false }
  return ['', { index: 1, token, generated_text: null, details: null, ...more }]
}

test('reads what Hugging Face’s TGI generates, wherever it is cut', async () => {
  const tgi = await pageProtocol(PAGE, 3)
  const details = { finish_reason: 'eos_token', generated_tokens: 3, input_length: 5, seed: null }
  const answer = [
    tgiToken('High '),
    tgiToken('på to.'),
    tgiToken('', {
      token: { id: 2, text: '</s>', logprob: 0, special: true },
      generated_text: 'High på to.',
      details,
    }),
  ]
  const bytes = events(...answer)
  expect(await read(tgi, [bytes])).toMatchObject({
    status: 'complete',
    content: 'High på to.',
    finishReason: 'stop',
    usage: { inputTokens: 5, outputTokens: 3 },
  })
  expect(await sameAtEveryCut(tgi, bytes)).toBe(true)
  const cut = tgiToken(' High', {
    generated_text: 'High',
    details: { ...details, finish_reason: 'length' },
  })
  expect(await read(tgi, [events(cut)])).toMatchObject({ finishReason: 'length' })
  const failure = ['', { error: 'Out of memory.', error_type: 'generation' }] as const
  await expect(read(tgi, [events(answer[0]!, failure)])).rejects.toMatchObject({
    code: 'server',
    message: 'Out of memory.',
  })
  await expect(read(tgi, [events(answer[0]!)])).rejects.toMatchObject({ code: 'truncated' })
  expect(tgi.encode(chatRequest(conversation.slice(3), { data: { max_new_tokens: 9 } }))).toEqual({
    inputs: '<|user|>\nAnd tomorrow?\n<|assistant|>\n',
    parameters: { details: true, max_new_tokens: 9 },
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
  const converse = await pageProtocol(PAGE, 4)
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

const at = { processed_at: '2026-01-01T00:00:00Z' }
const delta = (text: string): BetaManagedAgentsStreamSessionEvents => ({
  type: 'event_delta',
  event_id: 'm_1',
  delta: { type: 'content_delta', index: 0, content: { type: 'text', text } },
})
const preview: readonly BetaManagedAgentsStreamSessionEvents[] = [
  { type: 'event_start', event: { type: 'agent.message', id: 'm_1' } },
  delta('High '),
  delta('på '),
]
const wholeMessage: BetaManagedAgentsStreamSessionEvents = {
  type: 'agent.message',
  id: 'm_1',
  content: [
    { type: 'text', text: 'High på to.' },
    { type: 'redacted' },
    { type: 'text', text: ' Really.' },
  ],
  ...at,
}
const idle = (
  stop_reason: Extract<
    BetaManagedAgentsStreamSessionEvents,
    { type: 'session.status_idle' }
  >['stop_reason'],
): BetaManagedAgentsStreamSessionEvents => ({
  type: 'session.status_idle',
  id: 'i_1',
  stop_details: null,
  stop_reason,
  ...at,
})
const sessionAnswer: readonly BetaManagedAgentsStreamSessionEvents[] = [
  { type: 'user.message', id: 'u_1', content: [{ type: 'text', text: 'When?' }], ...at },
  { type: 'session.status_running', id: 's_1', ...at },
  { type: 'agent.thinking', id: 'th_1', ...at },
  { type: 'agent.tool_use', id: 't_1', name: 'bash', input: { command: 'tide' }, ...at },
  {
    type: 'agent.tool_result',
    id: 'r_1',
    tool_use_id: 't_1',
    content: [{ type: 'text', text: '14:00' }],
    ...at,
  },
  {
    type: 'agent.mcp_tool_use',
    id: 't_2',
    name: 'moon',
    mcp_server_name: 'sky',
    input: {},
    evaluated_permission: 'ask',
    ...at,
  },
  idle({ type: 'requires_action', event_ids: ['t_2'] }),
  { type: 'agent.mcp_tool_result', id: 'r_2', mcp_tool_use_id: 't_2', content: [], ...at },
  { type: 'agent.custom_tool_use', id: 't_3', name: 'port', input: {}, ...at },
  { type: 'user.custom_tool_result', id: 'r_3', custom_tool_use_id: 't_3', content: [], ...at },
  {
    type: 'session.error',
    id: 'e_1',
    error: {
      type: 'model_overloaded_error',
      message: 'Overloaded.',
      retry_status: { type: 'retrying' },
    },
    ...at,
  },
  ...preview,
  wholeMessage,
  idle({ type: 'end_turn' }),
]

/** Events as Anthropic's packages hand them on. */
function jsonLinesOf(records: readonly object[]): Uint8Array {
  return utf8(records.map(record => `${JSON.stringify(record)}\n`).join(''))
}

test('reads a session of Claude’s Managed Agents wherever it is cut', async () => {
  const managedAgents = await pageProtocol(PAGE, 5)
  const bytes = jsonLinesOf(sessionAnswer)
  const ran = { type: 'tool-call', state: 'output-available', providerExecuted: true }
  expect(await read(managedAgents, [bytes])).toMatchObject({
    status: 'complete',
    content: 'High på to. Really.',
    finishReason: 'stop',
    parts: [
      {
        ...ran,
        toolName: 'bash',
        input: { command: 'tide' },
        output: [{ type: 'text', text: '14:00' }],
      },
      { ...ran, toolName: 'moon' },
      { ...ran, toolName: 'port' },
      { type: 'text', text: 'High på to. Really.' },
    ],
  })
  expect(await sameAtEveryCut(managedAgents, bytes)).toBe(true)
  for (const gap of [[...preview, delta('to.'), delta('!')], [preview[0]!, preview[2]!], []]) {
    const answer = jsonLinesOf([...gap, wholeMessage, idle({ type: 'budget_reached' })])
    expect(await read(managedAgents, [answer])).toMatchObject({
      content: 'High på to. Really.',
      finishReason: 'other',
    })
  }
  const failure: BetaManagedAgentsStreamSessionEvents = {
    type: 'session.error',
    id: 'e_2',
    error: { type: 'billing_error', message: 'No credit.', retry_status: { type: 'exhausted' } },
    ...at,
  }
  await expect(read(managedAgents, [jsonLinesOf([...preview, failure])])).rejects.toMatchObject({
    code: 'server',
    message: 'No credit.',
  })
  await expect(read(managedAgents, [jsonLinesOf(preview)])).rejects.toMatchObject({
    code: 'truncated',
  })
  expect(managedAgents.encode(chatRequest(conversation))).toEqual({
    events: [{ type: 'user.message', content: [{ type: 'text', text: 'And tomorrow?' }] }],
  })
})

const agentBase = { session_id: 'sess_1', uuid: 'u_1', parent_tool_use_id: null }

/** A message of Claude's, told in pieces, as its Agent SDK packs them. */
function claudeMessage(block: object, piece: object, stop_reason: string): object[] {
  return [
    { type: 'message_start', message: { id: 'msg', content: [], usage: { input_tokens: 3 } } },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta: piece },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ].map(event => ({ type: 'stream_event', event, ...agentBase }))
}

const askedFor = { type: 'tool_use', id: 't_1', name: 'Bash', input: {} }
const agentAnswer: readonly object[] = [
  { type: 'system', subtype: 'init', model: 'm-1', ...agentBase },
  ...claudeMessage(askedFor, { type: 'input_json_delta', partial_json: '{"a":"på"}' }, 'tool_use'),
  { type: 'assistant', message: { role: 'assistant', content: [askedFor] }, ...agentBase },
  ...claudeMessage({ type: 'text' }, { type: 'text_delta', text: 'Mine.' }, 'end_turn').map(
    aside => ({ ...aside, parent_tool_use_id: 't_0' }),
  ),
  { type: 'user', message: { role: 'user', content: 'Go on.' }, ...agentBase },
  {
    type: 'user',
    message: {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't_1', content: '14:00' }],
    },
    ...agentBase,
  },
  ...claudeMessage({ type: 'text' }, { type: 'text_delta', text: 'High at two.' }, 'end_turn'),
  { type: 'result', subtype: 'success', is_error: false, result: 'High at two.', ...agentBase },
]

test('reads what Claude’s Agent SDK yields wherever it is cut', async () => {
  const claudeAgent = await pageProtocol(PAGE, 6)
  const bytes = jsonLinesOf(agentAnswer)
  const answer = await read(claudeAgent, [bytes])
  expect(answer).toMatchObject({
    status: 'complete',
    content: 'High at two.',
    finishReason: 'stop',
    metadata: { session: 'sess_1' },
    usage: { inputTokens: 6, outputTokens: 4 },
    parts: [
      { toolName: 'Bash', state: 'output-available', input: { a: 'på' }, output: '14:00' },
      { type: 'text', text: 'High at two.' },
    ],
  })
  expect(await sameAtEveryCut(claudeAgent, bytes)).toBe(true)
  for (const [told, message] of [
    [{ subtype: 'success', result: 'Invalid API key' }, 'Invalid API key'],
    [{ subtype: 'error_max_turns', errors: ['Too many turns.'] }, 'Too many turns.'],
  ] as const) {
    const failure = { type: 'result', is_error: true, ...told, ...agentBase }
    const failing = read(claudeAgent, [jsonLinesOf([...agentAnswer.slice(0, 5), failure])])
    await expect(failing).rejects.toMatchObject({ code: 'server', message })
  }
  await expect(read(claudeAgent, [jsonLinesOf(agentAnswer.slice(0, -3))])).rejects.toMatchObject({
    code: 'truncated',
  })
  const [question] = conversation.toReversed()
  expect(claudeAgent.encode(chatRequest([answer, question!], { data: { cwd: '/' } }))).toEqual({
    cwd: '/',
    prompt: 'And tomorrow?',
    resume: 'sess_1',
  })
})
