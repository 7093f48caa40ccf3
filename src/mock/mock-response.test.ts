import { readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fetchHttpStream } from '../adapters/fetch-http-stream.ts'
import type { Message, Part } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import type { Protocol } from '../protocol.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { anthropic } from '../protocols/anthropic.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { plainText } from '../protocols/plain-text.ts'
import { isStreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { eventsOf } from '../testing/events-of.ts'
import { mockResponse, type MockResponseOptions } from './mock-response.ts'

function connection(protocol: Protocol, response: () => Response) {
  const retry = { attempts: 0 }
  return fetchHttpStream('https://example.com', { protocol, fetch: async () => response(), retry })
}

/** What the protocol reads of what is written in it. */
function readBack(protocol: Protocol, options: MockResponseOptions): Promise<StreamEvent[]> {
  return eventsOf(connection(protocol, () => mockResponse({ protocol, ...options })))
}

function messageOf(events: readonly StreamEvent[]): Message {
  return events.reduce(applyEvent, {
    id: 'a',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
}

/** What every protocol must say alike: not the names that it gives, nor what it says beside. */
function gist({ parts, content, status, finishReason, usage, error }: Message): object {
  const { raw: _, ...counts } = usage ?? {}
  return { parts: parts.map(essence), content, status, finishReason, counts, error }
}

function essence(part: Part): object {
  if (part.type === 'text' || part.type === 'reasoning') {
    const { type, text, state } = part
    return { type, text, state }
  }
  if (part.type !== 'tool-call') return part
  const { metadata: _, ...call } = part
  return call
}

/** The events of every recording of the protocol that is whole and that it has words for. */
async function recordings(protocol: Protocol) {
  const folder = new URL(`../protocols/recordings/${protocol.name}/`, import.meta.url)
  const found: { readonly name: string; readonly events: readonly StreamEvent[] }[] = []
  for (const name of readdirSync(folder).filter(file => /\.(sse|txt)$/.test(file))) {
    const type = name.endsWith('.sse') ? 'text/event-stream' : 'text/plain'
    const bytes = readFileSync(new URL(name, folder))
    const recorded = () => new Response(bytes, { headers: { 'content-type': type } })
    try {
      found.push({ name, events: await eventsOf(connection(protocol, recorded)) })
    } catch (error) {
      // A recording of a cut answer is no list of events to tell.
      if (!isStreamError(error)) throw error
    }
  }
  return found
}

/** What a wire says in a way that no single event tells. */
const untold: readonly string[] = [
  // A thought without a word, which only carries what is sent back.
  'copilot-opaque.sse',
  // That a tool is a custom one is known with its whole input, and written with its name.
  'custom-tools.sse',
  // A result of a call that was never told, which is told first, for the AI SDK refuses it.
  'deltas-only.sse',
]

test.each([
  [aiSdk, 10],
  [agUi, 10],
  [openaiChat, 20],
] as const)('what is recorded of $name is read again as it is written', async (protocol, least) => {
  let count = 0
  for (const { name, events } of await recordings(protocol)) {
    if (untold.includes(name) || !canWrite(protocol, events)) continue
    count++
    const again = await readBack(protocol, { events })
    expect.soft(gist(messageOf(again)), name).toEqual(gist(messageOf(events)))
  }
  expect(count).toBeGreaterThanOrEqual(least)
})

function canWrite(protocol: Protocol, events: readonly StreamEvent[]): boolean {
  try {
    mockResponse({ protocol, events })
    return true
  } catch (error) {
    expect((error as Error).message).toMatch(/ has no words for the event /)
    return false
  }
}

const answer: readonly StreamEvent[] = [
  { type: 'reasoning-delta', delta: 'Hm' },
  { type: 'reasoning-delta', delta: 'm.' },
  { type: 'text-delta', delta: 'Let me ' },
  { type: 'text-delta', delta: 'see. ' },
  { type: 'tool-call', toolCallId: 'c1', toolName: 'add', input: { a: 1 } },
  { type: 'text-delta', delta: 'Done 👋' },
]

test.each([aiSdk, agUi, openaiChat])(
  'an answer without starts, ends, ids and a finish is written whole in $name',
  async protocol => {
    const message = messageOf(await readBack(protocol, { events: answer }))
    expect(message).toMatchObject({ status: 'complete', content: 'Let me see. Done 👋' })
    expect(message.parts.map(essence)).toEqual([
      { type: 'reasoning', text: 'Hmm.', state: 'done' },
      { type: 'text', text: 'Let me see. ', state: 'done' },
      {
        type: 'tool-call',
        toolCallId: 'c1',
        toolName: 'add',
        input: { a: 1 },
        inputText: expect.any(String) as string,
        state: 'input-available',
      },
      { type: 'text', text: 'Done 👋', state: 'done' },
    ])
  },
)

test.each([aiSdk, agUi])('a tool that the server ran is written whole in $name', async protocol => {
  const events: readonly StreamEvent[] = [
    { type: 'tool-input-start', toolCallId: 'c1', toolName: 'add' },
    { type: 'tool-input-delta', toolCallId: 'c1', delta: '{"a":' },
    { type: 'tool-input-delta', toolCallId: 'c1', delta: '1}' },
    { type: 'tool-call', toolCallId: 'c1' },
    { type: 'tool-result', toolCallId: 'c1', output: { sum: 1 } },
    { type: 'tool-call', toolCallId: 'c2', toolName: 'fail', inputText: '{"b":2}' },
    { type: 'tool-error', toolCallId: 'c2', errorText: 'It failed.' },
    {
      type: 'tool-approval-request',
      approvalId: 'p1',
      toolCallId: 'c3',
      toolName: 'pay',
      input: { euros: 5 },
    },
    { type: 'data', name: 'weather', id: 'd1', data: { celsius: 4 } },
    { type: 'data', name: 'note', data: 'Hi' },
    { type: 'finish', reason: 'tool-calls' },
  ]
  const message = messageOf(await readBack(protocol, { events }))
  expect(message).toMatchObject({
    finishReason: 'tool-calls',
    parts: [
      { toolName: 'add', input: { a: 1 }, state: 'output-available', output: { sum: 1 } },
      { toolName: 'fail', input: { b: 2 }, state: 'output-error', errorText: 'It failed.' },
      {
        toolName: 'pay',
        input: { euros: 5 },
        state: 'approval-requested',
        approval: { id: 'p1' },
      },
      { name: 'weather', id: 'd1', data: { celsius: 4 } },
      { name: 'note', data: 'Hi' },
    ],
  })
})

test.each([aiSdk, agUi, openaiChat])(
  'a failure, a stop and the tokens spent in $name',
  async protocol => {
    const failed = messageOf(
      await readBack(protocol, {
        events: [
          { type: 'text-delta', delta: 'Hel' },
          { type: 'error', message: 'Overloaded', code: '529' },
        ],
      }),
    )
    expect(failed).toMatchObject({
      status: 'error',
      content: 'Hel',
      error: { message: 'Overloaded' },
    })
    if (protocol !== openaiChat) {
      const stopped = await readBack(protocol, { events: [{ type: 'abort', reason: 'Enough' }] })
      expect(messageOf(stopped).status).toBe('stopped')
    }
    const usage = { inputTokens: 2, outputTokens: 3, totalTokens: 5 }
    const spent = messageOf(
      await readBack(protocol, {
        events: [
          { type: 'text-delta', delta: 'x' },
          { type: 'finish', usage },
        ],
      }),
    )
    expect(spent.usage).toMatchObject(usage)
  },
)

test('plain text is only the text, and other events throw', async () => {
  const events: readonly StreamEvent[] = [
    { type: 'start' },
    { type: 'text-delta', delta: 'Hel' },
    { type: 'text-delta', delta: 'lo' },
    { type: 'finish' },
  ]
  expect(await mockResponse({ protocol: 'plain-text', events }).text()).toBe('Hello')
  expect(messageOf(await readBack(plainText, { events })).content).toBe('Hello')
  expect(() => mockResponse({ protocol: plainText, events: answer })).toThrow(
    'plain-text has no words for the event reasoning-delta. Leave it out, or mock another protocol.',
  )
})

test('another protocol is mocked by its records', async () => {
  expect(() => mockResponse({ protocol: anthropic, events: answer })).toThrow(
    /cannot be written as anthropic.*records/,
  )
  const records = [
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m","role":"assistant","content":[]}}\n\n',
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}\n\n',
    'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  ]
  const response = mockResponse({ records, headers: { 'x-mock': 'yes' } })
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'text/event-stream',
    'x-mock': 'yes',
  })
  expect(messageOf(await readBack(anthropic, { records })).content).toBe('Hi')
})

test.each([
  [{ events: 2 }, 'Hello'],
  [{ events: 0 }, ''],
  [{ bytes: 8 }, 'Hello, 🌍'.slice(0, 7)],
] as const)('a cut after %j breaks the connection there', async (cut, text) => {
  const events = ['Hel', 'lo', ', 🌍'].map(delta => ({ type: 'text-delta', delta }) as const)
  const response = mockResponse({ protocol: 'plain-text', events, cut })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  await expect(
    (async () => {
      for (;;) read += (await reader.read()).value ?? ''
    })(),
  ).rejects.toThrow('cut')
  expect(read).toBe(text)
})

test('a failure comes in place of an answer', async () => {
  const refused = mockResponse({
    fail: {
      status: 429,
      body: { error: { message: 'Slow down' } },
      headers: { 'retry-after': '1' },
    },
  })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(await refused.json()).toEqual({ error: { message: 'Slow down' } })
  const down = mockResponse({ fail: { status: 503, body: 'Down' } })
  expect(await down.text()).toBe('Down')
  expect(mockResponse({ fail: 'network' }).type).toBe('error')
})

test('events come a delay apart, until the body is left', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const events = ['a', 'b', 'c'].map(delta => ({ type: 'text-delta', delta }) as const)
  const { body } = mockResponse({ protocol: 'plain-text', events, delay: 100 })
  const reader = body!.getReader()
  const log: string[] = []
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      log.push(new TextDecoder().decode(value))
    }
  })()
  await vi.advanceTimersByTimeAsync(99)
  expect(log).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(log).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(100)
  expect(log).toEqual(['a', 'b'])
  await reader.cancel()
  expect(vi.getTimerCount()).toBe(0)
})
