import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { openaiChat } from './openai-chat.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    openaiChat.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function chunk(delta: object, finish_reason: string | null = null): object {
  return { choices: [{ index: 0, delta, finish_reason }] }
}

/** What is sent back of an answer of these, once the call at its end has been answered. */
const CALL = { index: 0, id: 'c1', function: { name: 'getTide', arguments: '{}' } }

function sentBehindCall(...said: readonly object[]): object | undefined {
  const events = decode(...said, chunk({ tool_calls: [CALL] }, 'tool_calls')).out
  const result: StreamEvent = { type: 'tool-result', toolCallId: 'c1', output: 'High' }
  const empty: Message = { ...conversation[2]!, parts: [], content: '', status: 'streaming' }
  const answer = [...events, result].reduce(applyEvent, empty)
  const { messages } = openaiChat.encode(chatRequest([answer])) as { messages: object[] }
  return messages[0]
}

test('lets the application switch streaming options', () => {
  const data = { stream_options: undefined }
  expect(openaiChat.encode(chatRequest(undefined, { data }))).toMatchObject(data)
})

test('leaves out calls without a result, which the API refuses', () => {
  const waiting: Message = {
    id: 'a2',
    role: 'assistant',
    parts: [
      {
        type: 'tool-call',
        toolCallId: 'call_3',
        toolName: 'getWeather',
        inputText: '{}',
        input: {},
        state: 'input-available',
      },
    ],
    content: '',
    status: 'complete',
    createdAt: 0,
  }
  const { messages } = openaiChat.encode(chatRequest([...conversation, waiting])) as {
    messages: unknown[]
  }
  expect(messages.at(-1)).toEqual({ role: 'user', content: 'And tomorrow?' })
})

test('is complete with a finish reason, with [DONE], and with nothing less', () => {
  expect(decode(chunk({ content: 'Hi' })).error).toBe('truncated')
  expect(decode(chunk({ content: 'Hi' }, 'stop')).error).toBeUndefined()
  const decoder = openaiChat.decode()
  decoder.push({ data: JSON.stringify(chunk({ content: 'Hi' })) })
  expect(decoder.push({ data: ' [DONE] ' })).toEqual([{ type: 'finish' }])
})

test('is complete with [DONE] alone, but not where all before it was of another protocol', () => {
  const end = { data: '[DONE]' }
  expect(decodeAll(openaiChat.decode(), [end]).out).toEqual([{ type: 'finish' }])
  const other = { data: '{"status":"busy"}' }
  expect(decodeAll(openaiChat.decode(), [other, end]).error).toBe('malformed')
  const known = { data: JSON.stringify(chunk({ content: 'Hi' })) }
  expect(decodeAll(openaiChat.decode(), [known, other, end]).error).toBeUndefined()
})

test.each<[string, object]>([
  ['a count in each piece', { ...chunk({ content: 'Hi' }), usage: { prompt_tokens: 1 } }],
  ['a count alone', { usage: { prompt_tokens: 1 } }],
  [
    'a piece of Snowflake’s, without the count',
    { choices: [{ delta: { content: 'Hi' } }], usage: {} },
  ],
  ['a piece of Cloudflare’s, without the count', { response: 'Hi' }],
  ['a message for a piece', { choices: [{ index: 0, message: { content: 'Hi' } }] }],
  [
    'all of it so far beside each piece, as Perplexity tells it',
    {
      object: 'chat.completion',
      choices: [{ index: 0, delta: { content: 'Hi' }, message: { content: 'Hi' } }],
    },
  ],
])('takes an answer for cut off that tells no end, but %s', (_, piece) => {
  expect(decode(chunk({ content: 'Oh. ' }), piece).error).toBe('truncated')
})

test('waits behind the finish reason for the usage', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  const { out } = decode(chunk({}, 'stop'), { choices: [], usage }, { choices: [], usage: null })
  expect(out).toEqual([
    {
      type: 'usage',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3, raw: usage },
    },
    { type: 'finish', reason: 'stop' },
  ])
  expect(decode(chunk({}, 'stop'), { usage }).out).toEqual(out)
})

test('reads the first of several choices alone', () => {
  const { out } = decode(
    { choices: [{ index: 1, delta: { content: 'Other' } }] },
    {
      choices: [
        { index: 1, delta: { content: 'Other' } },
        { index: 0, delta: { content: 'One' } },
      ],
    },
    chunk({}, 'stop'),
  )
  expect(out.filter(({ type }) => type === 'text-delta')).toEqual([
    { type: 'text-delta', delta: 'One' },
  ])
})

test('takes a stop after a tool call, or an unknown reason, for a call', () => {
  const call = { id: 'c', function: { name: 'now', arguments: '{}' } }
  for (const reason of ['stop', 'eos', 'unknown']) {
    expect(decode(chunk({ tool_calls: [call] }), chunk({}, reason)).out.at(-1)).toMatchObject({
      reason: 'tool-calls',
    })
  }
  expect(decode(chunk({ tool_calls: [call] }), chunk({}, 'length')).out.at(-1)).toMatchObject({
    reason: 'length',
  })
})

test('reads a thought once that comes under several names', () => {
  for (const delta of [
    { reasoning: 'Hm.' },
    { reasoning_content: 'Hm.' },
    { reasoning: 'Hm.', reasoning_content: 'Hm.' },
    { reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] },
    { reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.encrypted', data: 'Eq' }] },
  ]) {
    expect(decode(chunk(delta)).out).toMatchObject([{ type: 'reasoning-delta', delta: 'Hm.' }])
  }
})

test('tells the server’s code of a failure', () => {
  for (const failure of [
    { error: { message: 'Busy', code: 529 } },
    { error: 'Busy', code: '529' },
    { object: 'error', message: 'Busy', code: 529 },
    { choices: [{ index: 0, finish_reason: 'error', error: { message: 'Busy', code: 529 } }] },
    { choices: null, base_resp: { status_code: 529, status_msg: 'Busy' } },
    { base_resp: { status_code: 529, status_msg: 'Busy' } },
  ]) {
    expect(decode(failure).out).toMatchObject([{ type: 'error', message: 'Busy', code: '529' }])
  }
})

test('puts together what a provider wants back of its thoughts, thought by thought', () => {
  const detail = (more: object): object =>
    chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...more }] })
  const { out } = decode(
    detail({ text: 'Hm', signature: null, format: 'f' }),
    detail({ text: '.' }),
    detail({ signature: 'EqQB' }),
    detail({ signature: null }),
    detail({ type: 'reasoning.encrypted', data: 'xx==' }),
    chunk({ content: 'Oh' }),
    chunk({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'zz==' }, null] }),
    chunk({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'yy==' }] }),
    chunk({ content: 'Ah' }),
    detail({ type: 'reasoning.summary', summary: 'A' }),
    detail({ type: 'reasoning.summary', summary: 'B', index: 1 }),
    detail({ type: 'reasoning.summary', index: 1 }),
    detail({ text: 'C', index: 1 }),
    detail({ type: 'reasoning.encrypted', data: 'ww==' }),
    chunk({ content: 'So' }),
    detail({ text: 'D', signature: 'GpNq' }),
  )
  const kept = out.flatMap(event => ('metadata' in event && event.metadata ? [event.metadata] : []))
  expect(kept).toEqual([
    {
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'Hm.', signature: 'EqQB', format: 'f' },
      ],
    },
    {
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'Hm.', signature: 'EqQB', format: 'f' },
        { type: 'reasoning.encrypted', index: 0, data: 'xx==' },
      ],
    },
    { reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'zz==' }] },
    {
      reasoning_details: [
        { type: 'reasoning.encrypted', index: 0, data: 'zz==' },
        { type: 'reasoning.encrypted', index: 0, data: 'yy==' },
      ],
    },
    {
      reasoning_details: [
        { type: 'reasoning.summary', index: 0, summary: 'A' },
        { type: 'reasoning.summary', index: 1, summary: 'B' },
        { type: 'reasoning.text', index: 1, text: 'C' },
        { type: 'reasoning.encrypted', index: 0, data: 'ww==' },
      ],
    },
    { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'D', signature: 'GpNq' }] },
  ])
})

test('puts a signature that comes behind the text to the thought that it signs', () => {
  const detail = (more: object): object =>
    chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...more }] })
  const signed = { type: 'reasoning.text', index: 0, text: 'Hm.', signature: 'EqQB' }
  const { out } = decode(
    detail({ text: 'Hm.' }),
    chunk({ content: 'Oh' }),
    detail({ signature: 'EqQB' }),
  )
  expect(out.at(-1)).toMatchObject({ delta: '', metadata: { reasoning_details: [signed] } })
})

test.each([
  ['now', { thinking: 'Hm. The tide.' }],
  ['before', { thinking: '' }],
])('sends back what Claude signs behind LiteLLM, as it told it %s', (_, block) => {
  const signed = { type: 'thinking', thinking: 'Hm. The tide.', signature: 'EqQB' }
  const redacted = { type: 'redacted_thinking', data: 'zz==' }
  const sent = sentBehindCall(
    chunk({ reasoning_content: 'Hm. ' }),
    chunk({ reasoning_content: 'The tide.' }),
    chunk({ reasoning_content: '', thinking_blocks: [{ ...signed, ...block }] }),
    chunk({ thinking_blocks: [redacted] }),
  )
  expect(sent).toMatchObject({
    reasoning_content: 'Hm. The tide.',
    thinking_blocks: [signed, redacted],
  })
})

test('tells the thoughts of a whole answer behind LiteLLM once, each with its signature', () => {
  const thinking_blocks = [
    { type: 'redacted_thinking', data: 'zz==' },
    { type: 'thinking', thinking: 'Hm.', signature: 's1' },
    { type: 'thinking', thinking: ' Ah.', signature: 's2' },
  ]
  expect(decode(chunk({ reasoning_content: 'Hm. Ah.', thinking_blocks })).out).toEqual([
    { type: 'reasoning-delta', delta: 'Hm. Ah.', metadata: { thinking_blocks } },
  ])
})

test('keeps each call of a tool that OpenRouter has run, for the model to know of it again', () => {
  const call = (query: string): object => ({
    type: 'reasoning.server_tool_call',
    tool_name: 'openrouter:web_search',
    arguments: JSON.stringify({ query }),
    result: `[{"title":"${query}"}]`,
  })
  const calls = [call('tide'), call('moon')]
  const { out } = decode(
    ...calls.map(detail => chunk({ reasoning_details: [detail] })),
    chunk({ content: 'At four.' }, 'stop'),
  )
  expect(out).toEqual([
    { type: 'reasoning-delta', delta: '', metadata: { reasoning_details: [calls[0]] } },
    { type: 'reasoning-delta', delta: '', metadata: { reasoning_details: calls } },
    { type: 'text-delta', delta: 'At four.' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('keeps what Claude signs behind LiteLLM apart from the thought before the text', () => {
  const redacted = ['xx==', 'yy=='].map(data => ({ type: 'redacted_thinking', data }))
  const signed = { type: 'thinking', thinking: 'Ah.', signature: 's2' }
  const { out } = decode(
    chunk({ thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 's1' }] }),
    chunk({ content: 'Oh' }),
    ...redacted.map(block => chunk({ thinking_blocks: [block] })),
    chunk({ content: 'So' }),
    chunk({ thinking_blocks: [signed] }),
  )
  const kept = out.flatMap(event => (event.type === 'reasoning-delta' ? [event.metadata] : []))
  expect(kept.slice(2)).toEqual([{ thinking_blocks: redacted }, { thinking_blocks: [signed] }])
})

test('sends back what Claude signs behind Portkey, with the text that goes with it', () => {
  const block = (index: number, delta: object): object =>
    chunk({ content_blocks: [{ index, delta }] })
  const sent = sentBehindCall(
    block(0, { thinking: '', signature: '' }),
    block(0, { thinking: 'Hm. ' }),
    block(0, { thinking: 'The tide.' }),
    block(0, { signature: 'EqQB' }),
    block(1, { data: 'zz==' }),
    chunk({ content: 'I look.', content_blocks: [{ index: 2, delta: { text: 'I look.' } }] }),
  )
  expect(sent).toMatchObject({
    content: 'I look.',
    content_blocks: [
      { type: 'thinking', thinking: 'Hm. The tide.', signature: 'EqQB' },
      { type: 'redacted_thinking', data: 'zz==' },
      { type: 'text', text: 'I look.' },
    ],
  })
})

test('sends back what is signed behind a call with it, and the thoughts before', () => {
  const [first, second, third] = ['xx==', 'yy==', 'zz=='].map(data => ({
    type: 'reasoning.encrypted',
    data,
  }))
  const sent = sentBehindCall(
    chunk({ reasoning: 'Hm.', reasoning_details: [first] }),
    chunk({ tool_calls: [CALL] }),
    chunk({ reasoning_details: [second] }),
    chunk({ reasoning_details: [third] }),
  )
  expect(sent).toMatchObject({
    reasoning_details: [first, second, third],
    tool_calls: [{ id: 'c1' }],
  })
})

test('signs a call with what comes behind it, and a thought behind it with its own', () => {
  const detail = (more: object): object =>
    chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...more }] })
  const told = (...chunks: readonly object[]): unknown[] =>
    decode(chunk({ tool_calls: [CALL] }), ...chunks, chunk({}, 'stop')).out.flatMap(event =>
      'metadata' in event && event.metadata ? event.type : [],
    )
  expect(told(detail({ signature: 'EqQB' }))).toEqual(['tool-call'])
  expect(told(detail({ text: 'Ah.' }), detail({ signature: 'EqQB' }))).toEqual(['reasoning-delta'])
})

test.each([
  ['', 'tool_calls'],
  ['{"z":1}', 'length'],
])('keeps what is signed of a call with the input %j that ends with %s', (text, reason) => {
  const signed = { extra_content: { google: { thought_signature: 'EqQB' } } }
  const made = { id: 'c', function: { name: 'now', arguments: text }, ...signed }
  expect(decode(chunk({ tool_calls: [made] }, reason)).out).toContainEqual(
    expect.objectContaining({ type: 'tool-call', metadata: signed }),
  )
})

test('tells a model once', () => {
  const said = { model: 'm-1', ...chunk({ content: 'Oh' }) }
  expect(decode(said, said).out.map(({ type }) => type)).toEqual([
    'start',
    'text-delta',
    'text-delta',
  ])
})

test('tells pages as sources in each shape that servers give them', () => {
  const page = { url: 'https://a.example/', title: 'A' }
  for (const cited of [
    chunk({ annotations: [{ type: 'url_citation', url_citation: page }] }),
    chunk({ annotations: [{ type: 'url_citation', ...page }] }),
    { ...chunk({}), citations: [page, null] },
    { ...chunk({}), citations: [page.url], search_results: [page] },
  ]) {
    const { out } = decode(cited, chunk({}, 'stop'))
    expect(out.filter(event => event.type === 'source')).toEqual([{ type: 'source', ...page }])
  }
})

test('takes a whole answer for complete that tells no reason', () => {
  const choices = [{ index: 0, message: { content: 'Oh' }, finish_reason: null }]
  expect(decode({ object: 'chat.completion', choices })).toMatchObject({
    out: [{ delta: 'Oh' }, { type: 'finish', reason: undefined }],
    error: undefined,
  })
  expect(decode({ object: 'chat.completion', choices: [] }).error).toBe('truncated')
})

test('keeps the signature of each of two thoughts behind LiteLLM with its own', () => {
  const thinking = (text: string, signature: string): readonly object[] => [
    chunk({ reasoning_content: text }),
    chunk({ reasoning_content: '', thinking_blocks: [{ type: 'thinking', signature }] }),
  ]
  const { out } = decode(...thinking('Hm.', 's1'), ...thinking(' Ah.', 's2'), chunk({}, 'stop'))
  const blocks = out.flatMap(event =>
    event.type === 'reasoning-delta' ? (event.metadata?.thinking_blocks ?? []) : [],
  )
  expect(blocks.slice(-2)).toEqual([
    { type: 'thinking', thinking: 'Hm.', signature: 's1' },
    { type: 'thinking', thinking: ' Ah.', signature: 's2' },
  ])
})

test.each([
  ['itself', { extra_content: { google: { thought_signature: 'EqQB' } } }],
  ['behind Venice', { thought_signature: 'EqQB' }],
  ['behind Portkey', { function: { thought_signature: 'EqQB' } }],
])('keeps what Gemini %s signed, wherever in a call it comes', (_, signed) => {
  const called = chunk({ tool_calls: [{ id: 'c', function: { name: 'now', arguments: '{}' } }] })
  const indexed = chunk({
    tool_calls: [{ index: 0, id: 'c', function: { name: 'now', arguments: '{}' } }],
  })
  const signature = chunk({ tool_calls: [signed] })
  const first = chunk({ tool_calls: [{ id: 'c', ...signed }] })
  for (const chunks of [
    [called, signature],
    [indexed, signature],
    [first, called],
  ]) {
    const { out } = decode(...chunks, chunk({}, 'stop'))
    const toolCallId = 'c'
    expect(out.filter(event => 'metadata' in event && event.metadata)).toMatchObject([
      { toolCallId, metadata: signed },
    ])
    expect(out.filter(event => event.type === 'tool-call')).toMatchObject([
      { toolCallId, toolName: 'now', input: {} },
    ])
  }
})

test('reads calls that Hugging Face tells without a list', () => {
  const call = (text: string): object =>
    chunk({ tool_calls: { index: 0, id: '', function: { name: 'now', arguments: text } } })
  expect(decode(call('{"at"'), call(':1}'), chunk({}, 'stop')).out.slice(-2)).toMatchObject([
    { type: 'tool-call', toolName: 'now', input: { at: 1 } },
    { type: 'finish', reason: 'tool-calls' },
  ])
})

test.each([
  { reasoning_content: { text: 'Hm.' } },
  { reasoning: [{ type: 'summary_text', text: 'Hm' }, null, '.'] },
  { content: [{ type: 'thinking', thinking: ['Hm', { type: 'text', text: '.' }] }] },
  { thinking: 'Hm.' },
  { cot_summary: 'Hm.' },
  { reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm.' }] },
])('reads a thought that is told in another way: %j', delta => {
  expect(decode(chunk(delta)).out).toMatchObject([{ type: 'reasoning-delta', delta: 'Hm.' }])
})

test.each([
  ['reasoning_content', { reasoning_content: 'Hm. The tide.' }],
  ['reasoning', {}],
])('sends back the thoughts that came as %s where DeepSeek and Kimi want them', (name, sent) => {
  const back = sentBehindCall(
    chunk({ role: 'assistant', content: '', [name]: 'Hm. ' }),
    chunk({ [name]: 'The tide.' }),
    chunk({ content: 'I look.' }),
  )
  expect(back).toEqual({
    role: 'assistant',
    content: 'I look.',
    ...sent,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'getTide', arguments: '{}' } }],
  })
})

test('marks a thought for DeepSeek and Kimi once, and not piece by piece', () => {
  const { out } = decode(chunk({ reasoning_content: 'Hm. ' }), chunk({ reasoning_content: 'Ah.' }))
  expect(out).toEqual([
    { type: 'reasoning-delta', delta: 'Hm. ', metadata: { reasoning_content: true } },
    { type: 'reasoning-delta', delta: 'Ah.' },
  ])
})

test.each([
  ['Portkey', { content_blocks: [{ index: 0, delta: { thinking: 'Hm.' } }, null] }],
  ['LiteLLM', { reasoning_content: '', thinking_blocks: [{ type: 'thinking', thinking: 'Hm.' }] }],
])('tells what Claude thinks behind %s', (_, delta) => {
  expect(decode(chunk(delta)).out).toEqual([{ type: 'reasoning-delta', delta: 'Hm.' }])
})

test.each([
  ['GLM', { web_search: [{ refer: 'ref_1', title: 'Gulls', link: 'https://g.example' }] }],
  ['Ark', { references: [{ url: 'https://g.example', title: 'Gulls', site_name: 'Birds' }] }],
  [
    'Hunyuan',
    { search_info: { search_results: [{ index: 1, url: 'https://g.example', title: 'Gulls' }] } },
  ],
  [
    'Venice',
    { venice_parameters: { web_search_citations: [{ title: 'Gulls', url: 'https://g.example' }] } },
  ],
  ['a list of objects', { citations: [null, { title: 'Gulls', url: 'https://g.example' }] }],
])('tells the sources of %s once', (_, found) => {
  const last = { ...chunk({ content: '' }, 'stop'), ...found }
  expect(decode({ ...chunk({ content: 'Oh' }), ...found }, last).out).toEqual([
    { type: 'text-delta', delta: 'Oh' },
    { type: 'source', url: 'https://g.example', title: 'Gulls' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('keeps a source whose address is of the server itself', () => {
  const { out } = decode({ ...chunk({ content: 'Oh' }, 'stop'), citations: ['/leave.pdf'] })
  expect(out).toContainEqual({ type: 'source', url: '/leave.pdf' })
})

test('keeps a thought that comes twice where it is short, or not xAI’s', () => {
  const thoughts = (model: string, text: string): string =>
    decode(...[text, text].map(reasoning_content => ({ model, ...chunk({ reasoning_content }) })))
      .out.map(event => (event.type === 'reasoning-delta' ? event.delta : ''))
      .join('')
  const long = 'The user asks about the gulls of Köln.'
  expect(thoughts('grok-4', long)).toBe(long)
  expect(thoughts('m-1', long)).toBe(long + long)
  expect(thoughts('grok-4', 'Thinking... ')).toBe('Thinking... ')
  expect(thoughts('grok-4', ' ha')).toBe(' ha ha')
})

test('keeps what an answer said in the chunk that tells its failure', () => {
  const failed = { ...chunk({ content: 'Half' }, 'error'), error: { code: 502, message: 'Gone' } }
  expect(decode(failed).out).toMatchObject([{ delta: 'Half' }, { message: 'Gone', code: '502' }])
})

test('tells no word of a thought of Gemini’s that has none', () => {
  const extra_content = { google: { thought: true } }
  expect(decode(chunk({ role: 'assistant', extra_content })).out).toEqual([])
})

test('passes over content of a kind that is yet to come', () => {
  const content = [
    { type: 'scene', text: { of: 'gulls' }, thinking: { of: 'gulls' } },
    { type: 'text', text: 'Oh' },
  ]
  expect(decode(chunk({ content }, 'stop'))).toMatchObject({
    out: [{ type: 'text-delta', delta: 'Oh' }, { type: 'finish' }],
    error: undefined,
  })
})

test('reads a whole message in a stream unless it was streamed', () => {
  const whole = {
    object: 'chat.completion',
    choices: [{ index: 0, message: { content: 'Oh' }, finish_reason: 'stop' }],
  }
  for (const delta of [{ role: 'assistant', content: '' }, { content: 'Oh' }]) {
    expect(decode(chunk(delta), whole).out).toMatchObject([
      { type: 'text-delta', delta: 'Oh' },
      { type: 'finish', reason: 'stop' },
    ])
  }
})

test('tells two calls of a tool apart that come in pieces without ids and indexes', () => {
  const pieces = [{ name: 'moor', arguments: '' }, { arguments: '{"pier":' }]
  const call = (pier: number): object[] =>
    [...pieces, { arguments: `${pier}}` }].map(called =>
      chunk({ tool_calls: [{ function: called }] }),
    )
  const { out } = decode(...call(7), ...call(8), chunk({}, 'stop'))
  expect(out.filter(event => event.type === 'tool-call')).toMatchObject([
    { input: { pier: 7 } },
    { input: { pier: 8 } },
  ])
})

test('reads calls of Cloudflare’s own models that come without a text', () => {
  const called = { tool_calls: [{ name: 'moor', arguments: { pier: 7 } }] }
  expect(decode(called, { response: '', usage: { prompt_tokens: 1 } }).out).toContainEqual(
    expect.objectContaining({ type: 'tool-call', toolName: 'moor', input: { pier: 7 } }),
  )
})

test('tells a tool of Groq’s own when it begins, and what it gave when that is told', () => {
  const execute = (output?: string): object =>
    chunk({ executed_tools: [{ index: 0, type: 'python', arguments: '{"code":"7"}', output }] })
  expect(decode(execute(), execute('7'), execute('78')).out).toMatchObject([
    { type: 'tool-call', toolName: 'python', input: { code: '7' } },
    { type: 'tool-result', output: '7' },
    { type: 'tool-result', output: '78' },
  ])
})

test('takes what a tool has found of no call for nothing', () => {
  const found = chunk({ role: 'tool', content: '[{"url":"https://g.example"}]' })
  expect(decode(found, chunk({ content: 'Oh' }, 'stop')).out).toEqual([
    { type: 'text-delta', delta: 'Oh' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('takes a call without a name for none', () => {
  for (const call of [null, {}, { index: 0, id: '', function: { name: '', arguments: '' } }]) {
    const { out } = decode(chunk({ content: 'Oh', tool_calls: [call] }), chunk({}, 'stop'))
    expect(out).toMatchObject([{ delta: 'Oh' }, { type: 'finish', reason: 'stop' }])
  }
})

test('tells what the provider behind a gateway said of its failure', () => {
  const raw = JSON.stringify({ error: { message: 'Too long' } })
  const message = 'Provider returned error'
  for (const failure of [
    { error: { message, code: 400, metadata: { raw, provider_name: 'P' } } },
    { error: { message, metadata: { raw: 'Too long' } } },
    { error: { message, metadata: { raw: { detail: 'Too long' } } } },
    { error: { message: 'Too long', metadata: { raw: '<html>' } } },
    { error: { message: 'Too long', metadata: { reasons: ['length'] } } },
    { error_type: 'validation_error', error_message: raw },
    { choices: [], x_groq: { id: 'req_1', error: 'Too long' } },
  ]) {
    const { out } = decode(chunk({ content: 'Half' }), failure, chunk({}, 'stop'))
    expect(out).toMatchObject([{ delta: 'Half' }, { type: 'error', message: 'Too long' }])
  }
})
