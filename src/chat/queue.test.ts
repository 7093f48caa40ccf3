import { expect, test, vi } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { messageRows } from '../testing/message-rows.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type Source, type SourceAnswer } from '../testing/source.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'

function chatOf(options: Partial<ChatOptions> = {}): { chat: Chat; source: Source } {
  const source = createSource()
  return { chat: createChat({ connection: source.connection, flush: 'sync', ...options }), source }
}

function text(delta: string): StreamEvent {
  return { type: 'text-delta', delta }
}

function complete({ push, end }: SourceAnswer, delta: string): void {
  push(text(delta))
  end()
}

const queued = (chat: Chat): readonly string[] => chat.$queue.get().map(({ content }) => content)

test('messages that are sent during an answer wait in the queue, and follow in order', async () => {
  const { chat, source } = chatOf()
  const statuses: string[] = []
  const order: number[] = []
  const sent = ['one', 'two', 'three'].map((content, index) =>
    chat.sendMessage(content).then(() => order.push(index)),
  )
  chat.$status.listen(status => statuses.push(status))
  expect(messageRows(chat)).toEqual(['user complete: one'])
  expect(queued(chat)).toEqual(['two', 'three'])
  complete(await source.next(), '1')
  complete(await source.next(), '2')
  expect(queued(chat)).toEqual(['three'])
  complete(await source.next(), '3')
  await Promise.all(sent)
  expect(order).toEqual([0, 1, 2])
  expect(queued(chat)).toEqual([])
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'assistant complete: 1',
    'user complete: two',
    'assistant complete: 2',
    'user complete: three',
    'assistant complete: 3',
  ])
  // It is never ready between two of them.
  expect(statuses.join(' ')).toBe('streaming submitted streaming submitted streaming ready')
})

test.each([
  ['stop', 'ready', 'stopped'],
  ['error', 'error', 'error'],
] as const)('%s holds the queue until an answer is complete', async (how, status, ended) => {
  const { chat, source } = chatOf()
  const first = chat.sendMessage('one')
  const second = chat.sendMessage('two')
  const { push, fail } = await source.next()
  push(text('1'))
  await nextTurn()
  if (how === 'stop') chat.stop()
  else fail(new Error('Gone'))
  await first
  await nextTurn()
  expect(source.requests).toHaveLength(1)
  expect(queued(chat)).toEqual(['two'])
  expect(chat.$status.get()).toBe(status)

  const third = chat.sendMessage('three')
  complete(await source.next(), '3')
  complete(await source.next(), '2')
  await Promise.all([second, third])
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    `assistant ${ended}: 1`,
    'user complete: three',
    'assistant complete: 3',
    'user complete: two',
    'assistant complete: 2',
  ])
})

test('what is cancelled is never sent, and the rest stays', async () => {
  const { chat, source } = chatOf()
  const first = chat.sendMessage('one')
  const second = chat.sendMessage('two')
  const third = chat.sendMessage('three')
  chat.cancelQueued('nobody')
  chat.cancelQueued(chat.$queue.get()[0]!.id)
  await second
  expect(queued(chat)).toEqual(['three'])
  complete(await source.next(), '1')
  complete(await source.next(), '3')
  await Promise.all([first, third])
  expect(source.requests.map(({ messages }) => messages.at(-1)?.content)).toEqual(['one', 'three'])
})

test('a message whose signal aborts while it waits leaves the queue, and no listener', async () => {
  const { chat, source } = chatOf()
  const controller = new AbortController()
  const { signal } = controller
  const left = vi.spyOn(signal, 'removeEventListener')
  const first = chat.sendMessage('one')
  const second = chat.sendMessage('two', { signal })
  const third = chat.sendMessage('three')
  controller.abort()
  await second
  expect(queued(chat)).toEqual(['three'])
  expect(left).toHaveBeenCalledWith('abort', expect.any(Function))
  complete(await source.next(), '1')
  complete(await source.next(), '3')
  await Promise.all([first, third])
  expect(source.requests).toHaveLength(2)
})

test('a message whose signal has aborted already does not wait', async () => {
  const { chat, source } = chatOf()
  const first = chat.sendMessage('one')
  await chat.sendMessage('two', { signal: AbortSignal.abort() })
  expect(queued(chat)).toEqual([])
  complete(await source.next(), '1')
  await first
  expect(source.requests).toHaveLength(1)
})

test('the input of a chat that was destroyed is not lost', async () => {
  const { chat } = chatOf()
  chat.$input.set('one')
  chat.destroy()
  await expect(chat.submit()).rejects.toThrow('destroyed')
  expect(chat.$input.get()).toBe('one')
})

test('clear and destroy leave nobody waiting', async () => {
  for (const action of ['clear', 'destroy'] as const) {
    const { chat, source } = chatOf()
    const sent = [chat.sendMessage('one'), chat.sendMessage('two')]
    await source.next()
    chat[action]()
    await Promise.all(sent)
    expect(queued(chat)).toEqual([])
    expect(source.requests).toHaveLength(1)
  }
})

test('a message that interrupts stops the answer, and is added after it', async () => {
  const { chat, source } = chatOf({ whenBusy: 'interrupt' })
  const first = chat.sendMessage('one')
  const { push } = await source.next()
  push(text('Hel'))
  await nextTurn()
  const second = chat.sendMessage('two')
  await first
  const next = await source.next()
  expect(next.request.messages.map(({ status }) => status)).toEqual([
    'complete',
    'stopped',
    'complete',
  ])
  push(text('lo'))
  complete(next, '2')
  await second
  expect(messageRows(chat)).toEqual([
    'user complete: one',
    'assistant stopped: Hel',
    'user complete: two',
    'assistant complete: 2',
  ])
})

test('a callback that sends whenever an answer is stopped does not interrupt for ever', async () => {
  const { chat, source } = chatOf({
    whenBusy: 'interrupt',
    onFinish: ({ status }) => void (status === 'stopped' && chat.sendMessage('again')),
  })
  const first = chat.sendMessage('one')
  const { push } = await source.next()
  push(text('1'))
  await nextTurn()
  const second = chat.sendMessage('two')
  complete(await source.next(), '2')
  complete(await source.next(), '3')
  await Promise.all([first, second])
  expect(source.requests.map(({ messages }) => messages.at(-1)?.content)).toEqual([
    'one',
    'two',
    'again',
  ])
})

/** A chat with an answer that waits for a call, which a callback cancels once the answer is stopped. */
async function cancelling(
  options: Partial<ChatOptions> = {},
): Promise<{ chat: Chat; source: Source; first: Promise<void> }> {
  const { chat, source } = chatOf({
    ...options,
    onFinish({ status }) {
      if (status !== 'stopped') return
      void chat.addToolResult({ toolCallId: '1', errorText: 'Cancelled.' })
    },
  })
  const first = chat.sendMessage('one')
  const { push } = await source.next()
  push({ type: 'tool-call', toolCallId: '1', toolName: 'ask', input: {} })
  await nextTurn()
  return { chat, source, first }
}

test('a callback that cancels the calls of an interrupted answer does not displace the new message', async () => {
  const { chat, source, first } = await cancelling({ whenBusy: 'interrupt' })
  const second = chat.sendMessage('two')
  const next = await source.next()
  expect(next.request).toMatchObject({ trigger: 'send', messages: [{}, {}, { content: 'two' }] })
  expect(next.request.messages[1]!.parts).toMatchObject([{ errorText: 'Cancelled.' }])
  complete(next, '2')
  await Promise.all([first, second])
})

test('an answer is regenerated even if a callback cancels its calls', async () => {
  const { chat, source, first } = await cancelling()
  const second = chat.regenerate()
  const next = await source.next()
  expect(next.request).toMatchObject({ trigger: 'regenerate', messages: [{ content: 'one' }] })
  complete(next, '1')
  await Promise.all([first, second])
  expect(messageRows(chat)).toEqual(['user complete: one', 'assistant complete: 1'])
})

test.each<[string, (chat: Chat) => Promise<void>]>([
  ['retry', chat => chat.retry()],
  ['regenerate', chat => chat.regenerate()],
  ['edit', chat => chat.edit(chat.$messageIds.get()[0]!, 'ONE')],
])(
  'a callback that calls %s for an interrupted answer does not displace the new message',
  async (_, again) => {
    const { chat, source } = chatOf({
      whenBusy: 'interrupt',
      onFinish: ({ status }) => void (status === 'stopped' && again(chat)),
    })
    const first = chat.sendMessage('one')
    const { push } = await source.next()
    push(text('1'))
    await nextTurn()
    const second = chat.sendMessage('two')
    complete(await source.next(), '2')
    await Promise.all([first, second])
    expect(source.requests).toHaveLength(2)
    expect(messageRows(chat)).toEqual([
      'user complete: one',
      'assistant stopped: 1',
      'user complete: two',
      'assistant complete: 2',
    ])
  },
)

test('a message that is dropped leaves no trace, and stays in the input', async () => {
  const { chat, source } = chatOf({ whenBusy: 'drop' })
  const first = chat.sendMessage('one')
  chat.$input.set('two')
  await chat.submit()
  await chat.sendMessage('three')
  expect(chat.$input.get()).toBe('two')
  expect(queued(chat)).toEqual([])
  complete(await source.next(), '1')
  await first
  expect(messageRows(chat)).toEqual(['user complete: one', 'assistant complete: 1'])
})

test('the input of an idle chat is sent, also where it would be dropped during an answer', async () => {
  const { chat, source } = chatOf({ whenBusy: 'drop' })
  chat.$input.set('one')
  const sent = chat.submit()
  expect(chat.$input.get()).toBe('')
  complete(await source.next(), '1')
  await sent
  expect(messageRows(chat)).toEqual(['user complete: one', 'assistant complete: 1'])
})
