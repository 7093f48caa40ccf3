import { expect, onTestFinished, test, vi } from 'vitest'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import type { Message } from '../message.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { networkError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { httpServer } from '../testing/http-server.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { createSource } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'

const question = createMessage({ id: 'u1', role: 'user', content: 'one' })
const half: Message = {
  ...createMessage({ id: 'a1', role: 'assistant', content: 'Hel' }),
  status: 'streaming',
}

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })

function chatOf(options: Partial<ChatOptions>) {
  const source = createSource()
  const chat = createChat({ connection: source.connection, flush: 'sync', ...options })
  const rows = (): string[] =>
    chat.$messages.get().map(({ id, status, content }) => `${id} ${status} ${content}`)
  return { chat, source, rows }
}

test('resume replaces the unfinished answer as it comes again', async () => {
  const { chat, source, rows } = chatOf({ messages: [question, half] })
  const resumed = chat.resume()
  expect(chat.$status.get()).toBe('submitted')
  const { request, push, end } = await source.next()
  expect(request).toMatchObject({ trigger: 'resume', messages: [question], messageId: 'a1' })
  expect(rows()).toEqual(['u1 complete one', 'a1 streaming Hel'])
  push(text('Hello'))
  await vi.waitUntil(() => chat.$status.get() === 'streaming')
  expect(rows()).toEqual(['u1 complete one', 'a1 streaming Hello'])
  push({ type: 'finish' })
  end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 complete Hello'])
})

test('resume keeps the answer, as stopped, if the server has none under way', async () => {
  const onFinish = vi.fn<() => void>()
  const { chat, source, rows } = chatOf({ messages: [question, half], onFinish })
  const resumed = chat.resume()
  ;(await source.next()).end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 stopped Hel'])
  expect(chat.$status.get()).toBe('ready')
  expect(onFinish).not.toHaveBeenCalled()
})

test('resume adds the answer to a question that has none, or nothing', async () => {
  const { chat, source, rows } = chatOf({ messages: [question] })
  const nothing = chat.resume()
  ;(await source.next()).end()
  await nothing
  expect(rows()).toEqual(['u1 complete one'])
  const resumed = chat.resume()
  const { push, end } = await source.next()
  push({ type: 'start', messageId: 'a1' }, text('Hello'), { type: 'finish' })
  end()
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 complete Hello'])
})

test('resume asks nothing of a finished conversation, an empty one, or during an answer', async () => {
  const { chat, source } = chatOf({ messages: [question, { ...half, status: 'complete' }] })
  await chat.resume()
  await chatOf({}).chat.resume()
  expect(source.requests).toHaveLength(0)
  const sent = chat.sendMessage('two')
  await chat.resume()
  ;(await source.next()).end()
  await sent
  expect(source.requests).toHaveLength(1)
})

test('after a reload a run that is still going is resumed, over a cut, and shown whole', async () => {
  vi.spyOn(Math, 'random').mockImplementation(() => -1 + performance.now() / 1e9)
  onTestFinished(() => void vi.restoreAllMocks())
  const said = (from: number, to: number): string =>
    ['Hel', 'lo', ', you']
      .slice(from, to)
      .map((word, index) => `id: ${from + index}\n${textEvent(word)}`)
      .join('')
  const server = await httpServer(({ request, head, response }) => {
    head()
    if (request.method === 'POST') return response.write(said(0, 1))
    if (request.headers['last-event-id']) return response.end(said(2, 3) + DONE)
    response.write(said(0, 2), () => response.destroy())
  })
  const connection = fetchServerSentEvents(server.url, {
    protocol: openaiChat,
    resume: { url: ({ request }) => `${server.url}/${request.chatId}` },
  })
  const onStop = vi.fn<() => void>()
  const before = createChat({ id: 'c1', connection, flush: 'sync', onStop })
  const left = before.sendMessage('Hi')
  await until(before.$messages, messages => messages.at(-1)?.content === 'Hel')
  const kept = JSON.parse(JSON.stringify(before.$messages.get())) as Message[]
  before.destroy()
  await left
  expect(onStop).not.toHaveBeenCalled()

  const after = createChat({ id: 'c1', connection, flush: 'sync', messages: kept })
  const contents = new Set<string>()
  after.$messages.listen(messages => contents.add(messages[1]?.content ?? ''))
  const resumed = after.resume()
  // A second call, as of a component that mounts twice, asks for nothing.
  await after.resume()
  await resumed
  expect(server.requests.map(({ request: { method, url } }) => `${method} ${url}`)).toEqual([
    'POST /chat',
    'GET /chat/c1',
    'GET /chat/c1',
  ])
  expect(server.requests[2]!.request.headers['last-event-id']).toBe('1')
  expect([...contents]).toEqual(['Hello', 'Hello, you'])
  expect(after.$messages.get()).toMatchObject([
    { id: kept[0]!.id },
    { id: kept[1]!.id, status: 'complete', content: 'Hello, you' },
  ])
})

test('what is sent while an answer is resumed waits for it', async () => {
  const { chat, source, rows } = chatOf({ messages: [question, half] })
  const resumed = chat.resume()
  const { push } = await source.next()
  const sent = chat.sendMessage('two')
  push(text('Hello'), { type: 'finish' })
  await resumed
  const { request, push: answer } = await source.next()
  expect(request.messages.map(({ content }) => content)).toEqual(['one', 'Hello', 'two'])
  answer(text('Yes'), { type: 'finish' })
  await sent
  expect(rows().map(row => row.replace(/^\S+ /, ''))).toEqual([
    'complete one',
    'complete Hello',
    'complete two',
    'complete Yes',
  ])
})

test.each<[string, (chat: Chat) => void]>([
  ['stop', chat => chat.stop()],
  ['destroy', chat => chat.destroy()],
])('%s while nothing has been resumed yet keeps what there was', async (_name, leave) => {
  const { chat, source, rows } = chatOf({ messages: [question, half] })
  const resumed = chat.resume()
  await source.next()
  leave(chat)
  await resumed
  expect(rows()).toEqual(['u1 complete one', 'a1 stopped Hel'])
  expect(chat.$status.get()).toBe('ready')
})

test('an answer that cannot be resumed shows the failure of that, or its own from before', async () => {
  const halted = chatOf({ messages: [question, half] })
  const refused = halted.chat.resume()
  ;(await halted.source.next()).fail(networkError('gone'))
  await refused
  expect(halted.chat.$messages.get()[1]).toMatchObject({
    status: 'error',
    content: 'Hel',
    error: { code: 'network' },
  })
  expect(halted.chat.$status.get()).toBe('error')

  const failed: Message = { ...half, status: 'error', error: { code: 'network', message: 'Gone.' } }
  const { chat, source } = chatOf({ messages: [question, failed] })
  const resumed = chat.resume()
  ;(await source.next()).end()
  await resumed
  expect(chat.$messages.get()[1]).toMatchObject({ status: 'error', error: { code: 'network' } })
})

test('retry sends the same question again, in the place of the answer that failed', async () => {
  const { chat, source, rows } = chatOf({})
  const sent = chat.sendMessage('Hi')
  const { request, push, fail } = await source.next()
  const asked = request.messages[0]!
  push(text('Hel'))
  await vi.waitUntil(() => chat.$status.get() === 'streaming')
  fail(networkError('gone'))
  await sent
  expect(chat.$status.get()).toBe('error')

  const retried = chat.retry()
  const again = await source.next()
  expect(again.request).toMatchObject({ trigger: 'send', messages: [{ id: asked.id }] })
  expect(again.request.runId).not.toBe(request.runId)
  expect(chat.$error.get()).toBeUndefined()
  again.push(text('Hello'), { type: 'finish' })
  again.end()
  await retried
  expect(rows()).toEqual([
    `${asked.id} complete Hi`,
    expect.stringMatching(/ complete Hello$/) as string,
  ])
})

test('retry does nothing without a question, or during an answer', async () => {
  const { chat, source } = chatOf({})
  await chat.retry()
  expect(source.requests).toHaveLength(0)
  const sent = chat.sendMessage('Hi')
  await chat.retry()
  ;(await source.next()).end()
  await sent
  expect(source.requests).toHaveLength(1)
})

test('onStop gets the ids of the run, and is not called when the page is left', async () => {
  const onStop = vi.fn<(stopped: object) => void>()
  const { chat, source } = chatOf({ id: 'c1', onStop })
  chat.stop()
  const sent = chat.sendMessage('Hi')
  const { request } = await source.next()
  chat.stop()
  await sent
  expect(onStop).toHaveBeenCalledExactlyOnceWith({ chatId: 'c1', runId: request.runId })
  const left = chat.sendMessage('Hi')
  await source.next()
  chat.destroy()
  await left
  expect(onStop).toHaveBeenCalledOnce()
})

test('onStop is called for an abort of the send’s signal too, but not before the request', async () => {
  const onStop = vi.fn<(stopped: object) => void>()
  const { chat, source } = chatOf({ id: 'c1', onStop })
  const controller = new AbortController()
  const sent = chat.sendMessage('Hi', { signal: controller.signal })
  const { request } = await source.next()
  controller.abort()
  expect(onStop).toHaveBeenCalledExactlyOnceWith({ chatId: 'c1', runId: request.runId })
  await sent
  await chat.sendMessage('Hi', { signal: controller.signal })
  expect(onStop).toHaveBeenCalledOnce()
  expect(source.requests).toHaveLength(1)
})

test('a message of too many parts is too large, and keeps what it has', async () => {
  const { chat, source } = chatOf({ maxParts: 3 })
  const sent = chat.sendMessage('Hi')
  const { push } = await source.next()
  for (const id of ['__proto__', 'constructor', '1', '2']) {
    push({ type: 'tool-input-start', toolCallId: id, toolName: 'flood' })
  }
  await sent
  expect(chat.$error.get()).toMatchObject({ code: 'too-large', limit: 3 })
  expect(chat.$messages.get().at(-1)).toMatchObject({ status: 'error', parts: { length: 3 } })
})
