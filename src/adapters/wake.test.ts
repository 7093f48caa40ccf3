import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import type { Chat } from '../chat/chat.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { chatRequest } from '../testing/conversation.ts'
import { httpServer, type HttpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, textChunk } from '../testing/openai-stream.ts'
import { stubPage, type Page } from '../testing/page.ts'
import { until } from '../testing/until.ts'
import type { FetchOptions } from './adapter.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

const numbered = (id: number, text: string): string => `id: ${id}\ndata: ${textChunk(text)}\n\n`

interface Woken {
  readonly chat: Chat
  readonly page: Page
  readonly sent: Promise<void>
  readonly server: HttpServer
  readonly window: EventTarget
  readonly listeners: () => number
}

/** A chat on a page whose answer has begun, and then falls silent without an end. */
async function silent(options: Partial<FetchOptions>): Promise<Woken> {
  const page = stubPage()
  const window = new EventTarget()
  const listening = new Set<unknown>()
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) => {
    listening.add(listener)
    window.addEventListener(name, listener)
  })
  vi.stubGlobal('removeEventListener', (name: string, listener: () => void) => {
    listening.delete(listener)
    window.removeEventListener(name, listener)
  })
  const server = await httpServer()
  const connection = fetchServerSentEvents(server.url, { protocol: openaiChat, ...options })
  const chat = createChat({ connection, flush: 'sync' })
  const sent = chat.sendMessage('Hi')
  const { head, response } = await server.next()
  head()
  response.write(numbered(1, 'Hel'))
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hel')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    chat.destroy()
    vi.useRealTimers()
  })
  return {
    chat,
    page,
    sent,
    server,
    window,
    listeners: () => listening.size + page.pending.listeners,
  }
}

test.each<[string, (woken: Woken) => void]>([
  ['the page is shown', ({ page }) => (page.show('hidden'), page.show('visible'))],
  [
    'the page is taken out of the cache',
    ({ window }) => window.dispatchEvent(new Event('pageshow')),
  ],
  ['the network is back', ({ window }) => window.dispatchEvent(new Event('online'))],
])('a silent connection that can be resumed is resumed soon after %s', async (_when, wake) => {
  const woken = await silent({ resume: true })
  const { chat, server, sent, listeners } = woken
  wake(woken)
  vi.advanceTimersByTime(4_999)
  expect(chat.$status.get()).toBe('streaming')
  expect(server.requests).toHaveLength(1)
  vi.advanceTimersByTime(1)
  await server.requests[0]!.closed
  await vi.advanceTimersToNextTimerAsync()
  await vi.advanceTimersToNextTimerAsync()
  const { request, head, response } = await server.next()
  expect(request.headers['last-event-id']).toBe('1')
  head()
  response.end(numbered(2, 'lo') + DONE)
  await sent
  await nextTurn()
  expect(chat.$messages.get()[1]).toMatchObject({ status: 'complete', content: 'Hello' })
  expect(listeners()).toBe(0)
})

test('a connection that speaks once the page is shown is kept', async () => {
  const { chat, page, server, sent, listeners } = await silent({ resume: true })
  page.show('visible')
  page.show('visible')
  expect(vi.getTimerCount()).toBe(1)
  server.requests[0]!.response.write(numbered(2, 'lo'))
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hello')
  vi.advanceTimersByTime(5_000)
  server.requests[0]!.response.end(DONE)
  await sent
  await nextTurn()
  expect(chat.$messages.get()[1]?.status).toBe('complete')
  expect(server.requests).toHaveLength(1)
  expect(listeners()).toBe(0)
})

test('a reader that takes its time is no silence of the connection', async () => {
  const page = stubPage()
  const server = await httpServer()
  const options = { protocol: openaiChat, resume: { url: server.url } }
  const events = fetchServerSentEvents(server.url, options).connect(chatRequest())
  const reader = events[Symbol.asyncIterator]()
  const first = reader.next()
  const { head, response } = await server.next()
  head()
  response.write(numbered(1, 'Hel'))
  await first
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  page.show('visible')
  vi.advanceTimersByTime(5_000)
  response.end(numbered(2, 'lo') + DONE)
  const { value } = await reader.next()
  expect(value).toMatchObject([{ type: 'text-delta', delta: 'lo' }, { type: 'finish' }])
  await reader.return?.()
  expect(server.requests).toHaveLength(1)
})

test('hiding the page does nothing, and a connection that cannot be resumed waits', async () => {
  const { page } = await silent({ resume: true })
  page.show('hidden')
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  const fixed = await silent({})
  fixed.page.show('visible')
  expect(vi.getTimerCount()).toBe(0)
})

test('a stop soon after the page is shown leaves no timer or listener', async () => {
  const { chat, page, sent, listeners } = await silent({ resume: true })
  page.show('visible')
  expect(vi.getTimerCount()).toBe(1)
  chat.stop()
  await sent
  await nextTurn()
  expect(vi.getTimerCount()).toBe(0)
  expect(listeners()).toBe(0)
})
