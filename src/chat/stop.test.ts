import { expect, onTestFinished, test, vi } from 'vitest'
import type { FetchOptions } from '../adapters/adapter.ts'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import { stream } from '../adapters/stream.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { messageRows } from '../testing/message-rows.ts'
import { httpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { createSource } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'

function chatWith(
  url: string,
  options: Partial<FetchOptions> = {},
  more: Partial<ChatOptions> = {},
): Chat {
  const connection = fetchServerSentEvents(url, { protocol: openaiChat, ...options })
  return createChat({ connection, ...more })
}

function answerText(chat: Chat, text: string): Promise<unknown> {
  return until(chat.$messages, messages => messages.at(-1)?.content === text)
}

function expectReady(chat: Chat): void {
  expect(chat.$status.get()).toBe('ready')
  expect(chat.$isLoading.get()).toBe(false)
  expect(chat.$error.get()).toBeUndefined()
}

test('a stop before the head of the response closes the connection', async () => {
  const server = await httpServer()
  const chat = chatWith(server.url)
  const sent = chat.sendMessage('Hi')
  const { closed } = await server.next()
  expect(chat.$isLoading.get()).toBe(true)
  chat.stop()
  expectReady(chat)
  await closed
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
  expectReady(chat)
})

test('a stop between the head and the first byte closes the connection', async () => {
  const server = await httpServer(({ head }) => head())
  const opened = vi.fn<() => void>()
  const response = new Promise<void>(resolve => opened.mockImplementation(resolve))
  const chat = chatWith(server.url, {}, { onResponse: opened })
  const sent = chat.sendMessage('Hi')
  const { closed } = await server.next()
  await response
  chat.stop()
  await closed
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
  expectReady(chat)
})

test('a stop in mid-stream shows at once, closes the connection and keeps the text', async () => {
  const server = await httpServer()
  const chat = chatWith(server.url)
  const sent = chat.sendMessage('Hi')
  const { head, response, closed } = await server.next()
  head()
  response.write(textEvent('Hel'))
  await answerText(chat, 'Hel')
  response.write(textEvent('lo'))
  chat.stop()

  expectReady(chat)
  const stopped = chat.$messages.get()
  expect(stopped[1]).toMatchObject({
    status: 'stopped',
    content: 'Hel',
    parts: [{ type: 'text', text: 'Hel', state: 'done' }],
  })
  await closed
  await sent
  expect(chat.$messages.get()).toBe(stopped)
  expectReady(chat)
})

test('a stop in the same tick as the send makes no request', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(textEvent('Hello') + DONE)
  })
  const chat = chatWith(server.url)
  const first = chat.sendMessage('one')
  chat.stop()
  expectReady(chat)
  await first
  await chat.sendMessage('two')
  expect(server.requests).toHaveLength(1)
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'user complete: two',
    'assistant complete: Hello',
  ])
})

test('send, stop and send in one tick answers the second alone', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(textEvent('Hello') + DONE)
  })
  const chat = chatWith(server.url)
  const first = chat.sendMessage('one')
  chat.stop()
  const second = chat.sendMessage('two')
  expect(chat.$status.get()).toBe('submitted')
  await Promise.all([first, second])
  expect(server.requests).toHaveLength(1)
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'user complete: two',
    'assistant complete: Hello',
  ])
  expectReady(chat)
})

test('a stop by a listener that the send itself wakes makes no request', async () => {
  const { connection, requests } = createSource()
  const chat = createChat({ connection })
  const unbind = chat.$status.listen(status => status === 'submitted' && chat.stop())
  await chat.sendMessage('Hi')
  unbind()
  expect(requests).toEqual([])
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
  expectReady(chat)
})

test('a signal that is aborted already makes no request', async () => {
  const { connection, requests } = createSource()
  const chat = createChat({ connection })
  await chat.sendMessage('Hi', { signal: AbortSignal.abort() })
  expect(requests).toEqual([])
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
  expectReady(chat)
})

test('a signal that aborts in mid-stream stops its answer', async () => {
  const server = await httpServer()
  const chat = chatWith(server.url)
  const controller = new AbortController()
  const sent = chat.sendMessage('Hi', { signal: controller.signal })
  const { head, response, closed } = await server.next()
  head()
  response.write(textEvent('Hel'))
  await answerText(chat, 'Hel')
  controller.abort()
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
  expectReady(chat)
  await closed
  await sent
})

test('a signal has no listener left once its answer has ended', async () => {
  const { connection, next } = createSource()
  const chat = createChat({ connection })
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const sent = chat.sendMessage('Hi', { signal })
  const answer = await next()
  answer.end()
  await sent
  expect(added).toHaveBeenCalled()
  expect(removed.mock.calls).toEqual(added.mock.calls)
})

test.each<[string, () => Promise<never>]>([
  ['hangs', () => new Promise(() => {})],
  ['rejects', () => Promise.reject(new Error('late'))],
  [
    'throws',
    () => {
      throw new Error('late')
    },
  ],
])(
  'a connection that never yields is left at once, and its return is called; it %s',
  async (_how, tidy) => {
    const returned = vi.fn<() => Promise<never>>(tidy)
    const chat = createChat({
      connection: {
        connect: () => ({
          [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: returned }),
        }),
      },
    })
    const sent = chat.sendMessage('Hi')
    await nextTurn()
    chat.stop()
    await sent
    expectReady(chat)
    expect(returned).toHaveBeenCalledOnce()
  },
)

test('nothing is applied that a connection gives after the stop', async () => {
  const { connection, next } = createSource()
  const chat = createChat({ connection })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.push({ type: 'text-delta', delta: 'Hel' })
  await answerText(chat, 'Hel')
  chat.stop()
  const stopped = chat.$messages.get()
  answer.push({ type: 'text-delta', delta: 'lo' })
  answer.push({ type: 'error', message: 'Late' })
  await sent
  await nextTurn()
  expect(chat.$messages.get()).toBe(stopped)
  expectReady(chat)
})

test('nothing is written for an attempt that a connection reports after the stop', async () => {
  const { connection, next } = createSource()
  const chat = createChat({ connection, flush: 'sync' })
  const sent = chat.sendMessage('Hi')
  const { request, push } = await next()
  push({ type: 'text-delta', delta: 'Hel' })
  await answerText(chat, 'Hel')
  chat.stop()
  request.onProgress?.({ attempt: 2 })
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
  expectReady(chat)
})

test('a source of one’s own that is deaf to its signal is left at once, and told', async () => {
  const left = vi.fn<() => Promise<IteratorResult<string>>>(() => new Promise(() => {}))
  const pieces = ['Hel'].values()
  const connection = stream(() => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const piece = pieces.next()
        return piece.done ? new Promise<never>(() => {}) : piece
      },
      return: left,
    }),
  }))
  const chat = createChat({ connection })
  const sent = chat.sendMessage('Hi')
  await answerText(chat, 'Hel')
  chat.stop()
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
  await nextTurn()
  expect(left).toHaveBeenCalledOnce()
})

test('a source that opens after the stop is closed', async () => {
  const cancelled = vi.fn<() => void>()
  let open: (source: ReadableStream<string>) => void
  const chat = createChat({
    connection: stream(
      () =>
        new Promise<ReadableStream<string>>(resolve => {
          open = resolve
        }),
    ),
  })
  const sent = chat.sendMessage('Hi')
  await nextTurn()
  chat.stop()
  await sent
  open!(new ReadableStream({ cancel: cancelled }))
  await nextTurn()
  expect(cancelled).toHaveBeenCalledOnce()
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
})

test('a stop while waiting to try again leaves no timer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response('', { status: 503 }))
  const chat = chatWith('http://localhost/', { fetch })
  const sent = chat.sendMessage('Hi')
  await nextTurn()
  expect(vi.getTimerCount()).toBe(1)
  chat.stop()
  expect(vi.getTimerCount()).toBe(0)
  await sent
  expect(fetch).toHaveBeenCalledOnce()
  expectReady(chat)
})

test('a stop while the headers are awaited makes no request', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(DONE)
  })
  let give: (headers: HeadersInit) => void
  const headers = vi.fn<() => Promise<HeadersInit>>(
    () =>
      new Promise(resolve => {
        give = resolve
      }),
  )
  const chat = chatWith(server.url, { headers })
  const first = chat.sendMessage('one')
  await nextTurn()
  chat.stop()
  await first
  give!({})
  headers.mockResolvedValue({})
  await chat.sendMessage('two')
  expect(server.requests).toHaveLength(1)
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'user complete: two',
    'assistant complete: ',
  ])
})

test('a stop while the options are awaited asks for nothing more', async () => {
  let give: ((options: FetchOptions) => void) | undefined
  const options = (): Promise<FetchOptions> => new Promise(resolve => (give = resolve))
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response())
  const headers = vi.fn<() => HeadersInit>(() => ({}))
  const chat = createChat({ connection: fetchServerSentEvents('http://localhost/', options) })
  const sent = chat.sendMessage('Hi')
  await nextTurn()
  chat.stop()
  await sent
  give!({ protocol: openaiChat, fetch, headers })
  await nextTurn()
  expect(headers).not.toHaveBeenCalled()
})

test('a stop while the headers are awaited does not call a fetch that ignores its signal', async () => {
  let give: ((headers: HeadersInit) => void) | undefined
  const headers = (): Promise<HeadersInit> => new Promise(resolve => (give = resolve))
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response())
  const chat = chatWith('http://localhost/', { fetch, headers })
  const sent = chat.sendMessage('Hi')
  await nextTurn()
  chat.stop()
  await sent
  give!({})
  await nextTurn()
  expect(fetch).not.toHaveBeenCalled()
})

test('a stop while the hook for a further try is awaited sets no timer', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => void vi.restoreAllMocks())
  let give: (() => void) | undefined
  const onRetry = (): Promise<void> => new Promise(resolve => (give = resolve))
  const headers = { 'retry-after': '7' }
  const fetch = vi.fn<typeof globalThis.fetch>(
    async () => new Response('', { status: 503, headers }),
  )
  const chat = chatWith('http://localhost/', { fetch, retry: { onRetry } })
  const sent = chat.sendMessage('Hi')
  await vi.waitUntil(() => give)
  chat.stop()
  await sent
  give!()
  await nextTurn()
  expect(timers).not.toHaveBeenCalledWith(expect.anything(), 7_000)
  expect(fetch).toHaveBeenCalledOnce()
})

test('a response that a fetch returns after the stop is closed, and not reported', async () => {
  const cancelled = vi.fn<() => void>()
  const opened = vi.fn<() => void>()
  let give: ((response: Response) => void) | undefined
  const fetch = (): Promise<Response> => new Promise(resolve => (give = resolve))
  const chat = chatWith('http://localhost/', { fetch }, { onResponse: opened })
  const sent = chat.sendMessage('Hi')
  await nextTurn()
  chat.stop()
  await sent
  give!(new Response(new ReadableStream({ cancel: cancelled })))
  await nextTurn()
  expect(cancelled).toHaveBeenCalledOnce()
  expect(opened).not.toHaveBeenCalled()
})

test('a stop from within onChunk applies nothing of that event nor of those after it', async () => {
  const { connection, next } = createSource()
  const seen: string[] = []
  const chat: Chat = createChat({
    connection,
    onChunk(event) {
      seen.push(event.type)
      if (event.type === 'reasoning-delta') chat.stop()
    },
  })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.push(
    { type: 'text-delta', delta: 'Hel' },
    { type: 'reasoning-delta', delta: 'Hm' },
    { type: 'text-delta', delta: 'lo' },
  )
  await sent
  expect(seen).toEqual(['text-delta', 'reasoning-delta'])
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
})

test.each<[string, (chat: Chat) => Partial<ChatOptions>, string]>([
  ['as it arrives', chat => ({ onChunk: e => e.type === 'finish' && chat.stop() }), 'stopped'],
  ['after it was applied', chat => ({ onFinish: () => chat.stop() }), 'complete'],
])('a stop at the last event, %s, leaves one end', async (_when, callbacks, status) => {
  const { connection, next } = createSource()
  const finished = vi.fn<(status: string) => void>()
  const chat: Chat = createChat({
    connection,
    onChunk: event => callbacks(chat).onChunk?.(event),
    onFinish(message, info) {
      finished(message.status)
      callbacks(chat).onFinish?.(message, info)
    },
  })
  const statuses: string[] = []
  chat.$status.listen(value => statuses.push(value))
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.push({ type: 'text-delta', delta: 'Hello' })
  await answerText(chat, 'Hello')
  answer.push({ type: 'finish' })
  await sent
  expect(statuses).toEqual(['submitted', 'streaming', 'ready'])
  expect(finished.mock.calls).toEqual([[status]])
  expect(messageRows(chat)).toEqual(['user complete: Hi', `assistant ${status}: Hello`])
})

test('a stop in the same tick as the arrival of the last event comes first', async () => {
  const { connection, next } = createSource()
  const chat = createChat({ connection })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.push({ type: 'text-delta', delta: 'Hel' })
  await answerText(chat, 'Hel')
  answer.push({ type: 'text-delta', delta: 'lo' }, { type: 'finish' })
  answer.end()
  chat.stop()
  await sent
  await nextTurn()
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
})

test.each<[string, (answer: Awaited<ReturnType<ReturnType<typeof createSource>['next']>>) => void]>(
  [
    ['text', answer => answer.push({ type: 'text-delta', delta: 'late' })],
    ['a snapshot', answer => answer.push({ type: 'messages', messages: [] })],
    ['a failure', answer => answer.fail(new Error('late'))],
    ['an end', answer => answer.end()],
  ],
)('%s of a stopped answer cannot touch the next one', async (_what, giveLate) => {
  const { connection, next } = createSource()
  const chat = createChat({ connection })
  const first = chat.sendMessage('one')
  const late = await next()
  chat.stop()
  const second = chat.sendMessage('two')
  const answer = await next()
  answer.push({ type: 'text-delta', delta: 'Hello' })
  await answerText(chat, 'Hello')
  giveLate(late)
  await first
  await nextTurn()
  expect(chat.$status.get()).toBe('streaming')
  answer.end()
  await second
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'user complete: two',
    'assistant complete: Hello',
  ])
  expectReady(chat)
})

test('a stop when nothing is under way does nothing', () => {
  const chat = createChat({ connection: createSource().connection })
  const statuses: string[] = []
  chat.$status.listen(status => statuses.push(status))
  chat.stop()
  expect(statuses).toEqual([])
})

test('a chat that is destroyed as an answer is stopped for another asks for nothing more', async () => {
  const { connection, next, requests } = createSource()
  const chat = createChat({ connection, whenBusy: 'interrupt', onStop: () => chat.destroy() })
  const first = chat.sendMessage('Hi')
  await next()
  const second = chat.sendMessage('No, this')
  await Promise.all([first, second])
  expect(requests).toHaveLength(1)
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
})
