import { expect, test, vi } from 'vitest'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { detect } from '../protocols/detect.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { eventsOf } from '../testing/events-of.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, STOP_CHUNK, textChunk, textEvent } from '../testing/openai-stream.ts'
import { utf8 } from '../testing/utf8.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { stream, type StreamOptions, type StreamSource } from './stream.ts'

async function* iterable(...values: readonly unknown[]) {
  yield* values
}

/** `ReadableStream.from`, which not every runtime has. */
function readable(...values: readonly unknown[]): ReadableStream<unknown> {
  return new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value)
      controller.close()
    },
  })
}

const HELLO: readonly StreamEvent[] = [
  { type: 'text-delta', delta: 'Hel' },
  { type: 'text-delta', delta: 'lo' },
]
const STOP: StreamEvent = { type: 'finish', reason: 'stop' }
const END: StreamEvent = { type: 'finish' }
const openaiChunks = [textChunk('Hel'), textChunk('lo'), STOP_CHUNK]
const openaiObjects: readonly unknown[] = openaiChunks.map(chunk => JSON.parse(chunk))
const aiSdkObjects = [
  { type: 'text-delta', id: 't', delta: 'Hel' },
  { type: 'text-delta', id: 't', delta: 'lo' },
  { type: 'finish', finishReason: 'stop' },
]
const events = [...HELLO, { type: 'usage', usage: { outputTokens: 2 } }, STOP] as const
const bytes = [...utf8(textEvent('Hel') + textEvent('lo') + DONE)].map(byte => Uint8Array.of(byte))
const sse = () => responseOf(bytes, 'text/event-stream')

interface Case {
  readonly name: string
  readonly source: () => StreamSource | Promise<StreamSource>
  readonly options?: StreamOptions
  readonly events: readonly StreamEvent[]
}

const cases: readonly Case[] = [
  { name: 'pieces of text', source: () => iterable('Hel', 'lo'), events: [...HELLO, END] },
  {
    name: 'a promise of pieces of text',
    source: async () => iterable('Hel', 'lo'),
    events: [...HELLO, END],
  },
  {
    name: 'a stream of pieces of text',
    source: () => readable('Hel', 'lo'),
    events: [...HELLO, END],
  },
  { name: 'nothing at all', source: () => iterable(), events: [END] },
  { name: 'StreamEvents', source: () => iterable(...events), events },
  { name: 'a stream of StreamEvents', source: () => readable(...events), events },
  {
    name: 'StreamEvents without an end',
    source: () => iterable(...HELLO),
    events: [...HELLO, END],
  },
  {
    name: 'text among StreamEvents',
    source: () => iterable('Hel', HELLO[1], STOP),
    events: [...HELLO, STOP],
  },
  {
    name: 'what is neither text nor object',
    source: () => iterable(undefined, 'Hel', null, 7, 'lo'),
    events: [...HELLO, END],
  },
  {
    name: 'the chunk objects of a protocol',
    source: () => iterable(...openaiObjects),
    options: { protocol: openaiChat },
    events: [...HELLO, STOP],
  },
  {
    name: 'the chunk objects of another protocol',
    source: () => iterable(...aiSdkObjects),
    options: { protocol: aiSdk },
    events: [...HELLO.map(event => ({ ...event, id: 't' })), STOP],
  },
  {
    name: 'chunk objects without a terminator',
    source: () => iterable(...openaiObjects.slice(0, 2)),
    options: { protocol: openaiChat },
    events: [...HELLO, END],
  },
  {
    name: 'the records of a protocol as text',
    source: () => iterable(...openaiChunks, '[DONE]'),
    options: { protocol: openaiChat },
    events: [...HELLO, STOP],
  },
  {
    name: 'bytes',
    source: () => iterable(...bytes),
    options: { protocol: openaiChat },
    events: [...HELLO, END],
  },
  {
    name: 'a stream of bytes',
    source: () => readable(...bytes),
    options: { protocol: openaiChat },
    events: [...HELLO, END],
  },
  {
    name: 'bytes of lines',
    source: () => iterable(utf8(openaiChunks.join('\n'))),
    options: { protocol: openaiChat },
    events: [...HELLO, STOP],
  },
  { name: 'a response', source: sse, options: { protocol: openaiChat }, events: [...HELLO, END] },
  {
    name: 'a promise of a response',
    source: async () => sse(),
    options: { protocol: openaiChat },
    events: [...HELLO, END],
  },
]

test.each(cases)('reads $name', async ({ source, options, events: expected }) => {
  const given = (await eventsOf(stream(source, options))).map(withoutUndefined)
  expect(given).toEqual(expected)
})

test.each<[string, () => StreamSource]>([
  ['text', () => iterable('Hel', 'lo')],
  ['StreamEvents', () => iterable(...events)],
  ['chunk objects of OpenAI', () => iterable(...openaiObjects)],
  ['chunk objects of the AI SDK', () => iterable(...aiSdkObjects)],
  ['bytes', () => iterable(...bytes)],
  ['a response', sse],
])('detects %s', async (_what, source) => {
  const given = await eventsOf(stream(source, {}, detect()))
  expect(given.map(event => (event.type === 'text-delta' ? event.delta : '')).join('')).toBe(
    'Hello',
  )
  expect(given.at(-1)?.type).toBe('finish')
})

test('the source gets the messages, the data and the signal', async () => {
  const open = vi.fn<(...given: readonly unknown[]) => StreamSource>(() => iterable())
  const request = chatRequest(undefined, { data: { a: 1 } })
  const { data, ...withoutData } = request
  for (const each of [request, withoutData]) {
    for await (const _ of stream(open).connect(each)) continue
  }
  expect(open.mock.calls).toEqual([
    [request.messages, data, request.signal],
    [request.messages, {}, request.signal],
  ])
})

test('reads nothing after the end of the answer, and closes the source', async () => {
  const returned = vi.fn<() => void>()
  async function* source() {
    try {
      yield STOP
      yield 'late'
    } finally {
      returned()
    }
  }
  expect(await eventsOf(stream(source))).toEqual([STOP])
  await nextTurn()
  expect(returned).toHaveBeenCalledOnce()
})

test.each<[string, (cancelled: () => void) => StreamSource, StreamOptions]>([
  [
    'an iterable',
    cancelled => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: 'Hel' }),
        async return() {
          cancelled()
          return { done: true, value: undefined }
        },
      }),
    }),
    {},
  ],
  [
    'a stream',
    cancel => new ReadableStream({ pull: controller => controller.enqueue('Hel'), cancel }),
    {},
  ],
  [
    'a response',
    cancel =>
      new Response(
        new ReadableStream({
          pull: controller => controller.enqueue(utf8(textEvent('Hel'))),
          cancel,
        }),
      ),
    { protocol: openaiChat },
  ],
])('%s that the reader leaves early is closed', async (_what, source, options) => {
  const cancelled = vi.fn<() => void>()
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const connection = stream(() => source(cancelled), options)
  for await (const _ of connection.connect(chatRequest(undefined, { signal }))) break
  await nextTurn()
  expect(cancelled).toHaveBeenCalledOnce()
  expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
})

test('a source is not opened for a signal that is aborted already', async () => {
  const open = vi.fn<() => StreamSource>(() => iterable('Hel'))
  expect(await eventsOf(stream(open), { signal: AbortSignal.abort() })).toEqual([])
  expect(open).not.toHaveBeenCalled()
})

test.each<[string, () => StreamSource | Promise<StreamSource>]>([
  [
    'the function that opens it',
    () => {
      throw cause
    },
  ],
  ['the promise of it', () => Promise.reject(cause)],
  [
    'an iterable',
    async function* () {
      yield 'Hel'
      throw cause
    },
  ],
  ['a stream', () => new ReadableStream({ start: controller => controller.error(cause) })],
])('what %s throws is thrown as it is', async (_what, source) => {
  await expect(eventsOf(stream(source))).rejects.toBe(cause)
})

test.each<[string, () => StreamSource, StreamOptions, object]>([
  ['bytes without a protocol', () => iterable(...bytes), {}, { code: 'unsupported' }],
  ['a response without a protocol', sse, {}, { code: 'unsupported' }],
  [
    'a response that is no success',
    () => Response.json({ error: 'Overloaded' }, { status: 503 }),
    { protocol: openaiChat },
    { code: 'http', status: 503, message: expect.stringContaining('Overloaded') as string },
  ],
  [
    'bytes without a terminator',
    () => iterable(...bytes.slice(0, -20)),
    { protocol: openaiChat },
    { code: 'truncated' },
  ],
  [
    'a record of bytes over the limit',
    () => iterable(...bytes),
    { protocol: openaiChat, maxRecordLength: 10 },
    { code: 'too-large', limit: 10 },
  ],
  [
    'a text that is no record of the protocol',
    () => iterable('Hello'),
    { protocol: agUi },
    { code: 'malformed', record: 'Hello' },
  ],
])('%s throws', async (_what, source, options, error) => {
  await expect(eventsOf(stream(source, options))).rejects.toMatchObject(error)
})

test('the head of a response is told', async () => {
  const onResponse = vi.fn<(response: Response) => void>()
  const response = sse()
  await eventsOf(
    stream(() => response, { protocol: openaiChat }),
    { onResponse },
  )
  expect(onResponse.mock.calls).toEqual([[response]])
})

const cause = new Error('Out of memory')

function withoutUndefined(event: StreamEvent): StreamEvent {
  return JSON.parse(JSON.stringify(event)) as StreamEvent
}

test('an error inside a read of bytes is thrown, though the source falls silent', async () => {
  async function* silent() {
    yield utf8(`${textEvent('Hel')}data: {oops\n\n`)
    await new Promise(() => {})
  }
  const connection = stream(silent, { protocol: openaiChat })
  const told: StreamEvent[] = []
  const read = async (): Promise<void> => {
    for await (const batch of connection.connect(chatRequest())) told.push(...batch)
  }
  await expect(read()).rejects.toMatchObject({ code: 'malformed' })
  expect(told).toContainEqual({ type: 'text-delta', delta: 'Hel' })
})

test.each<[guide: string, chunks: readonly unknown[], parts: readonly object[]]>([
  [
    'aiInstance.chat() of TanStack AI',
    [
      { type: 'content', id: 'c', model: 'gpt-4o', timestamp: 1, delta: 'Let ', content: 'Let ' },
      { type: 'content', id: 'c', model: 'gpt-4o', timestamp: 2, delta: 'me.', content: 'Let me.' },
      {
        type: 'tool_call',
        id: 'c',
        model: 'gpt-4o',
        timestamp: 3,
        index: 0,
        toolCall: {
          id: '1',
          type: 'function',
          function: {
            name: 'now',
            arguments: '{}',
          },
        },
      },
      { type: 'done', id: 'c', model: 'gpt-4o', timestamp: 4, finishReason: 'tool_calls' },
      {
        type: 'tool_result',
        id: 'c',
        model: 'gpt-4o',
        timestamp: 5,
        toolCallId: '1',
        content: '9',
      },
      { type: 'content', id: 'd', model: 'gpt-4o', timestamp: 6, delta: 'Nine.', content: 'Nine.' },
      { type: 'done', id: 'd', model: 'gpt-4o', timestamp: 7, finishReason: 'stop' },
    ],
    [{ text: 'Let me.' }, { toolName: 'now', input: {}, output: '9' }, { text: 'Nine.' }],
  ],
  [
    'result.fullStream of Viber',
    [
      { type: 'text-delta', textDelta: 'Let ' },
      { type: 'text-delta', textDelta: 'me.' },
      { type: 'tool-call', toolCallId: '1', toolName: 'now', args: { zone: 'CET' } },
      { type: 'tool-result', toolCallId: '1', toolName: 'now', result: 9 },
      { type: 'text-delta', textDelta: 'Nine.' },
      { type: 'finish', finishReason: 'stop', usage: { promptTokens: 1, completionTokens: 2 } },
    ],
    [
      { text: 'Let me.' },
      { toolName: 'now', input: { zone: 'CET' }, output: 9, state: 'output-available' },
      { text: 'Nine.' },
    ],
  ],
  [
    'aiInstance.chat() of TanStack AI, with a thought and a whole text',
    [
      { type: 'thinking', id: 'c', model: 'gpt-4o', timestamp: 1, delta: 'Hm.', content: 'Hm.' },
      { type: 'content', id: 'c', model: 'gpt-4o', timestamp: 2, content: 'Nine.' },
      { type: 'done', id: 'c', model: 'gpt-4o', timestamp: 3, finishReason: 'stop' },
    ],
    [{ type: 'reasoning', text: 'Hm.' }, { text: 'Nine.' }],
  ],
  ['result.textStream of Viber', ['Let ', 'me.'], [{ type: 'text', text: 'Let me.' }]],
  [
    'agent.stream() of Dexto',
    [
      { type: 'llm:thinking', sessionId: 's' },
      { type: 'llm:chunk', content: 'Let ', sessionId: 's' },
      { type: 'llm:chunk', content: 'me.', sessionId: 's' },
      { type: 'llm:tool-call', toolName: 'now', args: { zone: 'CET' }, sessionId: 's' },
      { type: 'llm:tool-result', toolName: 'now', success: true, rawResult: 9, sessionId: 's' },
      { type: 'llm:chunk', content: 'Nine.', sessionId: 's' },
      { type: 'llm:response', content: 'Let me.Nine.', usage: { totalTokens: 3 }, sessionId: 's' },
    ],
    [
      { text: 'Let me.' },
      { toolName: 'now', input: { zone: 'CET' }, output: 9, state: 'output-available' },
      { text: 'Nine.' },
    ],
  ],
  [
    'agent.stream() of Dexto, whose tool fails',
    [
      { type: 'llm:thinking', sessionId: 's' },
      { type: 'llm:tool-call', toolName: 'now', args: {}, sessionId: 's' },
      { type: 'llm:tool-result', toolName: 'now', success: false, sessionId: 's' },
      { type: 'llm:response', content: 'I cannot say.', usage: { totalTokens: 3 }, sessionId: 's' },
    ],
    [{ toolName: 'now', input: {}, state: 'output-error' }, { text: 'I cannot say.' }],
  ],
  [
    'chat.stream() of node-llm, around a tool that it runs itself',
    [
      { content: 'Let me.', role: 'assistant', model: 'gpt-4o' },
      { content: '', tool_calls: [{ id: '1', function: { name: 'now', arguments: '{}' } }] },
      { content: 'Nine.', role: 'assistant', finish_reason: 'stop' },
    ],
    [{ text: 'Let me.' }, { toolName: 'now', input: {} }, { text: 'Nine.' }],
  ],
  [
    'hub.streamComplete() of LLM Connector Hub, with the call of a function',
    [
      { role: 'assistant', function_call: { name: 'now' } },
      { function_call: { arguments: '{"zone":' } },
      { function_call: { arguments: '"CET"}' } },
      { finish_reason: 'function_call' },
    ],
    [{ toolName: 'now', input: { zone: 'CET' }, state: 'input-available' }],
  ],
  [
    'chat.stream() of node-llm',
    [
      { content: 'Let ', role: 'assistant', model: 'gpt-4o' },
      { content: '', role: 'assistant' },
      { content: 'me.', role: 'assistant', usage: { input_tokens: 1, output_tokens: 2 } },
    ],
    [{ type: 'text', text: 'Let me.' }],
  ],
  [
    'hub.streamComplete() of LLM Connector Hub',
    [
      { role: 'assistant' },
      { content: 'Let ' },
      {},
      { content: 'me.' },
      { tool_calls: [{ id: '1', type: 'function', function: { name: 'now', arguments: '{"zo' } }] },
      { tool_calls: [{ function: { arguments: 'ne":"CET"}' } }] },
      { finish_reason: 'tool_calls' },
    ],
    [{ text: 'Let me.' }, { toolName: 'now', input: { zone: 'CET' }, state: 'input-available' }],
  ],
])('reads %s, unnamed, as its guide shows it', async (_guide, chunks, parts) => {
  const message = await answerOf(stream(() => iterable(...chunks), {}, detect()))
  expect(message).toMatchObject({ status: 'complete', parts })
})

test('loses nothing of StreamEvents where no protocol is named', async () => {
  const call = { toolCallId: 'c', toolName: 'now' }
  const metadata = { signature: 'Eq' }
  const given: readonly StreamEvent[] = [
    { type: 'start', messageId: 'm' },
    { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
    { type: 'reasoning-delta', id: 'r', delta: '', metadata },
    { type: 'tool-input-start', ...call },
    { type: 'tool-input-delta', toolCallId: 'c', input: { zone: 'C' } },
    { type: 'tool-call', ...call, inputText: '{"zone":"CET"}' },
    { type: 'tool-error', ...call, errorText: 'No.', denied: true },
    { type: 'tool-call', toolCallId: 'd', toolName: 'now', inputText: '{"zone"' },
    { type: 'data', name: 'mood', data: 1 },
    { type: 'finish', reason: 'stop' },
  ]
  const open = (): AsyncIterable<unknown> => iterable(...given)
  const named = await answerOf(stream(open))
  expect(await answerOf(stream(open, {}, detect()))).toEqual(named)
  expect(named.parts).toMatchObject([
    { text: 'Hm.', metadata },
    { inputText: '{"zone":"CET"}', input: { zone: 'CET' }, state: 'output-denied' },
    { inputText: '{"zone"', state: 'output-error' },
    { name: 'mood' },
  ])
})

/** The message that comes of a connection. */
async function answerOf(connection: ConnectionAdapter): Promise<Message> {
  return (await eventsOf(connection)).reduce(applyEvent, {
    id: 'ours',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
}
