import { allTasks, cleanStores } from 'nanostores'
import { expect, test, vi } from 'vitest'
import type { Message, Part, ToolCallPart } from '../message.ts'
import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { messageRows } from '../testing/message-rows.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type Source } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'

function chatOf(options: Partial<ChatOptions> = {}): { chat: Chat; source: Source } {
  const source = createSource()
  return { chat: createChat({ connection: source.connection, ...options }), source }
}

function text(delta: string): StreamEvent {
  return { type: 'text-delta', delta }
}

function message(id: string, role: Message['role'], content: string): Message {
  return createMessage({ id, role, content })
}

/** Two questions with their answers. */
const history: readonly Message[] = [
  message('u1', 'user', 'one'),
  message('a1', 'assistant', 'first'),
  message('u2', 'user', 'two'),
  message('a2', 'assistant', 'second'),
]

const rows = ({ id, role, status, content }: Message): string =>
  `${id.length > 4 ? role : id} ${status} ${content}`

/** Sends, and gives each of these lists of events as one read, waiting for each to be written. */
async function answer(
  { chat, source }: { chat: Chat; source: Source },
  reads: readonly (readonly StreamEvent[])[],
  sent: Promise<void> = chat.sendMessage('Hi'),
): Promise<void> {
  const { push, end } = await source.next()
  for (const events of reads) {
    push(...events)
    await nextTurn()
  }
  end()
  await sent
}

test('listeners get every change of a run once, and the final text before the final status', async () => {
  const log: string[] = []
  const { chat, source } = chatOf({
    onChunk: event => log.push(`onChunk ${event.type}`),
    onFinish: ({ status, content }) => log.push(`onFinish ${status} ${content}`),
  })
  chat.$messages.listen(messages => log.push(`messages: ${messages.map(rows).join(', ')}`))
  chat.$messageIds.listen(ids => log.push(`${ids.length} ids`))
  chat.$status.listen(status => log.push(`${status}: ${chat.$messages.get().at(-1)?.content}`))
  chat.$isLoading.listen(isLoading => log.push(`isLoading ${isLoading}`))
  chat.$error.listen(error => log.push(`error ${error?.code}`))

  const sent = chat.sendMessage('Hi')
  log.push('sent')
  await answer(
    { chat, source },
    [[{ type: 'start' }], [text('Hel')], [text('lo'), text('!')]],
    sent,
  )

  expect(log).toEqual([
    'messages: user complete Hi',
    '1 ids',
    'submitted: Hi',
    'isLoading true',
    'sent',
    'onChunk start',
    'onChunk text-delta',
    'messages: user complete Hi, assistant streaming Hel',
    '2 ids',
    'streaming: Hel',
    'onChunk text-delta',
    'onChunk text-delta',
    'messages: user complete Hi, assistant streaming Hello!',
    'messages: user complete Hi, assistant complete Hello!',
    'ready: Hello!',
    'isLoading false',
    'onFinish complete Hello!',
  ])
})

test('a failure is shown after the text that had arrived, and then only onError is called', async () => {
  const log: string[] = []
  const { chat, source } = chatOf({
    onFinish: () => log.push('onFinish'),
    onError: error => log.push(`onError ${error.code}`),
  })
  chat.$messages.listen(messages => log.push(`messages: ${messages.map(rows).join(', ')}`))
  chat.$status.listen(status => log.push(`${status}: ${chat.$error.get()?.code}`))
  chat.$error.listen(error => log.push(`error ${error?.code}`))
  const sent = chat.sendMessage('Hi')
  const { push, fail } = await source.next()
  push(text('Hel'))
  await nextTurn()
  fail(new StreamError('network', 'Gone.'))
  await sent

  expect(log).toEqual([
    'messages: user complete Hi',
    'submitted: undefined',
    'messages: user complete Hi, assistant streaming Hel',
    'streaming: undefined',
    'messages: user complete Hi, assistant error Hel',
    'error network',
    'error: network',
    'onError network',
  ])
})

test('the row of one message is not woken by another’s change, and keeps its identity', async () => {
  const { chat, source } = chatOf({ messages: history })
  const woken = vi.fn<(message: Message | undefined) => void>()
  for (const { id } of history) chat.$message(id).listen(woken)
  const sent = chat.sendMessage('three')
  const question = chat.$messages.get().at(-1)!
  chat.$message(question.id).listen(woken)
  await answer({ chat, source }, [[text('thi')], [text('rd')]], sent)

  expect(woken).not.toHaveBeenCalled()
  const messages = chat.$messages.get()
  expect(messages).toHaveLength(6)
  history.forEach((one, index) => expect(messages[index]).toBe(one))
  expect(messages[4]).toBe(question)
})

test('the row of an answer is woken by each of its changes', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push(text('Hel'))
  await nextTurn()
  const log: string[] = []
  chat.$message(chat.$messageIds.get()[1]!).subscribe(row => log.push(rows(row!)))
  push(text('lo'))
  await nextTurn()
  end()
  await sent
  expect(log).toEqual([
    'assistant streaming Hel',
    'assistant streaming Hello',
    'assistant complete Hello',
  ])
})

test('the row of an unknown id is undefined until there is such a message', () => {
  const { chat } = chatOf()
  const log: (string | undefined)[] = []
  chat.$message('u1').subscribe(row => log.push(row?.content))
  chat.setMessages(history)
  chat.setMessages([])
  expect(log).toEqual([undefined, 'one', undefined])
})

test('a row without listeners is dropped with its message, and is not stale if it is still held', () => {
  const { chat } = chatOf({ messages: history })
  const $held = chat.$message('u1')
  const $shown = chat.$message('a1')
  const leave = $shown.listen(() => {})
  chat.setMessages([])
  expect(chat.$message('a1')).toBe($shown)
  const $new = chat.$message('u1')
  expect($new).not.toBe($held)

  chat.setMessages(history)
  expect([$held.get()?.content, $new.get()?.content]).toEqual(['one', 'one'])
  const log: (string | undefined)[] = []
  const stop = $held.subscribe(row => log.push(row?.content))
  chat.setMessages([])
  chat.setMessages([createMessage({ id: 'u1', role: 'user', content: 'ONE' })])
  expect(log).toEqual(['one', undefined, 'ONE'])
  stop()
  leave()
  chat.setMessages([])
  expect(chat.$message('a1')).not.toBe($shown)
  expect($held.get()).toBeUndefined()
})

test('the list of ids changes with the list alone', async () => {
  const { chat, source } = chatOf()
  const lengths: number[] = []
  chat.$messageIds.listen(ids => lengths.push(ids.length))
  await answer({ chat, source }, [[text('a')], [text('b')], [text('c')]])
  expect(lengths).toEqual([1, 2])
})

test('parts that have not changed keep their identity', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push({ type: 'reasoning-delta', delta: 'Hm' }, text('Hel'))
  await nextTurn()
  const before = chat.$messages.get()[1]!.parts
  push(text('lo'))
  await nextTurn()
  const after = chat.$messages.get()[1]!.parts
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
  end()
  await sent
})

test('the id that the server sends replaces the answer’s own, in place', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push(text('Hel'))
  await nextTurn()
  const [, before] = chat.$messageIds.get()
  push({ type: 'start', messageId: 'srv' }, text('lo'))
  await nextTurn()
  expect(chat.$messageIds.get()[1]).toBe('srv')
  expect(chat.$message('srv').get()?.content).toBe('Hello')
  expect(chat.$message(before!).get()).toBeUndefined()
  end()
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
})

test('an id that another message has is refused', async () => {
  const finished = vi.fn<(message: Message) => void>()
  const { chat, source } = chatOf({ messages: history, onFinish: finished })
  await answer({ chat, source }, [[{ type: 'start', messageId: 'a1' }, text('thi')], [text('rd')]])
  const ids = chat.$messageIds.get()
  expect(new Set(ids).size).toBe(6)
  expect(chat.$message('a1').get()).toBe(history[1])
  expect(chat.$messages.get()[5]).toMatchObject({ status: 'complete', content: 'third' })
  expect(finished.mock.calls[0]?.[0]).toBe(chat.$messages.get()[5])
})

test.each<[string, readonly (readonly StreamEvent[])[]]>([
  ['before the content', [[{ type: 'messages', messages: history }], [text('!')]]],
  [
    'after it',
    [[text('sec')], [text('ond')], [{ type: 'messages', messages: history }, text('!')]],
  ],
])('a snapshot %s replaces the conversation, and its last answer goes on', async (_when, reads) => {
  const { chat, source } = chatOf()
  await answer({ chat, source }, reads)
  expect(chat.$messages.get().map(rows)).toEqual([
    'u1 complete one',
    'a1 complete first',
    'u2 complete two',
    'a2 complete second!',
  ])
})

test('earlier answers keep what a snapshot cannot express', async () => {
  const thought: Part = { type: 'reasoning', text: 'Hm.', state: 'done' }
  const failed: ToolCallPart = {
    type: 'tool-call',
    toolCallId: 'c',
    toolName: 'now',
    inputText: '{}',
    input: {},
    state: 'output-error',
    errorText: 'No clock.',
  }
  const [asked, first, ...rest] = history as [Message, Message, ...Message[]]
  const { errorText: _, ...call } = failed
  const told: Part = { ...call, state: 'output-available', output: 'No clock.' }
  const { chat, source } = chatOf({
    messages: [asked, { ...first, parts: [thought, failed, ...first.parts] }, ...rest],
  })
  const snapshot = [asked, { ...first, parts: [told, ...first.parts] }, ...rest]
  await answer({ chat, source }, [[{ type: 'messages', messages: snapshot }]])
  expect(chat.$messages.get()[1]?.parts).toMatchObject([thought, failed, ...first.parts])
})

test('a snapshot that ends on a question is followed by its answer', async () => {
  const { chat, source } = chatOf()
  const snapshot = [message('u1', 'user', 'one')]
  await answer({ chat, source }, [[{ type: 'messages', messages: snapshot }], [text('first')]])
  expect(chat.$messages.get().map(rows)).toEqual(['u1 complete one', 'assistant complete first'])
})

test('an answer without content is a complete, empty message', async () => {
  const { chat, source } = chatOf()
  await answer({ chat, source }, [[{ type: 'finish', reason: 'stop' }]])
  expect(chat.$messages.get()[1]).toMatchObject({
    role: 'assistant',
    parts: [],
    status: 'complete',
    finishReason: 'stop',
  })
})

test('an answer that the server aborts is stopped', async () => {
  const { chat, source } = chatOf()
  await answer({ chat, source }, [[text('Hel')], [{ type: 'abort' }]])
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hel'])
  expect(chat.$status.get()).toBe('ready')
})

test('a request carries the conversation, and the data of the chat and of the message', async () => {
  const { chat, source } = chatOf({ id: 'c1', messages: history, data: { a: 1, b: 1 } })
  await answer({ chat, source }, [], chat.sendMessage('three', { data: { b: 2 } }))
  expect(source.requests[0]).toMatchObject({ chatId: 'c1', trigger: 'send', data: { a: 1, b: 2 } })
  expect(source.requests[0]!.messages).toEqual(chat.$messages.get().slice(0, 5))
  await answer({ chat, source }, [], chat.sendMessage('four'))
  expect(source.requests[1]!.data).toEqual({ a: 1, b: 1 })
  expect(source.requests[1]!.runId).not.toBe(source.requests[0]!.runId)
})

test('messages to start with may be text alone', () => {
  const { chat } = chatOf({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { id: 'x', role: 'user', content: 'Hi' },
      history[1]!,
    ],
  })
  expect(messageRows(chat)).toEqual([
    'system complete: Be brief.',
    'user complete: Hi',
    'assistant complete: first',
  ])
  expect(chat.$messageIds.get().slice(1)).toEqual(['x', 'a1'])
})

test('submit sends what is in $input, and empties it', async () => {
  const { chat, source } = chatOf()
  chat.$input.set('Hi')
  const sent = chat.submit({ data: { a: 1 } })
  expect(chat.$input.get()).toBe('')
  await answer({ chat, source }, [], sent)
  expect(messageRows(chat)[0]).toBe('user complete: Hi')
  expect(source.requests[0]!.data).toEqual({ a: 1 })
})

test('submit leaves a blank $input as it is', async () => {
  const { chat, source } = chatOf()
  chat.$input.set(' \n')
  await chat.submit()
  expect(chat.$input.get()).toBe(' \n')
  expect(source.requests).toEqual([])
})

interface Regeneration {
  readonly what: string
  readonly messageId?: string
  readonly asks: readonly string[]
  readonly replaces: string
}

const regenerations: readonly Regeneration[] = [
  { what: 'the last answer', asks: ['u1', 'a1', 'u2'], replaces: 'a2' },
  { what: 'a named answer', messageId: 'a1', asks: ['u1'], replaces: 'a1' },
  { what: 'a question’s answer', messageId: 'u2', asks: ['u1', 'a1', 'u2'], replaces: 'u2' },
]

test.each(regenerations)(
  'regenerate asks again for $what, and drops it and all that follows',
  async ({ messageId, asks, replaces }) => {
    const { chat, source } = chatOf({ messages: history })
    const done = chat.regenerate(messageId, { data: { a: 1 } })
    expect(chat.$messageIds.get()).toEqual(asks)
    await answer({ chat, source }, [[text('new')]], done)
    expect(source.requests[0]).toMatchObject({
      trigger: 'regenerate',
      messageId: replaces,
      data: { a: 1 },
    })
    expect(source.requests[0]!.messages.map(({ id }) => id)).toEqual(asks)
    expect(chat.$messages.get().map(({ content }) => content)).toEqual([
      ...history.slice(0, asks.length).map(({ content }) => content),
      'new',
    ])
  },
)

test.each<[string, Partial<ChatOptions>, string | undefined]>([
  ['an unknown id', { messages: history }, 'x'],
  ['no conversation', {}, undefined],
  ['no question before the answer', { messages: [history[1]!] }, undefined],
])('regenerate does nothing with %s', async (_what, options, messageId) => {
  const { chat, source } = chatOf(options)
  const before = chat.$messages.get()
  await chat.regenerate(messageId)
  expect(source.requests).toEqual([])
  expect(chat.$messages.get()).toBe(before)
})

test('regenerate stops an answer under way, and asks again', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const first = await source.next()
  first.push(text('Hel'))
  await nextTurn()
  await answer({ chat, source }, [[text('new')]], chat.regenerate())
  await sent
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: new'])
})

test('regenerate asks again after a failure without an answer', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { fail } = await source.next()
  fail(new Error('Gone'))
  await sent
  expect(chat.$status.get()).toBe('error')
  const done = chat.regenerate()
  expect(chat.$error.get()).toBeUndefined()
  await answer({ chat, source }, [[text('Hello')]], done)
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
})

test('a message may be sent from within onFinish', async () => {
  const again: Promise<void>[] = []
  const { chat, source } = chatOf({
    onFinish: () => again.length === 0 && again.push(chat.sendMessage('two')),
  })
  await answer({ chat, source }, [[text('1')]], chat.sendMessage('one'))
  await answer({ chat, source }, [[text('2')]], again[0])
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'assistant complete: 1',
    'user complete: two',
    'assistant complete: 2',
  ])
})

test('a message that is sent by a callback of regenerate’s stop waits for the new answer', async () => {
  const { connection, next, requests } = createSource()
  const chat = createChat({
    connection,
    flush: 'sync',
    onFinish: ({ status }) => void (status === 'stopped' && chat.sendMessage('two')),
  })
  const sent = chat.sendMessage('one')
  const first = await next()
  first.push({ type: 'text-delta', delta: 'Hel' })
  await until(chat.$status, status => status === 'streaming')
  const regenerated = chat.regenerate()
  const second = await next()
  await sent
  expect(requests.map(({ trigger }) => trigger)).toEqual(['send', 'regenerate'])
  second.push({ type: 'text-delta', delta: 'Hello' }, { type: 'finish' })
  await regenerated
  const third = await next()
  expect(chat.$status.get()).toBe('submitted')
  third.push({ type: 'text-delta', delta: 'More' }, { type: 'finish' })
  await until(chat.$status, status => status === 'ready')
  expect(chat.$messages.get().map(({ content }) => content)).toEqual([
    'one',
    'Hello',
    'two',
    'More',
  ])
})

test('regenerate asks nothing if a callback of its stop has removed the question', async () => {
  const source = createSource()
  const chat: Chat = createChat({
    connection: source.connection,
    flush: 'sync',
    onStop: () => chat.setMessages([]),
  })
  const sent = chat.sendMessage('one')
  await source.next()
  await chat.regenerate()
  await sent
  expect(source.requests).toHaveLength(1)
  expect(chat.$status.get()).toBe('ready')
  expect(chat.$messages.get()).toEqual([])
})

test('of two answers that are asked for at once the later one stands', async () => {
  const { connection, next, requests } = createSource()
  const messages = [
    { id: 'u1', role: 'user', content: 'one' },
    { id: 'a1', role: 'assistant', content: 'Hello' },
  ] as const
  const chat: Chat = createChat({
    connection,
    flush: 'sync',
    messages,
    onFinish: () => void chat.regenerate('a1'),
  })
  const sent = chat.sendMessage('two')
  const first = await next()
  first.push({ type: 'text-delta', delta: 'Hel' })
  await until(chat.$status, status => status === 'streaming')
  const regenerated = chat.regenerate()
  await next()
  await Promise.all([sent, regenerated])
  expect(requests).toHaveLength(2)
  expect(requests[1]!.messages).toEqual(chat.$messages.get())
  expect(chat.$messageIds.get()).toEqual(['u1'])
  expect(chat.$status.get()).toBe('submitted')
  chat.destroy()
})

test('clear drops a message that a callback of its stop sends', async () => {
  const { connection, next, requests } = createSource()
  const chat = createChat({
    connection,
    flush: 'sync',
    onFinish: () => void chat.sendMessage('two'),
  })
  const sent = chat.sendMessage('one')
  const { push } = await next()
  push({ type: 'text-delta', delta: 'Hel' })
  await until(chat.$status, status => status === 'streaming')
  chat.clear()
  await sent
  expect(requests).toHaveLength(1)
  expect(chat.$messages.get()).toEqual([])
  expect(chat.$isLoading.get()).toBe(false)
})

test('setMessages takes a list, or a function of the list', () => {
  const { chat } = chatOf()
  chat.setMessages(history)
  expect(chat.$messages.get()).toBe(history)
  chat.setMessages(messages => messages.slice(0, 1))
  expect(chat.$messageIds.get()).toEqual(['u1'])
})

test('setMessages changes the list, the ids and the rows as one', () => {
  const { chat } = chatOf()
  const $row = chat.$message('u')
  const seen: unknown[] = []
  const look = (): void => {
    seen.push([chat.$messages.get().length, chat.$messageIds.get(), $row.get()?.content])
  }
  chat.$messages.listen(look)
  chat.$messageIds.listen(look)
  chat.setMessages([createMessage({ id: 'u', role: 'user', content: 'Hi' })])
  expect(seen).toEqual([[1, ['u'], 'Hi']])
})

test('setMessages during an answer leaves the answer under way', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push(text('Hel'))
  await nextTurn()
  chat.setMessages(messages => [message('u0', 'user', 'before'), ...messages])
  push(text('lo'))
  end()
  await sent
  expect(messageRows(chat)).toEqual([
    'user complete: before',
    'user complete: Hi',
    'assistant complete: Hello',
  ])
})

test('clear stops, and empties the conversation and the error', async () => {
  const { chat, source } = chatOf({ messages: history })
  const sent = chat.sendMessage('Hi')
  const { push } = await source.next()
  push(text('Hel'))
  await nextTurn()
  chat.clear()
  push(text('lo'))
  await sent
  await nextTurn()
  expect(chat.$messages.get()).toEqual([])
  expect(chat.$messageIds.get()).toEqual([])
  expect(chat.$status.get()).toBe('ready')

  const failed = chat.sendMessage('Hi')
  const { fail } = await source.next()
  fail(new Error('Gone'))
  await failed
  chat.clear()
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$status.get()).toBe('ready')
})

test('clear empties the queue', async () => {
  const { chat, source } = chatOf()
  const first = chat.sendMessage('one')
  const second = chat.sendMessage('two')
  await source.next()
  chat.clear()
  await Promise.all([first, second])
  expect(chat.$messages.get()).toEqual([])
  expect(source.requests).toHaveLength(1)
})

test('a part that is open and empty is no content yet', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push({ type: 'text-start', id: 't' })
  await nextTurn()
  expect(chat.$status.get()).toBe('submitted')
  push({ type: 'text-delta', id: 't', delta: 'Hello' })
  await nextTurn()
  expect(chat.$status.get()).toBe('streaming')
  end()
  await sent
})

test('destroy stops, and nothing can be sent any more', async () => {
  const { chat, source } = chatOf({ messages: history })
  const sent = chat.sendMessage('Hi')
  await source.next()
  chat.destroy()
  await sent
  expect(chat.$isLoading.get()).toBe(false)
  chat.$input.set('Hi')
  for (const act of [() => chat.sendMessage('Hi'), () => chat.submit(), () => chat.regenerate()]) {
    await expect(act()).rejects.toThrow(/^This chat was destroyed\. .+\.$/)
  }
  expect(source.requests).toHaveLength(1)
})

test('a message that waits when the chat is destroyed is not sent', async () => {
  const { chat, source } = chatOf()
  const first = chat.sendMessage('one')
  const waiting = chat.sendMessage('two')
  await source.next()
  chat.destroy()
  await first
  await waiting
  expect(source.requests).toHaveLength(1)
  expect(messageRows(chat)).toEqual(['user complete: one'])
})

test('several chats stream at once', async () => {
  const one = chatOf()
  const two = chatOf()
  const sent = [one.chat.sendMessage('1'), two.chat.sendMessage('2')]
  const answers = [await one.source.next(), await two.source.next()] as const
  answers[1].push(text('b'))
  answers[0].push(text('a'))
  await nextTurn()
  answers[0].end()
  answers[1].end()
  await Promise.all(sent)
  expect(messageRows(one.chat)).toEqual(['user complete: 1', 'assistant complete: a'])
  expect(messageRows(two.chat)).toEqual(['user complete: 2', 'assistant complete: b'])
})

test('$progress reports what has arrived, and starts again with each run', async () => {
  const { chat, source } = chatOf()
  await answer({ chat, source }, [
    [text('Hel'), text('lo')],
    [{ type: 'reasoning-delta', delta: '!' }],
  ])
  expect(chat.$progress.get()).toMatchObject({ events: 3, characters: 6 })
  const sent = chat.sendMessage('Again')
  expect(chat.$progress.get()).toMatchObject({ events: 0, characters: 0, elapsed: 0 })
  await answer({ chat, source }, [], sent)
})

test('$progress reports an attempt as it begins', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { request, end } = await source.next()
  request.onProgress?.({ attempt: 1 })
  request.onProgress?.({ attempt: 2 })
  expect(chat.$progress.get().attempt).toBe(2)
  expect(chat.$status.get()).toBe('submitted')
  end()
  await sent
})

test('a run keeps the id of its last request when progress without an id follows', async () => {
  const finished = vi.fn<NonNullable<ChatOptions['onFinish']>>()
  const { chat, source } = chatOf({ onFinish: finished })
  const sent = chat.sendMessage('Hi')
  const { request, end } = await source.next()
  request.onProgress?.({ runId: 'second' })
  request.onProgress?.({ bytes: 10 })
  end()
  await sent
  expect(finished.mock.calls[0]?.[1].runId).toBe('second')
})

test('onFinish gets the id of the run, and the progress at its end', async () => {
  const finished = vi.fn<NonNullable<ChatOptions['onFinish']>>()
  const { chat, source } = chatOf({ onFinish: finished })
  await answer({ chat, source }, [[text('Hello')]])
  const [, info] = finished.mock.calls[0]!
  expect(info).toEqual({ runId: source.requests[0]!.runId, progress: chat.$progress.get() })
})

test('allTasks waits for the answer', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  let all = false
  const tasks = allTasks().then(() => (all = true))
  const { push, end } = await source.next()
  push(text('Hello'))
  await nextTurn()
  expect(all).toBe(false)
  end()
  await Promise.all([tasks, sent])
  expect(chat.$status.get()).toBe('ready')
})

test('a stop ends the task', async () => {
  const { chat, source } = chatOf()
  void chat.sendMessage('Hi')
  await source.next()
  chat.stop()
  await allTasks()
})

test('cleanStores removes the listeners, and the answer continues', async () => {
  const { chat, source } = chatOf()
  const woken = vi.fn<() => void>()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  chat.$messages.listen(woken)
  chat.$status.listen(woken)
  cleanStores(chat.$messages, chat.$status)
  push(text('Hello'))
  end()
  await sent
  expect(woken).not.toHaveBeenCalled()
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
})

test('leaving the stores does not stop the answer', async () => {
  const { chat, source } = chatOf()
  const unbind = chat.$messages.subscribe(() => {})
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  unbind()
  push(text('Hello'))
  end()
  await sent
  expect(await until(chat.$messages, messages => messages.length === 2)).toHaveLength(2)
})

test('nothing is done before the first send', () => {
  const connect = vi.fn<() => never>()
  createChat({ connection: { connect } })
  expect(connect).not.toHaveBeenCalled()
})

test('texts of one read stay separate, and the metadata of each delta is kept', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push(
    { type: 'text-delta', id: 'a', delta: 'One' },
    { type: 'text-delta', id: 'b', delta: 'Two' },
    { type: 'text-delta', id: 'b', delta: ', too', metadata: { signature: 'b' } },
    { type: 'text-delta', id: 'a', delta: ', too', metadata: { signature: 'a' } },
  )
  end()
  await sent
  expect(chat.$messages.get()[1]!.parts).toMatchObject([
    { text: 'One, too', metadata: { signature: 'a' } },
    { text: 'Two, too', metadata: { signature: 'b' } },
  ])
})

test('a change that removes nothing keeps the rows and the queue as they are', () => {
  const { chat } = chatOf({ messages: history })
  const queue = chat.$queue.get()
  const row = chat.$message('u1')
  chat.setMessages(messages => [...messages, message('u3', 'user', 'three')])
  expect(chat.$message('u1')).toBe(row)
  chat.cancelQueued('nobody')
  chat.clear()
  expect(chat.$queue.get()).toBe(queue)
})

test.each([undefined, '/api/chat', () => createSource()])(
  'createChat throws if the connection is %s, since JavaScript does not check it',
  connection => {
    expect(() => createChat({ connection } as unknown as ChatOptions)).toThrow('no connection')
  },
)
