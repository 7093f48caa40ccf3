import { expect, test, vi } from 'vitest'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createChat } from '../chat/create-chat.ts'
import { withTools } from '../chat/with-tools.ts'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import { createMailbox } from '../testing/mailbox.ts'
import { eventsOf } from '../testing/events-of.ts'
import { chatRequest, type AskedChat } from './chat-request.ts'
import type { RunEnd } from './log-run.ts'
import { memoryLog } from './memory-log.ts'
import { resumeResponse } from './resume-response.ts'
import type { RunLog } from './run-log.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'

/** A source that says what it is given, and hears of its signal. */
function spoken() {
  const words = createMailbox<string | undefined>()
  const signals: AbortSignal[] = []
  async function* source(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    signals.push(signal)
    for (let word; (word = await words.take()) !== undefined;) yield word
  }
  return { source, signals, say: words.put, finish: () => words.put(undefined) }
}

async function* told(...words: readonly string[]): AsyncGenerator<string, void, undefined> {
  yield* words
}

const idsIn = (text: string): string[] => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id!)

test('every event of a logged answer has an id of its own, and resumes after any of them', async () => {
  const log = memoryLog()
  const options = { log, runId: 'r1' }
  const text = await (await toServerSentEventsResponse(told('Hel', 'lo'), options)).text()
  const ids = idsIn(text)
  expect(new Set(ids).size).toBe(text.match(/^data: /gm)!.length)
  for (const id of ids.slice(0, -1)) {
    const request = new Request('https://example.com/r1', { headers: { 'last-event-id': id } })
    const response = await resumeResponse(request, log)
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
    expect(await response.text()).toBe(text.slice(text.indexOf('\n\n', text.indexOf(id)) + 2))
  }
})

test('the client’s leaving does not stop a logged answer, and a stop through the log does', async () => {
  const log = memoryLog()
  const { source, signals, say } = spoken()
  const client = new AbortController()
  let ended: Promise<RunEnd> | undefined
  const response = await toServerSentEventsResponse(source, {
    log,
    alias: 'c1',
    signal: client.signal,
    waitUntil: promise => (ended = promise as Promise<RunEnd>),
  })
  say('Hel')
  const reader = response.body!.getReader()
  await reader.read()
  await reader.cancel()
  client.abort()
  say('lo')
  await vi.waitUntil(async () => (await log.find('c1'))?.lastId?.startsWith('4-'))
  expect(signals[0]!.aborted).toBe(false)
  expect(await log.stop('c1')).toBe(true)
  expect(await ended).toEqual({ how: 'stopped' })
  expect(signals[0]!.aborted).toBe(true)
  const rest = await (await resumeResponse(new Request('https://example.com/c1'), log)).text()
  expect(rest).toContain('{"type":"abort"}')
})

test('a client that leaves between two events has the log read no more', async () => {
  const kept = memoryLog()
  let leave!: () => void
  const isLeft = new Promise<void>(resolve => (leave = resolve))
  async function* read(...asked: Parameters<RunLog['read']>): ReturnType<RunLog['read']> {
    try {
      yield* kept.read(...asked)
    } finally {
      leave()
    }
  }
  const { source, say } = spoken()
  const response = await toServerSentEventsResponse(source, { log: { ...kept, read } })
  say('Hel')
  const reader = response.body!.getReader()
  await reader.read()
  await reader.cancel()
  await isLeft
})

test.each([
  ['a question', 'user', {}, 'r1'],
  ['a question, named by its source', 'user', { messageId: 'm1' }, 'm1'],
  ['the results of calls', 'assistant', {}, undefined],
])('the answer to %s has one id for all who follow it', async (_what, role, named, messageId) => {
  async function* source(): AsyncGenerator<StreamEvent> {
    yield { type: 'start', ...named }
    yield { type: 'text-delta', delta: 'Hello' }
  }
  const options = { log: memoryLog(), runId: 'r1', messages: [{ role }] }
  const text = await (await toServerSentEventsResponse(source(), options)).text()
  expect(JSON.parse(/^data: (.+)$/m.exec(text)![1]!)).toEqual({ type: 'start', messageId })
})

test('a tool of the page is called once, and the model asked anew with what it gave', async () => {
  const log = memoryLog()
  const asked = async function* (request: Request): AsyncGenerator<StreamEvent> {
    const { messages } = (await chatRequest(request)) as AskedChat
    if (messages.at(-1)?.role === 'tool') yield { type: 'text-delta', delta: 'It snows.' }
    else yield { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: {} }
  }
  const answer: typeof fetch = async (url, init) => {
    const request = new Request(url, init)
    const { runId } = (await chatRequest(request.clone())) as AskedChat
    return toServerSentEventsResponse(asked(request), { log, runId, wire: 'ag-ui' })
  }
  const weather = vi.fn<() => string>(() => 'snow')
  const chat = createChat({
    connection: withTools(
      fetchServerSentEvents('https://example.com/chat', { protocol: agUi, fetch: answer }),
      { weather },
    ),
  })
  await chat.sendMessage('Weather?')
  expect(weather).toHaveBeenCalledOnce()
  expect(chat.$messages.get().at(-1)?.content).toBe('It snows.')
})

test('a request that is sent again is told the run that it began, and asks for no other', async () => {
  const log = memoryLog()
  const { source, say, finish } = spoken()
  const first = await toServerSentEventsResponse(source, { log, runId: 'r1' })
  const asked = vi.fn<() => AsyncIterable<string>>(() => told('other'))
  const again = await toServerSentEventsResponse(asked, { log, runId: 'r1' })
  say('Hello')
  finish()
  const text = await first.text()
  expect(text).toContain('Hello')
  expect(await again.text()).toBe(text)
  expect(asked).not.toHaveBeenCalled()
})

test.each([
  ['ai-sdk', aiSdk],
  ['ag-ui', agUi],
] as const)(
  'an answer in %s that fails or is lost ends in what onError says',
  async (wire, protocol) => {
    const read = (respond: () => Promise<Response>): Promise<unknown> =>
      eventsOf(
        fetchServerSentEvents('https://example.com', {
          protocol,
          fetch: respond,
          retry: { attempts: 0 },
        }),
      )
    const log = memoryLog({ lease: 50 })
    const onError = (): string => 'Try later.'
    async function* failing(): AsyncGenerator<string, void, undefined> {
      yield 'Hel'
      throw new Error('at secret.ts')
    }
    const ending = { type: 'error', message: 'Try later.' }
    const failed = await read(() => toServerSentEventsResponse(failing(), { log, wire, onError }))
    expect(failed).toMatchObject(expect.arrayContaining([expect.objectContaining(ending)]))
    expect(JSON.stringify(failed)).toContain('Hel')
    expect(JSON.stringify(failed)).not.toContain('secret')

    // A log whose heartbeats do not arrive is what a dead process looks like.
    const { source, say } = spoken()
    const dead = { ...log, renew: () => new Promise<void>(() => {}) }
    const lost = read(() => toServerSentEventsResponse(source, { log: dead, wire, onError }))
    say('Hel')
    expect(await lost).toMatchObject(expect.arrayContaining([expect.objectContaining(ending)]))
  },
)
