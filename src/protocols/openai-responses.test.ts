import { expect, test } from 'vitest'
import type { FilePart, Message, Part, ToolCallPart } from '../message.ts'
import { NO_HEAD } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { recordedAnswers } from '../testing/recorded-answers.ts'
import { openaiResponses } from './openai-responses.ts'

function decode(...values: readonly object[]): Decoded<StreamEvent> {
  return decodeAll(
    openaiResponses.decode(),
    values.map(value => ({ data: '', value })),
  )
}

function message(role: Message['role'], ...parts: readonly Part[]): Message {
  return { id: role, role, parts, content: 'Hi', status: 'complete', createdAt: 0 }
}

function call(part: Partial<ToolCallPart>): ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId: 'call_1',
    toolName: 'now',
    inputText: '{}',
    input: {},
    state: 'output-available',
    output: 'Noon',
    ...part,
  }
}

function inputOf(...messages: readonly Message[]): unknown {
  const { input } = openaiResponses.encode(chatRequest(messages)) as { input: unknown }
  return JSON.parse(JSON.stringify(input))
}

function added(item: object, output_index?: number): object {
  return { type: 'response.output_item.added', output_index, item }
}

function done(item: object, output_index?: number): object {
  return { type: 'response.output_item.done', output_index, item }
}

/** What comes of a response that was not streamed. */
function eventsOfWhole(...output: readonly object[]): readonly StreamEvent[] {
  return decode({ object: 'response', status: 'completed', output }).out
}

const created = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } }
const completed = { type: 'response.completed', response: { status: 'completed' } }

test('is found by its events, by a failure that is numbered, and by a whole response', () => {
  const matches = (value: object): boolean => openaiResponses.matches(NO_HEAD, { data: '', value })
  expect(matches({ type: 'response.created' })).toBe(true)
  expect(matches({ type: 'error', sequence_number: 0 })).toBe(true)
  expect(matches({ object: 'response', output: [] })).toBe(true)
  expect(matches({ id: 'resp_1', output: [{ id: 'msg_1' }] })).toBe(true)
  const named = { data: '', event: 'response.created', value: { response: {} } }
  expect(openaiResponses.matches(NO_HEAD, named)).toBe(true)
  expect(matches({ type: 'output', output: [] })).toBe(false)
  expect(matches({ type: 1 })).toBe(false)
  expect(matches({ type: 'error', error: {} })).toBe(false)
  expect(matches({ type: 'responses' })).toBe(false)
})

test('sends files as what they are', () => {
  const file = (part: Omit<FilePart, 'type'>): Part => ({ type: 'file', ...part })
  expect(
    inputOf(
      message(
        'user',
        file({ mediaType: 'image/png', url: 'https://example.org/a.png' }),
        file({ mediaType: 'application/pdf', url: 'data:application/pdf;base64,JVBE' }),
        file({ mediaType: 'text/csv', url: 'https://example.org/a.csv', filename: 'a.csv' }),
      ),
    ),
  ).toEqual([
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Hi' },
        { type: 'input_image', detail: 'auto', image_url: 'https://example.org/a.png' },
        {
          type: 'input_file',
          filename: 'file',
          file_data: 'data:application/pdf;base64,JVBE',
        },
        { type: 'input_file', file_url: 'https://example.org/a.csv' },
      ],
    },
  ])
})

test('sends a file without a text where the user said nothing', () => {
  const file: Part = { type: 'file', mediaType: 'image/png', url: 'https://example.org/a.png' }
  expect(inputOf({ ...message('user', file), content: '' })).toMatchObject([
    { content: [{ type: 'input_image', image_url: 'https://example.org/a.png' }] },
  ])
})

test('leaves out calls without a result, and what the server did without a thought to follow', () => {
  const hosted = { id: 'ws_1', type: 'web_search_call' }
  expect(
    inputOf(
      message(
        'assistant',
        { type: 'reasoning', text: 'Hm.', state: 'done', metadata: { signature: 'EqQB' } },
        call({ state: 'input-available' }),
        call({ providerExecuted: true, output: hosted }),
        call({ providerExecuted: true, state: 'approval-requested', approval: { id: 'a' } }),
      ),
    ),
  ).toEqual([])
})

test('sends back what each of the API’s own tools takes', () => {
  const item = (type: string): { readonly item: object } => ({ item: { type, call_id: 'call_1' } })
  const cases: readonly (readonly [Partial<ToolCallPart>, object])[] = [
    [{ metadata: item('local_shell_call') }, { type: 'local_shell_call_output', output: 'Noon' }],
    [
      { metadata: item('apply_patch_call') },
      { type: 'apply_patch_call_output', status: 'completed', output: 'Noon' },
    ],
    [
      { metadata: item('apply_patch_call'), state: 'output-error', errorText: 'No such file.' },
      { type: 'apply_patch_call_output', status: 'failed', output: 'No such file.' },
    ],
    [
      { metadata: item('computer_call'), output: { type: 'computer_screenshot' } },
      { type: 'computer_call_output', output: { type: 'computer_screenshot' } },
    ],
    [
      { metadata: item('tool_search_call'), output: [{ type: 'function' }] },
      { type: 'tool_search_output', execution: 'client', tools: [{ type: 'function' }] },
    ],
  ]
  for (const [part, output] of cases) {
    expect(inputOf(message('assistant', call(part)))).toEqual([
      part.metadata?.item,
      { call_id: 'call_1', ...output },
    ])
  }
})

test('keeps a function’s namespace and caller', () => {
  const caller = { type: 'program', caller_id: 'call_0' }
  const metadata = { namespace: 'crm', caller, thoughtSignature: 'not of this API' }
  expect(inputOf(message('assistant', call({ metadata })))).toEqual([
    {
      type: 'function_call',
      call_id: 'call_1',
      name: 'now',
      namespace: 'crm',
      caller,
      arguments: '{}',
    },
    { type: 'function_call_output', call_id: 'call_1', caller, output: 'Noon' },
  ])
})

test('sends back all that a turn was made of', () => {
  const hosted = recordedAnswers(openaiResponses).find(({ name }) => name === 'hosted-tools.sse')
  const thought: Part = {
    type: 'reasoning',
    text: '',
    state: 'done',
    metadata: { itemId: 'rs_1', encryptedContent: 'gAAA==' },
  }
  const types = (inputOf(message('assistant', thought, ...hosted!.message.parts)) as object[]).map(
    item => ('type' in item ? item.type : item),
  )
  expect(types).toEqual([
    'reasoning',
    'shell_call',
    'shell_call_output',
    'tool_search_call',
    'tool_search_output',
    'program',
    'compaction',
  ])
})

test('is complete with its terminal event, with [DONE], and with nothing less', () => {
  const delta = { type: 'response.output_text.delta', output_index: 0, delta: 'Hi' }
  expect(decode(created, delta).error).toBe('truncated')
  expect(decode(created, delta, completed).error).toBeUndefined()
  const decoder = openaiResponses.decode()
  decoder.push({ data: JSON.stringify(delta) })
  expect(decoder.push({ data: '[DONE]' })).toEqual([{ type: 'finish' }])
})

test('is complete with each of its answers in one body', () => {
  const text = (delta: string): object => ({
    type: 'response.output_text.delta',
    output_index: 0,
    delta,
  })
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Oh' }] }]
  const end = { type: 'response.completed', response: { status: 'completed', output } }
  const textOf = ({ out }: Decoded<StreamEvent>): string =>
    out.map(event => ('delta' in event ? event.delta : '')).join('')
  const first = [created, text('O'), created, text('h'), end, { ...end, type: 'response.done' }]
  expect(textOf(decode(...first))).toBe('Oh')
  expect(decode(...first, created, text(' no')).error).toBe('truncated')
  expect(textOf(decode(...first, created, text(' no'), completed))).toBe('Oh no')
})

test('tells once that a response of no known model has started, and what it does not know', () => {
  const beat = { type: 'response.heartbeat' }
  const under = { type: 'response.in_progress', response: { id: 'resp_1' } }
  expect(decode(created, under, beat, completed).out).toEqual([
    { type: 'start', metadata: { responseId: 'resp_1' } },
    { type: 'data', name: 'response.heartbeat', data: beat, transient: true },
    { type: 'finish', reason: 'stop' },
  ])
})

test('ends at [DONE] the calls that it is to make, and none of the server’s own', () => {
  const decoder = openaiResponses.decode()
  const search = { type: 'web_search_call', id: 'ws_1' }
  const run = { type: 'custom_tool_call', call_id: 'call_1', name: 'run' }
  const input = { type: 'response.custom_tool_call_input.done', output_index: 1, input: '7' }
  for (const value of [added(search, 0), added(run, 1), input]) decoder.push({ data: '', value })
  expect(decoder.push({ data: '[DONE]' })).toMatchObject([
    { type: 'tool-call', toolCallId: 'call_1', input: '7' },
    { type: 'finish' },
  ])
  expect(decode(added(search, 0), completed).out.map(({ type }) => type)).toEqual([
    'tool-input-start',
    'finish',
  ])
})

test('leaves a call that a failure has cut off as it is', () => {
  const run = { type: 'function_call', call_id: 'call_1', name: 'run' }
  const failed = { type: 'response.failed', response: { status: 'failed' } }
  expect(decode(added(run, 0), failed).out.map(({ type }) => type)).toEqual([
    'tool-input-start',
    'error',
  ])
})

test('tells a call once that comes again with the end, without an index', () => {
  const item = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'now', arguments: '' }
  const end = { type: 'response.completed', response: { status: 'completed', output: [item] } }
  for (const events of [
    [added(item), done(item), end],
    [added(item), { type: 'response.created', response: {} }, done(item), end],
  ]) {
    expect(decode(...events).out.map(({ type }) => type)).toEqual([
      'tool-input-start',
      'tool-call',
      'finish',
    ])
  }
})

test('tells the contents of a message once that are announced and ended one by one', () => {
  const content = ['Oh', ' no'].map(text => ({ type: 'output_text', text }))
  const pieces = content.flatMap(({ text }, content_index) => {
    const at = { output_index: 0, content_index }
    return [
      { type: 'response.content_part.added', ...at },
      { type: 'response.output_text.delta', ...at, delta: text },
      { type: 'response.content_part.done', ...at },
    ]
  })
  const { out } = decode(created, ...pieces, done({ type: 'message', content }, 0), completed)
  expect(out.map(event => ('delta' in event ? event.delta : '')).join('')).toBe('Oh no')
})

test('begins a thought once, and ends it though it said nothing', () => {
  const at = { output_index: 0, summary_index: 0 }
  const part = { type: 'response.reasoning_summary_part.added', ...at }
  const end = { ...part, type: 'response.reasoning_summary_part.done' }
  const { out } = decode(part, part, end, done({ type: 'reasoning', id: 'rs_1' }, 0), completed)
  expect(out.map(({ type }) => type)).toEqual(['reasoning-start', 'reasoning-end', 'finish'])
})

test('keeps what a thought is sent back with beside its text', () => {
  const content = [{ type: 'reasoning_text', text: 'Hm.' }]
  const thought = { type: 'reasoning', id: 'rs_1', content, encrypted_content: 'gAAA' }
  expect(eventsOfWhole(thought)).toMatchObject([
    { type: 'reasoning-delta', delta: 'Hm.' },
    { type: 'reasoning-delta', metadata: { itemId: 'rs_1', encryptedContent: 'gAAA' } },
    { type: 'reasoning-end' },
    { type: 'finish' },
  ])
})

test('reads a refusal that came whole, and a failure, whatever else it says', () => {
  const refusal = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }
  expect(eventsOfWhole(refusal)[0]).toMatchObject({ delta: 'No.', metadata: { refusal: true } })
  const failed = { status: 'failed', error: { message: 'Busy' } }
  const details = { incomplete_details: { reason: 'max_output_tokens' } }
  for (const response of [failed, { ...failed, ...details }]) {
    const told = [{ type: 'error', message: 'Busy' }]
    expect(decode({ object: 'response', ...response }).out).toMatchObject(told)
    expect(decode({ type: 'response.failed', response }).out).toMatchObject(told)
  }
})

test('tells each source of a text once, and nothing that it lacks', () => {
  const annotations = [
    { type: 'url_citation', url: 'https://example.org', title: 'A', file_id: null },
    { type: 'file_citation', file_id: 'file_1', filename: 'a.pdf', url: null },
  ]
  const at = { output_index: 0, content_index: 0 }
  const events = annotations.map(annotation => ({
    type: 'response.output_text.annotation.added',
    ...at,
    annotation,
  }))
  const item = { type: 'message', content: [{ type: 'output_text', text: 'Oh', annotations }] }
  expect(decode(...events, done(item, 0)).out.filter(({ type }) => type === 'source')).toEqual([
    {
      type: 'source',
      url: 'https://example.org',
      title: 'A',
      metadata: { type: 'url_citation' },
    },
    {
      type: 'source',
      id: 'file_1',
      title: 'a.pdf',
      filename: 'a.pdf',
      metadata: { type: 'file_citation' },
    },
  ])
})

test('keeps an item of a kind that is yet to come, whatever it holds', () => {
  const item = { type: 'weather', id: 'w_1', results: { celsius: 4 } }
  expect(eventsOfWhole(item)[0]).toEqual({ type: 'data', name: 'weather', id: 'w_1', data: item })
})

test.each<[string, object, object]>([
  [
    'a function that is not told how to answer it',
    { type: 'function_call', name: 'now', arguments: '{}' },
    { toolCallId: 'call-0', toolName: 'now', providerExecuted: undefined },
  ],
  [
    'a function that was cut off',
    { type: 'function_call', call_id: 'c', name: 'now', arguments: '{"z"', status: 'incomplete' },
    { toolCallId: 'c', inputText: '{"z"', metadata: undefined },
  ],
  [
    'a tool that takes a text which looks like JSON',
    { type: 'custom_tool_call', call_id: 'c', name: 'run', input: '{"z":1}' },
    { toolCallId: 'c', inputText: '{"z":1}', input: '{"z":1}' },
  ],
  [
    'commands that the server runs',
    { type: 'shell_call', call_id: 'c', environment: { type: 'container_auto' }, action: {} },
    { toolCallId: 'c', providerExecuted: true },
  ],
])('tells a call of %s', (_, item, told) => {
  const calls = eventsOfWhole(item).filter(({ type }) => type === 'tool-call')
  expect(calls).toEqual([expect.objectContaining(told)])
  expect(eventsOfWhole(item).some(({ type }) => type === 'tool-error')).toBe(false)
})

test('takes the name of a call from where it is told', () => {
  const unnamed = { type: 'function_call', call_id: 'c', arguments: '{}' }
  const named = { ...unnamed, name: 'now' }
  for (const items of [
    [added(unnamed, 0), done(named, 0)],
    [added(named, 0), done(unnamed, 0)],
  ]) {
    expect(decode(...items).out.at(-1)).toMatchObject({ type: 'tool-call', toolName: 'now' })
  }
})

test('takes an image of no told format for a PNG, and passes over an output of no call', () => {
  for (const [output_format, mediaType] of [
    [undefined, 'image/png'],
    ['webp', 'image/webp'],
    ['svg', 'image/svg+xml'],
  ]) {
    const image = { type: 'image_generation_call', id: 'ig_1', output_format, result: 'iVBO' }
    expect(eventsOfWhole(image)).toContainEqual({
      type: 'file',
      mediaType,
      url: `data:${mediaType};base64,iVBO`,
    })
  }
  expect(eventsOfWhole({ type: 'tool_search_output', tools: [] })).toEqual([
    { type: 'finish', reason: 'stop' },
  ])
})

test('streams code, patches and commands as the JSON that they are put into', () => {
  const deltas = (type: string, ...events: readonly object[]): string =>
    decode(
      { type: 'response.output_item.added', output_index: 0, item: { type, call_id: 'call_1' } },
      ...events.map(event => ({ output_index: 0, ...event })),
    )
      .out.map(event => ('delta' in event ? event.delta : ''))
      .join('')
  const code = 'response.code_interpreter_call_code.delta'
  const smile = '😀'
  expect(
    deltas(
      'code_interpreter_call',
      { type: code, delta: '"a\n' },
      { type: code, delta: smile[0] },
      { type: code, delta: smile[1] },
    ),
  ).toBe('{"code":"\\"a\\n\\ud83d\\ude00')
  const command = 'response.shell_call_command'
  expect(
    deltas(
      'shell_call',
      { type: `${command}.added`, command_index: 0 },
      { type: `${command}.delta`, command_index: 0, delta: 'ls' },
      { type: `${command}.added`, command_index: 1 },
      { type: `${command}.delta`, command_index: 1, delta: 'pwd' },
    ),
  ).toBe('{"commands":["ls","pwd')
})

test('shows an image that is under way, until it is whole', () => {
  const partial = {
    type: 'response.image_generation_call.partial_image',
    item_id: 'ig_1',
    output_index: 0,
    partial_image_b64: 'iVBO',
  }
  expect(decode(partial).out).toEqual([
    { type: 'tool-result', toolCallId: 'ig_1', output: partial, preliminary: true },
  ])
})

test('tells the server’s code of a failure, and a failure in any shape', () => {
  for (const failure of [
    { type: 'error', error: { code: 'busy', message: 'Busy' } },
    { type: 'error', code: 'busy', message: 'Busy' },
    { type: 'error', error: { code: 'busy', message: 'Busy' }, response: { id: 'resp_1' } },
    { error: { code: 'busy', message: 'Busy' } },
    { type: 'response.failed', response: { error: { code: 'busy', message: 'Busy' } } },
    { object: 'response', status: 'failed', error: { code: 'busy', message: 'Busy' } },
  ]) {
    expect(decode(failure, completed).out).toMatchObject([
      { type: 'error', message: 'Busy', code: 'busy' },
    ])
  }
  const { out } = decode({ type: 'response.failed', response: { status: 'failed', error: null } })
  expect(out).toMatchObject([{ type: 'error', message: expect.stringContaining('without') }])
})

test.each([
  { error: { code: 'overloaded', message: 'Busy' } },
  { message: 'Busy', code: 'overloaded' },
  { response: { id: 'resp_1', error: { code: 'overloaded', message: 'Busy' } } },
])('tells an error that is one of the events of the response: %j', told => {
  for (const type of ['response.error', 'error']) {
    const { out } = decode({ type, ...told })
    expect(out).toMatchObject([{ type: 'error', message: 'Busy', code: 'overloaded' }])
  }
})

test('tells the tools that OpenRouter runs, with what they gave', () => {
  const item = (name: string, more: object): object => ({
    id: `st_${name}`,
    type: `openrouter:${name}`,
    status: 'completed',
    ...more,
  })
  const search = item('web_search', { action: { type: 'search', query: 'tide' } })
  const bash = item('bash', { call_id: 'call_1', stdout: '4' })
  const url = 'https://example.org/tide.png'
  const image = item('image_generation', { result: url })
  const failed = item('web_fetch', { status: 'failed', error: 'Not found' })
  const { out } = decode(
    ...[search, bash, image, failed].flatMap((each, at) => [added(each, at), done(each, at)]),
    completed,
  )
  expect(out.filter(({ type }) => type !== 'tool-input-start')).toMatchObject([
    {
      type: 'tool-call',
      toolName: 'openrouter:web_search',
      input: { query: 'tide' },
      providerExecuted: true,
    },
    { type: 'tool-result', toolCallId: 'st_web_search', output: search },
    { type: 'tool-call', toolName: 'openrouter:bash', providerExecuted: true },
    { type: 'tool-result', toolCallId: 'call_1', output: bash },
    { type: 'tool-call', toolName: 'openrouter:image_generation' },
    { type: 'tool-result', toolCallId: 'st_image_generation' },
    { type: 'file', url },
    { type: 'tool-call', toolName: 'openrouter:web_fetch' },
    { type: 'tool-error', errorText: 'Not found' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('goes on behind a failure of what a tool has begun', () => {
  const failed = {
    type: 'response.fusion_call.panel.failed',
    output_index: 0,
    item_id: 'st_1',
    model: 'm-2',
    error: 'Provider returned 503',
  }
  const text = { type: 'response.output_text.delta', output_index: 1, delta: 'High at four.' }
  expect(decode(created, failed, text, completed).out.slice(1)).toMatchObject([
    { type: 'data', name: failed.type, transient: true },
    { type: 'text-delta', delta: 'High at four.' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('ends as a failed response says that it was cut off', () => {
  const response = { error: null, incomplete_details: { reason: 'max_output_tokens' } }
  expect(decode({ type: 'response.failed', response }).out).toEqual([
    { type: 'finish', reason: 'length' },
  ])
})

test('fails a call of which only the name came', () => {
  const item = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'now', arguments: '' }
  const incomplete_details = { reason: 'max_output_tokens' }
  const cut = { status: 'incomplete', incomplete_details }
  const told = { ...cut, output: [{ ...item, status: 'incomplete' }] }
  for (const response of [cut, told]) {
    const { out } = decode(added(item, 0), { type: 'response.incomplete', response })
    expect(out.slice(1)).toMatchObject([
      {
        type: 'tool-error',
        toolCallId: 'call_1',
        errorText: expect.stringContaining('cut off'),
      },
      { type: 'finish', reason: 'length' },
    ])
  }
  const whole = decode(added(item, 0), {
    type: 'response.completed',
    response: { status: 'completed' },
  })
  expect(whole.out[1]).toMatchObject({ type: 'tool-call', input: {} })
})

test('has to be answered where a call came whole, whatever else ended', () => {
  const item = { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '{}' }
  const refusal = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }
  for (const [response, reason] of [
    [{ status: 'completed', output: [refusal] }, 'content-filter'],
    [{ status: 'completed', output: [refusal, item] }, 'tool-calls'],
    [{ status: 'incomplete', output: [item] }, 'tool-calls'],
    [{ status: 'incomplete', output: [refusal] }, 'other'],
    [
      { status: 'incomplete', output: [item], incomplete_details: { reason: 'content_filter' } },
      'content-filter',
    ],
  ] as const) {
    expect(decode({ object: 'response', ...response }).out.at(-1)).toEqual({
      type: 'finish',
      reason,
    })
  }
})

test('is complete with response.done, by its status', () => {
  for (const [status, reason] of [
    [undefined, 'stop'],
    ['completed', 'stop'],
    ['incomplete', 'other'],
  ]) {
    expect(decode({ type: 'response.done', response: { status } }).out).toEqual([
      { type: 'finish', reason },
    ])
  }
  expect(decode({ type: 'response.done', response: { status: 'cancelled' } }).out).toEqual([
    { type: 'abort' },
  ])
})

test('is complete with a terminal event that says no more', () => {
  expect(decode({ type: 'response.completed' }).out).toEqual([{ type: 'finish', reason: 'stop' }])
  expect(decode({ type: 'response.failed', error: { message: 'Busy' } }).out).toMatchObject([
    { type: 'error', message: 'Busy' },
  ])
})

test('takes no other protocol’s response for one of its own', () => {
  expect(decode({ response: 'Hi', done: true }).error).toBe('malformed')
})

test('gives the tools that were found to the searches in their order', () => {
  const item = (type: string, more: object): object => ({
    type: 'response.output_item.done',
    item: { type, call_id: null, ...more },
  })
  const { out } = decode(
    item('tool_search_call', { id: 'tsc_1', arguments: {} }),
    item('tool_search_call', { id: 'tsc_2', arguments: {} }),
    item('tool_search_output', { id: 'tso_1', tools: [] }),
    item('tool_search_output', { id: 'tso_2', tools: [] }),
  )
  expect(out.flatMap(event => (event.type === 'tool-result' ? event.toolCallId : []))).toEqual([
    'tsc_1',
    'tsc_2',
  ])
})

test('fails a search that was not completed', () => {
  for (const status of ['failed', 'incomplete']) {
    expect(
      decode({
        type: 'response.output_item.done',
        item: { type: 'web_search_call', id: 'ws_1', status },
      }).out.at(-1),
    ).toEqual({ type: 'tool-error', toolCallId: 'ws_1', errorText: 'The tool failed.' })
  }
})

test('keeps what failed, so that the thought before it is followed by it', () => {
  for (const item of [
    { type: 'web_search_call', id: 'ws_1', status: 'failed' },
    { type: 'mcp_call', id: 'mcp_1', name: 'now', arguments: '{}', error: 'Gone' },
  ]) {
    const { out } = decode({ type: 'response.output_item.done', item })
    expect(out).toContainEqual(expect.objectContaining({ type: 'tool-call', metadata: { item } }))
    const thought: Part = {
      type: 'reasoning',
      text: '',
      state: 'done',
      metadata: { encryptedContent: 'gAAA==' },
    }
    const failed = call({ providerExecuted: true, state: 'output-error', metadata: { item } })
    expect(
      inputOf(message('assistant', thought, failed, { type: 'text', text: 'No.', state: 'done' })),
    ).toMatchObject([{ type: 'reasoning' }, item, { content: 'No.' }])
  }
})

test('keeps what subagents say out of a whole answer, and tells what they call', () => {
  const agent = { agent_name: '/root/tides' }
  const said = { type: 'message', content: [{ type: 'output_text', text: 'At four.' }] }
  const called = { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '{}' }
  const { out } = decode({
    object: 'response',
    status: 'completed',
    output: [
      { ...said, agent },
      { ...called, agent },
      { ...said, agent: { agent_name: '/root' } },
      { ...said, agent: null },
    ],
  })
  expect(out.map(({ type }) => type)).toEqual([
    'tool-input-start',
    'tool-call',
    'text-delta',
    'text-end',
    'text-delta',
    'text-end',
    'finish',
  ])
})

test('tells what a session waits for behind other calls, whoever asks for it, and once', () => {
  const required_actions = [
    {
      type: 'mcp_approval_request',
      turn_id: 'turn_1',
      request_id: 'apr_1',
      request: {
        type: 'mcp_tool_call',
        name: 'send',
        server_label: 'mail',
        arguments: { to: 'a' },
      },
    },
    { type: 'function_call', turn_id: 'turn_1', call_id: 'call_1', name: 'now', arguments: {} },
    { type: 'function_call', turn_id: 'turn_2', call_id: 'call_2', name: 'tide', arguments: {} },
  ]
  const item = { id: 'ws_1', type: 'web_search_call', turn_id: 'turn_1', status: 'completed' }
  const asked = { ...required_actions[1], id: 'fc_1', status: 'in_progress' }
  const session = { id: 'sess_1', agent: { model: 'm-1' }, status: 'requires_action' }
  const waits = { type: 'agent.session.requires_action', session: { ...session, required_actions } }
  const { out } = decode(
    { type: 'agent.session.turn.item.done', turn_id: 'turn_1', output_index: 0, item },
    { type: 'agent.session.turn.item.added', turn_id: 'turn_1', output_index: 1, item: asked },
    waits,
    waits,
  )
  expect(out.filter(({ type }) => /^tool-(call|appr)|finish/.test(type))).toMatchObject([
    { type: 'tool-call', toolName: 'web_search', providerExecuted: true },
    { type: 'tool-call', toolName: 'send', input: { to: 'a' }, providerExecuted: true },
    { type: 'tool-approval-request', approvalId: 'apr_1' },
    { type: 'tool-call', toolCallId: 'call_2', toolName: 'tide' },
    { type: 'tool-call', toolCallId: 'call_1', toolName: 'now' },
    { type: 'finish', reason: 'tool-calls' },
  ])
})

test('counts what a turn of a session has cost, where the event tells it', () => {
  const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 }
  const turn = { id: 'turn_1', session_id: 'sess_1', subagent_id: null, error: null, usage: null }
  const { out } = decode({ type: 'agent.session.turn.completed', turn_id: 'turn_1', turn, usage })
  expect(out).toContainEqual(expect.objectContaining({ type: 'usage' }))
})

test('ends where the response was cancelled', () => {
  const cancelled = { object: 'response', id: 'resp_1', status: 'cancelled', output: [] }
  expect(decode(cancelled).out.at(-1)).toEqual({ type: 'abort' })
})

test('tells an item once, however often the server does', () => {
  const item = {
    type: 'response.output_item.done',
    output_index: 0,
    item: { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] },
  }
  const whole = { status: 'completed', output: [item.item] }
  const { out } = decode(item, item, { type: 'response.completed', response: whole })
  expect(out.map(event => ('delta' in event ? event.delta : event.type))).toEqual([
    'Hi',
    'text-end',
    'finish',
  ])
})

test('tells contents once that no event has announced', () => {
  const at = { output_index: 0, item_id: 'msg_1' }
  const text = (content_index: number, delta: string): object => ({
    type: 'response.output_text.delta',
    ...at,
    content_index,
    delta,
  })
  const content = ['Oh', ' no', '.'].map(said => ({ type: 'output_text', text: said }))
  const item = { type: 'message', id: 'msg_1', content }
  const { out } = decode(created, text(0, 'Oh'), text(1, ' no'), {
    type: 'response.output_item.done',
    output_index: 0,
    item,
  })
  expect(out.map(event => ('delta' in event ? event.delta : '')).join('')).toBe('Oh no.')
})

test('tells what was found as sources, where the text cites none of its own', () => {
  const results = [{ id: 1, url: 'https://example.org/a', title: 'A' }, null, { id: 2, url: 'b' }]
  const found = { type: 'search_results', queries: ['a'], results }
  const sourcesOf = (...annotations: readonly object[]): unknown => {
    const said = { type: 'message', content: [{ text: 'So it is.[1]', annotations }] }
    return eventsOfWhole(found, { type: 'reasoning' }, said).flatMap(event =>
      event.type === 'source' ? event.url : [],
    )
  }
  expect(sourcesOf()).toEqual(['https://example.org/a', 'b'])
  expect(sourcesOf({ type: 'url_citation', url: 'b' })).toEqual(['b'])
})

test('tells all but the finish with the last event, however long the body stays open', () => {
  const decoder = openaiResponses.decode()
  const push = (value: object): readonly StreamEvent[] => decoder.push({ data: '', value })
  push(created)
  push({
    type: 'response.output_item.added',
    output_index: 0,
    item: { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '' },
  })
  push({ type: 'response.function_call_arguments.delta', output_index: 0, delta: '{}' })
  expect(
    push({
      type: 'response.completed',
      response: { status: 'completed', usage: { input_tokens: 1, output_tokens: 2 } },
    }),
  ).toMatchObject([
    { type: 'usage', usage: { totalTokens: 3 } },
    { type: 'tool-call', toolCallId: 'call_1', input: {} },
  ])
  expect(decoder.end()).toEqual([{ type: 'finish', reason: 'tool-calls' }])
})

test('names no parts after the wire’s own words', () => {
  const hostile = { type: '__proto__', id: 'constructor', call_id: '__proto__', name: 'toString' }
  const { out, error } = decode(
    { type: 'response.output_item.done', item_id: '__proto__', item: hostile },
    { type: 'response.__proto__.delta', item_id: '__proto__', delta: 'Hi' },
    { type: 'response.output_text.delta', item_id: '__proto__', delta: 'Hi' },
    completed,
  )
  expect(error).toBeUndefined()
  expect(out).toContainEqual({ type: 'text-delta', id: '__proto__.0', delta: 'Hi' })
})
