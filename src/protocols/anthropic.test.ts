import type Anthropic from '@anthropic-ai/sdk'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Message, Part, ToolCallPart } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { anthropic } from './anthropic.ts'

type Body = Anthropic.Beta.Messages.MessageCreateParamsStreaming

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    anthropic.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function bodyOf(...messages: readonly Message[]): Body {
  return anthropic.encode(chatRequest(messages)) as Body
}

function message(role: Message['role'], ...parts: readonly Part[]): Message {
  const content = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
  return { id: role, role, parts, content, status: 'complete', createdAt: 0 }
}

/** The answer that must come of a recording. */
function recordedAnswer(name: string): Message {
  const path = new URL(`recordings/anthropic/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')).message as Message
}

const said = (text: string): Part => ({ type: 'text', text, state: 'done' })
const question = message('user', said('Hi'))
const start = { type: 'message_start', message: { id: 'm', content: [] } }
const stop = { type: 'message_stop' }
const toolUse = { type: 'tool_use', id: 'c', name: 'now', input: {} }

function blockStart(index: number, content_block: object): object {
  return { type: 'content_block_start', index, content_block }
}

function blockDelta(index: number, delta: object): object {
  return { type: 'content_block_delta', index, delta }
}

function inputDelta(index: number, partial_json: string | null): object {
  return blockDelta(index, { type: 'input_json_delta', partial_json })
}

test('asks with the conversation in Anthropic’s shape', () => {
  const body: Body = {
    model: 'm-1',
    max_tokens: 4096,
    stream: true,
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Where is this, and is it cold there?' },
          {
            type: 'image',
            source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          // The thought has no signature of Anthropic's, so it stays.
          { type: 'text', text: 'Let me check.' },
          { type: 'tool_use', id: 'call_1', name: 'getWeather', input: { city: 'Tromsø' } },
          { type: 'tool_use', id: 'call_2', name: 'getTide', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: '{"celsius":4}' },
          {
            type: 'tool_result',
            tool_use_id: 'call_2',
            content: 'The gauge is frozen.',
            is_error: true,
          },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'It is 4 °C.' }] },
      { role: 'user', content: [{ type: 'text', text: 'And tomorrow?' }] },
    ],
  }
  expect(anthropic.encode(chatRequest(undefined, { data: { model: 'm-1' } }))).toEqual(body)
})

test('lets the application say how much may be answered, and what else is asked', () => {
  const data = { max_tokens: 9, stream: false, system: 'Be kind.', thinking: { type: 'adaptive' } }
  expect(anthropic.encode(chatRequest([question], { data }))).toMatchObject(data)
})

test('sends back thoughts with their signatures, and calls with what they came with', () => {
  const thought = recordedAnswer('thinking')
  const { parts } = recordedAnswer('tools')
  const called: Message = {
    ...thought,
    parts: parts.map(part =>
      part.type === 'tool-call' ? { ...part, state: 'output-available', output: 'Fine.' } : part,
    ),
  }
  const expected: Body['messages'] = [
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'assistant',
      content: [
        {
          type: 'thinking',
          thinking: 'The user wants the weather.',
          signature: 'EqQBCgIYAhIM+/==',
        },
        { type: 'redacted_thinking', data: 'EvAFCoYBGAIiQL7==' },
        { type: 'thinking', thinking: '', signature: 'EsECCokBCBAY==' },
        { type: 'text', text: 'It is  4 °C.' },
        // Messages of one role in a row are one turn.
        { type: 'text', text: 'Let me check.' },
        {
          type: 'tool_use',
          id: 'toolu_01',
          name: 'getWeather',
          input: { city: 'Tromsø', note: 'a "cold" one' },
          caller: { type: 'direct' },
        },
        { type: 'tool_use', id: 'toolu_02', name: 'getTide', input: { days: 3 } },
        { type: 'tool_use', id: 'toolu_03', name: 'now', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_01', content: 'Fine.' },
        { type: 'tool_result', tool_use_id: 'toolu_02', content: 'Fine.' },
        { type: 'tool_result', tool_use_id: 'toolu_03', content: 'Fine.' },
        { type: 'text', text: 'Hi' },
      ],
    },
  ]
  expect(bodyOf(question, thought, called, question).messages).toEqual(expected)
})

/** The blocks that a recording holds, with the deltas put in. */
function blocksOf(name: string): unknown {
  const path = new URL(`recordings/anthropic/${name}.sse`, import.meta.url)
  const blocks: Record<string, unknown>[] = []
  for (const [, data] of readFileSync(path, 'utf8').matchAll(/^data: (.*)$/gm)) {
    const { content_block: block, delta } = JSON.parse(data!) as {
      content_block?: Record<string, unknown>
      delta?: { text?: string; partial_json?: string; citation?: unknown }
    }
    if (block) blocks.push({ ...block, json: '' })
    const last = blocks.at(-1)
    if (!last || !delta) continue
    if (delta.text) last.text = `${String(last.text)}${delta.text}`
    if (delta.partial_json) last.json = `${String(last.json)}${delta.partial_json}`
    if (delta.citation) last.citations = [delta.citation]
  }
  return blocks.map(({ json, ...block }) =>
    json ? { ...block, input: JSON.parse(`${json}`) } : block,
  )
}

test.each(['server-tools', 'mcp', 'web-search', 'nested-tools'])(
  'sends back what the API itself has called and found, untouched (%s)',
  name => {
    const [, answer] = bodyOf(question, recordedAnswer(name), question).messages
    const blocks = JSON.parse(JSON.stringify(answer?.content)) as unknown[]
    expect(blocks).toEqual(
      (blocksOf(name) as { citations?: unknown[] }[]).map(({ citations, ...block }) =>
        citations?.length ? { ...block, citations } : block,
      ),
    )
  },
)

test('sends back what is no part of the answer, and nothing of other protocols', () => {
  const { parts } = recordedAnswer('other-blocks')
  const foreign: Part[] = [
    { type: 'data', name: 'progress', data: { type: 'progress' } },
    { type: 'source', url: 'https://example.org' },
    { type: 'file', mediaType: 'image/png', url: 'https://example.org/a.png' },
    { type: 'reasoning', text: 'Hm.', state: 'done', metadata: { encryptedValue: 'Eq' } },
    {
      type: 'tool-call',
      toolCallId: 'ws_1',
      toolName: 'web_search',
      inputText: '{}',
      input: {},
      state: 'output-available',
      output: [],
      providerExecuted: true,
    },
    said(' \n'),
  ]
  expect(
    bodyOf(question, message('assistant', ...parts, ...foreign), question).messages[1],
  ).toEqual({
    role: 'assistant',
    content: [
      { type: 'compaction', content: 'They spoke of the tides.', encrypted_content: 'EuYB' },
      {
        type: 'fallback',
        from: { model: 'claude-m-1' },
        to: { model: 'claude-m-0' },
        trigger: { type: 'refusal', category: null },
      },
      { type: 'container_upload', file_id: 'file_01' },
      { type: 'text', text: 'The tide turns.' },
    ],
  })
})

test('keeps what signs a summary with it, whatever tells it', () => {
  const signed = { type: 'compaction', content: 'Tides.', encrypted_content: null, signature: 'Eq' }
  const { signature, ...unsigned } = signed
  const begun = { ...unsigned, content: null }
  for (const deltas of [
    [{ ...signed, type: 'compaction_delta' }],
    [
      { ...unsigned, type: 'compaction_delta' },
      { type: 'signature_delta', signature },
    ],
  ]) {
    const { out } = decode(blockStart(0, begun), ...deltas.map(delta => blockDelta(0, delta)), {
      type: 'content_block_stop',
      index: 0,
    })
    expect(out).toEqual([{ type: 'data', name: 'compaction', data: signed, transient: false }])
  }
})

test('sends back what Anthropic has signed, and names the family of its tools in their results', () => {
  const { parts } = recordedAnswer('connector-text')
  const asked = parts.map(part =>
    part.type === 'tool-call'
      ? { ...part, state: 'output-available' as const, output: 'A map.' }
      : part,
  )
  const [, answer, result] = bodyOf(question, message('assistant', ...asked)).messages
  expect(answer?.content).toEqual([
    { type: 'thinking', thinking: '', signature: 'EqA=' },
    { type: 'connector_text', connector_text: 'Next the tide tables.', signature: 'EqB=' },
    { type: 'tool_use', id: 'toolu_1', name: 'screenshot', input: {}, toolset_name: 'browser' },
  ])
  expect(result?.content).toMatchObject([
    { type: 'tool_result', tool_use_id: 'toolu_1', toolset_name: 'browser' },
  ])
})

test('sends back a turn that was paused, to be taken further, but no other call without a result', () => {
  const paused = recordedAnswer('paused')
  expect(bodyOf(question, paused).messages.at(-1)).toEqual({
    role: 'assistant',
    content: [
      { type: 'text', text: 'Searching' },
      {
        type: 'server_tool_use',
        id: 'srvtoolu_01',
        name: 'web_search',
        input: { query: 'tides' },
      },
    ],
  })
  const searching = [{ type: 'text', text: 'Searching' }]
  expect(bodyOf(question, paused, question).messages[1]?.content).toEqual(searching)
  expect(bodyOf(question, recordedAnswer('tools')).messages[1]?.content).toEqual([
    { type: 'text', text: 'Let me check.' },
  ])
})

test('names the container in which a call of the API’s own waits', () => {
  const waiting: Message = {
    ...recordedAnswer('paused'),
    metadata: { container: { id: 'container_01', expires_at: '2026-01-02T03:34:05Z' } },
  }
  expect(bodyOf(question, waiting)).toMatchObject({ container: 'container_01' })
  expect(bodyOf(question, waiting, question)).not.toHaveProperty('container')
  expect(bodyOf(question, recordedAnswer('server-tools'))).not.toHaveProperty('container')
})

test('gives a call of the API’s own its result after those of the calls that it has made', () => {
  const caller = { type: 'code_execution_20250825', tool_id: 'srvtoolu_01' }
  const [code] = recordedAnswer('nested-tools').parts
  const asked: Part = {
    type: 'tool-call',
    toolCallId: 'toolu_01',
    toolName: 'now',
    inputText: '{}',
    input: {},
    state: 'output-available',
    output: 'noon',
    metadata: { block: { type: 'tool_use', caller } },
  }
  const { messages } = bodyOf(question, message('assistant', code!, asked, said('Noon.')), question)
  expect(messages.map(({ role, content }) => [role, ...[content].flat()])).toMatchObject([
    ['user', { text: 'Hi' }],
    ['assistant', { type: 'server_tool_use', id: 'srvtoolu_01' }, { type: 'tool_use', caller }],
    ['user', { type: 'tool_result', tool_use_id: 'toolu_01' }],
    ['assistant', { type: 'code_execution_tool_result' }, { text: 'Noon.' }],
    ['user', { text: 'Hi' }],
  ])
})

test('puts calls of the page behind what else came with them, so that their results follow', () => {
  const call = (part: Partial<ToolCallPart>): ToolCallPart => ({
    type: 'tool-call',
    toolCallId: 'toolu_01',
    toolName: 'save',
    inputText: '{}',
    input: {},
    state: 'output-available',
    output: 'Saved.',
    ...part,
  })
  const saved = call({})
  const block = { type: 'server_tool_use' }
  const search = { toolCallId: 'srvtoolu_01', toolName: 'web_search', providerExecuted: true }
  const searching = call({ ...search, state: 'input-available', metadata: { block } })
  const result = { type: 'web_search_tool_result' }
  const found = call({ ...search, output: [], metadata: { block, result } })
  const typesOf = (...messages: readonly Message[]): readonly string[] =>
    bodyOf(question, ...messages)
      .messages.slice(1)
      .map(({ content = [] }) => (typeof content === 'string' ? [] : content))
      .map(blocks => blocks.map(({ type }) => type).join(' '))

  const both = message('assistant', said('I’ll look.'), saved, found, said('There.'))
  expect(typesOf(both)).toEqual([
    'text server_tool_use web_search_tool_result text tool_use',
    'tool_result',
  ])
  expect(typesOf(message('assistant', saved, searching))).toEqual([
    'server_tool_use tool_use',
    'tool_result',
  ])
  const parts = [saved, said('Next.'), saved, found]
  expect(typesOf({ ...message('assistant', ...parts), requestStart: 1 })).toEqual([
    'tool_use',
    'tool_result',
    'text server_tool_use web_search_tool_result tool_use',
    'tool_result',
  ])
  expect(typesOf(message('assistant', saved, said('Next.'), saved))).toEqual([
    'tool_use',
    'tool_result',
    'text tool_use',
    'tool_result',
  ])
  expect(typesOf(both, question)).toEqual([
    'text tool_use',
    'tool_result',
    'server_tool_use web_search_tool_result text',
    'text',
  ])
})

test('leaves out who made a call where that call itself is not sent', () => {
  const { parts } = recordedAnswer('nested-tools')
  const [code] = parts as readonly ToolCallPart[]
  const { output: _, ...rest } = code!
  const stopped = parts.map((part): Part =>
    part === code ? { ...rest, state: 'input-available' } : part,
  )
  const blocks = bodyOf(question, message('assistant', ...stopped), question).messages[1]?.content
  expect(JSON.stringify(blocks)).toContain('"tool_use_id"')
  expect(JSON.stringify(blocks)).not.toContain('"tool_id"')
})

test('says what came of a call whose input could not be read', () => {
  expect(bodyOf(question, recordedAnswer('invalid-input')).messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'toolu_01', name: 'write', input: {} }],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_01',
          content: 'The model wrote an input that is not valid JSON.',
          is_error: true,
        },
      ],
    },
  ])
})

test('fails the last call where only its name came before the limit', () => {
  const block = (index: number): object => ({
    type: 'content_block_start',
    index,
    content_block: { type: 'tool_use', id: `toolu_${index}`, name: 'clear', input: {} },
  })
  const called = (reason: string): object[] =>
    decode(
      start,
      block(0),
      { type: 'content_block_stop', index: 0 },
      block(1),
      {
        type: 'message_delta',
        delta: { stop_reason: reason },
      },
      stop,
    ).out.filter(({ type }) => /^tool-(call|error)$/.test(type))
  expect(called('max_tokens')).toMatchObject([
    { type: 'tool-call', toolCallId: 'toolu_0', input: {} },
    { type: 'tool-error', toolCallId: 'toolu_1', errorText: expect.stringContaining('cut off') },
  ])
  expect(called('tool_use')).toMatchObject([
    { type: 'tool-call', toolCallId: 'toolu_0', input: {} },
    { type: 'tool-call', toolCallId: 'toolu_1', input: {} },
  ])
  const cut = { type: 'message_delta', delta: { stop_reason: 'max_tokens' } }
  for (const last of [
    [blockStart(0, { ...toolUse, input: { z: 1 } })],
    [blockStart(0, toolUse), inputDelta(0, '{}')],
  ]) {
    expect(decode(start, ...last, cut, stop).out.some(({ type }) => type === 'tool-call')).toBe(
      true,
    )
  }
})

test('sends files as images and documents', () => {
  const file = (mediaType: string, url: string, filename?: string): Part => ({
    type: 'file',
    mediaType,
    url,
    ...(filename && { filename }),
  })
  const content: Anthropic.Beta.Messages.BetaContentBlockParam[] = [
    { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
      title: 'a.pdf',
    },
    { type: 'document', source: { type: 'url', url: 'https://example.org/b.pdf' }, title: 'b.pdf' },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Tromsø, 100 %' } },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Grüße,' } },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: '{"a":1}' } },
  ]
  const files = message(
    'user',
    file('image/png', 'https://example.org/a.png'),
    file('application/pdf', 'data:application/pdf;base64,JVBERi0=', 'a.pdf'),
    file('application/pdf', 'https://example.org/b.pdf', 'b.pdf'),
    file('text/plain', 'data:text/plain,Troms%C3%B8, 100 %25'),
    file('text/markdown', 'data:text/markdown;charset=utf-8;base64,R3LDvMOfZSw='),
    file('application/json', 'data:application/json;base64,eyJhIjoxfQ=='),
  )
  expect(bodyOf(files).messages).toEqual([{ role: 'user', content }])
})

test('keeps the conversation as it is for other back ends', () => {
  const before = JSON.stringify(conversation)
  anthropic.encode(chatRequest())
  expect(JSON.stringify(conversation)).toBe(before)
})

test('ends with message_stop, and where tools are to be run with the stream', () => {
  const ends = (stop_reason: string): Decoded<StreamEvent>['out'] => {
    const decoder = anthropic.decode()
    for (const value of [start, { type: 'message_delta', delta: { stop_reason } }]) {
      decoder.push({ data: '', value })
    }
    return decoder.push({ data: '', value: stop })
  }
  expect(ends('end_turn')).toEqual([{ type: 'finish', reason: 'stop' }])
  expect(ends('tool_use')).toEqual([])
  expect(decode(start, { type: 'message_delta', delta: { stop_reason: 'tool_use' } }).error).toBe(
    'truncated',
  )
})

test('ends a call and a text as soon as their blocks stop', () => {
  const { out } = decode(
    start,
    blockStart(0, toolUse),
    inputDelta(0, '{"z":1}'),
    { type: 'content_block_stop', index: 0 },
    blockStart(1, { type: 'text', text: 'Oh' }),
    { type: 'content_block_stop', index: 1 },
    blockStart(2, { type: 'thinking', thinking: 'Hm.' }),
    stop,
  )
  expect(out.map(({ type }) => type)).toEqual([
    'start',
    'tool-input-start',
    'tool-input-delta',
    'tool-call',
    'text-delta',
    'text-end',
    'reasoning-delta',
    'reasoning-end',
    'finish',
  ])
})

test('ends a block where the next begins at its index, and all of them at [DONE]', () => {
  const decoder = anthropic.decode()
  const calls = ['a', 'b'].map(id => blockStart(0, { ...toolUse, id }))
  const out = [start, ...calls].flatMap(value => decoder.push({ data: '', value }))
  out.push(...decoder.push({ data: '[DONE]' }))
  expect(out.slice(1)).toMatchObject([
    { type: 'tool-input-start', toolCallId: 'a' },
    { type: 'tool-call', toolCallId: 'a' },
    { type: 'tool-input-start', toolCallId: 'b' },
    { type: 'tool-call', toolCallId: 'b' },
    { type: 'finish' },
  ])
})

test('takes a block for one of another index only before anything has come of it', () => {
  const { out } = decode(
    start,
    blockStart(0, toolUse),
    inputDelta(0, '{"z":'),
    blockDelta(1, { type: 'text_delta', text: 'Oh' }),
    inputDelta(0, '1}'),
    blockStart(2, { type: 'text', text: 'So' }),
    blockDelta(3, { type: 'thinking_delta', thinking: 'Hm.' }),
    blockDelta(2, { type: 'text_delta', text: ' be it' }),
    stop,
  )
  expect(out).toContainEqual(expect.objectContaining({ type: 'tool-call', input: { z: 1 } }))
  expect(out.filter(({ type }) => /^(text|reasoning)-delta/.test(type))).toMatchObject([
    { id: '1', delta: 'Oh' },
    { id: '2', delta: 'So' },
    { id: '3', delta: 'Hm.' },
    { id: '2', delta: ' be it' },
  ])
})

test('takes nothing for an input or a thought that is none', () => {
  const scene = { type: 'scene_delta', scene: 7 }
  const pieces = [blockDelta(0, scene), inputDelta(0, null)]
  const { out } = decode(start, blockStart(0, { ...toolUse, input: null }), ...pieces, stop)
  expect(out.slice(2)).toMatchObject([
    { type: 'data', name: 'scene_delta', data: scene, transient: true },
    { type: 'tool-call', inputText: '{}', input: {} },
    { type: 'finish' },
  ])
  const signature = { type: 'signature_delta', signature: 'EqQB' }
  const others = [
    blockStart(0, { type: 'text', text: 'Oh' }),
    blockDelta(0, signature),
    inputDelta(1, '{'),
  ]
  const told = decode(start, ...others, stop).out
  expect(told.some(({ type }) => /^(tool|reasoning)/.test(type))).toBe(false)
})

test('tells what a tool of the API’s own failed with, in words or without', () => {
  const failed = { type: 'mcp_tool_result', tool_use_id: 'c', is_error: true }
  const { out } = decode(
    start,
    blockStart(0, { ...failed, content: 'Gone' }),
    blockStart(1, failed),
    stop,
  )
  const errors = out.filter(event => event.type === 'tool-error')
  expect(errors.map(({ errorText }) => errorText)).toEqual(['Gone', 'The tool failed.'])
})

test('counts and ends each message of a stream by itself', () => {
  const first = { id: 'm', content: [], usage: { input_tokens: 1, cache_read_input_tokens: 9 } }
  const second = { id: 'n', content: [], usage: { input_tokens: 2, output_tokens: 3 } }
  const both = [
    { type: 'message_start', message: first },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
    stop,
    { type: 'message_start', message: second },
    blockStart(0, { type: 'text', text: 'Oh' }),
  ]
  expect(decode(...both).error).toBe('truncated')
  const { out } = decode(...both, stop, blockStart(1, { type: 'text', text: 'More' }))
  expect(out.at(-1)).toEqual({ type: 'finish', reason: undefined })
  const counts = out.flatMap(event => (event.type === 'usage' ? [event.usage] : []))
  expect(counts.at(-1)).toMatchObject({ inputTokens: 12, outputTokens: 3 })
})

test('keeps the reason of an end that is told again without one, and counts no more than is told', () => {
  const { out } = decode(
    start,
    { type: 'message_delta', delta: { stop_reason: 'max_tokens' } },
    { type: 'message_delta', delta: {}, usage: { output_tokens: 3 } },
    stop,
  )
  expect(out.slice(1)).toEqual([
    { type: 'usage', usage: { outputTokens: 3, raw: { output_tokens: 3 } } },
    { type: 'finish', reason: 'length' },
  ])
})

test('takes another message that starts before anything was said for the same', () => {
  const { out, error } = decode(
    start,
    { type: 'message_start', message: { id: 'other', content: [], model: 'm-1' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    stop,
  )
  expect(error).toBeUndefined()
  expect(out).toContainEqual({ type: 'text-delta', id: '0', delta: 'Hi' })
})

test('takes a whole message behind its pieces for the same', () => {
  const block = { type: 'text', text: '' }
  const whole = { type: 'message', id: 'm', role: 'assistant', content: [said('Hi')] }
  const { out } = decode(
    start,
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    whole,
    stop,
  )
  expect(out.filter(({ type }) => type === 'text-delta')).toHaveLength(1)
  expect(out.at(-1)).toMatchObject({ type: 'finish' })
  expect(decode(start, whole, stop).out).toContainEqual({
    type: 'text-delta',
    id: '0',
    delta: 'Hi',
  })
})

test('tells the kind of a failure', () => {
  const error = { type: 'overloaded_error', message: 'Overloaded' }
  for (const failure of [{ type: 'error', error }, { error }]) {
    expect(decode(start, failure).out.at(-1)).toEqual({
      type: 'error',
      message: 'Overloaded',
      code: 'overloaded_error',
      data: failure,
    })
  }
  const plain = decode(start, { type: 'error', message: 'Overloaded' }, stop)
  expect(plain.out.at(-1)).toMatchObject({ type: 'error', message: 'Overloaded' })
})

test('fails a search that tells so in a list', () => {
  const content = [{ type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' }]
  const content_block = { type: 'web_search_tool_result', tool_use_id: 's', content }
  expect(decode({ type: 'content_block_start', index: 0, content_block }).out).toMatchObject([
    { type: 'tool-error', toolCallId: 's', errorText: 'max_uses_exceeded' },
  ])
})

test('shows each page that was found or cited once', () => {
  const url = 'https://example.org'
  const citation = { type: 'web_search_result_location', url, title: 'A' }
  const cited = {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'citations_delta', citation },
  }
  const { out } = decode(start, cited, cited, stop)
  expect(out.filter(({ type }) => type === 'source')).toEqual([{ type: 'source', url, title: 'A' }])
  const found = [{ source: url }, { source: 'handbook' }, { source: 'notes', title: 'B' }]
  const citations = found.map(each => blockDelta(0, { type: 'citations_delta', citation: each }))
  expect(decode(start, ...citations).out.slice(1)).toEqual([
    { type: 'source', url, title: url },
    { type: 'source', title: 'handbook' },
    { type: 'source', title: 'B' },
  ])
})

test('takes ids and indexes for names only, whatever they are', () => {
  const block = { type: 'tool_use', id: '__proto__', name: 'constructor', input: {} }
  const { out } = decode(
    start,
    { type: 'content_block_start', index: '__proto__', content_block: block },
    {
      type: 'content_block_delta',
      index: '__proto__',
      delta: { type: 'input_json_delta', partial_json: '{"__proto__":1}' },
    },
    {
      type: 'message_delta',
      usage: JSON.parse('{"__proto__":{"input_tokens":1},"output_tokens":2}'),
    },
    stop,
  )
  expect(out).toContainEqual(
    expect.objectContaining({
      type: 'tool-call',
      toolCallId: '__proto__',
      inputText: '{"__proto__":1}',
    }),
  )
  expect('input_tokens' in {}).toBe(false)
})
