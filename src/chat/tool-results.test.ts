import { expect, test, vi } from 'vitest'
import type { Message, ToolCallPart } from '../message.ts'
import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type Source } from '../testing/source.ts'
import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import { writeConversation } from './stored-conversation.ts'

function chatOf(options: Partial<ChatOptions> = {}): { chat: Chat; source: Source } {
  const source = createSource()
  return { chat: createChat({ connection: source.connection, flush: 'sync', ...options }), source }
}

const call = (toolCallId: string, more: object = {}): StreamEvent => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'ask',
  input: { id: toolCallId },
  ...more,
})

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })
const FINISH: StreamEvent = { type: 'finish', reason: 'tool-calls' }

const calls = (chat: Chat): readonly ToolCallPart[] =>
  chat.$messages
    .get()
    .flatMap(({ parts }) => parts.filter((part): part is ToolCallPart => part.type === 'tool-call'))

/** A chat whose first answer has ended with these events. */
async function asked(
  events: readonly StreamEvent[],
  options?: Partial<ChatOptions>,
): Promise<{ chat: Chat; source: Source }> {
  const { chat, source } = chatOf(options)
  const sent = chat.sendMessage('Hi')
  const { push, end } = await source.next()
  push(...events)
  end()
  await sent
  return { chat, source }
}

test('the answer goes on, under its id, once every call is answered', async () => {
  const onFinish = vi.fn<NonNullable<ChatOptions['onFinish']>>()
  const { chat, source } = await asked([text('Wait.'), call('1'), call('2'), FINISH], { onFinish })
  expect(chat.$status.get()).toBe('ready')
  await chat.addToolResult({ toolCallId: '2', output: { yes: true } })
  await nextTurn()
  expect(source.requests).toHaveLength(1)

  const done = chat.addToolResult({ toolCallId: '1', errorText: 'Nobody answers.' })
  const { request, push, end } = await source.next()
  expect(chat.$status.get()).toBe('submitted')
  expect(request.trigger).toBe('tool-result')
  expect(request.messages).toHaveLength(2)
  expect(request.messages[1]!.parts).toMatchObject([
    { type: 'text' },
    { toolCallId: '1', state: 'output-error', errorText: 'Nobody answers.' },
    { toolCallId: '2', state: 'output-available', output: { yes: true } },
  ])
  push({ type: 'start', messageId: 'another' }, text('Done.'))
  await nextTurn()
  expect(chat.$status.get()).toBe('streaming')
  end()
  await done
  const [, answer] = chat.$messages.get()
  expect(chat.$messages.get()).toHaveLength(2)
  expect(answer).toMatchObject({ id: request.messages[1]!.id, status: 'complete' })
  expect(answer!.content).toBe('Wait.Done.')
  expect(onFinish).toHaveBeenCalledTimes(2)
})

test('onToolCall gets calls as they become complete, and they may be answered before the answer ends', async () => {
  const told: string[] = []
  const statuses: string[] = []
  const { chat, source } = chatOf({
    onToolCall({ toolCallId, input }) {
      told.push(`${toolCallId} ${JSON.stringify(input)}`)
      void chat.addToolResult({ toolCallId, output: toolCallId })
    },
  })
  chat.$status.listen(status => statuses.push(status))
  const sent = chat.sendMessage('Hi')
  const first = await source.next()
  first.push(call('1'), call('server', { providerExecuted: true }))
  await nextTurn()
  first.push(call('2'), FINISH)
  const second = await source.next()
  expect(second.request.messages.at(-1)!.parts).toMatchObject([
    { toolCallId: '1', output: '1' },
    { toolCallId: 'server', state: 'input-available' },
    { toolCallId: '2', output: '2' },
  ])
  second.push(text('Done.'), { type: 'finish' })
  await sent
  expect(told).toEqual(['1 {"id":"1"}', '2 {"id":"2"}'])
  expect(statuses.join(' ')).toBe('submitted streaming submitted ready')
  expect(chat.$messages.get().at(-1)!.content).toBe('Done.')
})

test('an answer that is given during the stream resolves when what follows it has ended', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const first = await source.next()
  first.push(call('1'))
  await nextTurn()
  const statuses: string[] = []
  const answered = chat
    .addToolResult({ toolCallId: '1', output: 1 })
    .then(() => statuses.push(chat.$status.get()))
  await nextTurn()
  first.push(FINISH)
  const second = await source.next()
  await nextTurn()
  expect(statuses).toEqual([])
  second.push(text('Done.'), { type: 'finish' })
  await Promise.all([answered, sent])
  expect(statuses).toEqual(['ready'])
})

test('a queued message also waits for the continued answer', async () => {
  const { chat, source } = chatOf()
  const sent = chat.sendMessage('Hi')
  const first = await source.next()
  first.push(call('1'))
  await vi.waitUntil(() => calls(chat).length > 0)
  void chat.sendMessage('And?')
  const told = chat.addToolResult({ toolCallId: '1', output: 1 })
  first.push(FINISH)
  first.end()
  const second = await source.next()
  expect(second.request.trigger).toBe('tool-result')
  second.push(text('Yes.'))
  second.end()
  await Promise.all([sent, told])
  const third = await source.next()
  expect(third.request.messages.map(({ content }) => content)).toEqual(['Hi', 'Yes.', 'And?'])
  chat.destroy()
})

test('results that the server sends in the stream cause no further request', async () => {
  const { source } = await asked([
    call('1'),
    { type: 'tool-result', toolCallId: '1', output: 1 },
    { type: 'finish' },
  ])
  await nextTurn()
  expect(source.requests).toHaveLength(1)
})

test('a second answer to a call changes nothing, and one to no call throws', async () => {
  const { chat, source } = await asked([call('1'), call('2'), FINISH])
  await chat.addToolResult({ toolCallId: '1', output: 1 })
  const before = chat.$messages.get()
  await chat.addToolResult({ toolCallId: '1', output: 2 })
  expect(chat.$messages.get()).toBe(before)
  for (const toolCallId of ['nobody', '__proto__']) {
    await expect(chat.addToolResult({ toolCallId, output: 1 })).rejects.toThrow('No tool call')
  }
  await expect(chat.respondToApproval('nobody', true)).rejects.toThrow('No tool call')
  expect(source.requests).toHaveLength(1)
})

test('a call of an answer that another has followed is answered without a further request', async () => {
  const { chat, source } = await asked([call('1'), FINISH])
  const sent = chat.sendMessage('Never mind')
  const { push, end } = await source.next()
  await chat.addToolResult({ toolCallId: '1', output: 1 })
  push(text('Fine.'))
  end()
  await sent
  await nextTurn()
  expect(calls(chat)).toMatchObject([{ output: 1 }])
  expect(source.requests).toHaveLength(2)
})

test('a call of an earlier answer is answered without a further request, also in an idle chat', async () => {
  const { chat, source } = await asked([call('1'), FINISH])
  const sent = chat.sendMessage('Never mind')
  const { push, end } = await source.next()
  push(text('Fine.'))
  end()
  await sent
  void chat.addToolResult({ toolCallId: '1', output: 1 })
  await nextTurn()
  expect(calls(chat)).toMatchObject([{ output: 1 }])
  expect(source.requests).toHaveLength(2)
})

test('a stop and an error of the further request keep the whole answer', async () => {
  for (const how of ['stopped', 'error'] as const) {
    const { chat, source } = await asked([text('Wait.'), call('1'), FINISH])
    const done = chat.addToolResult({ toolCallId: '1', output: 1 })
    const { push, fail } = await source.next()
    push({ type: 'start' }, { type: 'reset', scope: 'run' })
    await nextTurn()
    if (how === 'stopped') chat.stop()
    else fail(new StreamError('network', 'Gone.'))
    await done
    const answer = chat.$messages.get().at(-1)!
    expect(answer).toMatchObject({ status: how, content: 'Wait.' })
    expect(calls(chat)).toMatchObject([{ state: 'output-available', output: 1 }])
  }
})

test.each(['stop', 'error'] as const)(
  'a retry after a %s of the further request sends the results again, not the question',
  async how => {
    const { chat, source } = await asked([text('Wait.'), call('1'), FINISH])
    const failed = chat.addToolResult({ toolCallId: '1', output: 1 })
    const { request, push, fail } = await source.next()
    push(text('Do'))
    await nextTurn()
    if (how === 'stop') chat.stop()
    else fail(new StreamError('network', 'Gone.'))
    await failed
    expect(chat.$messages.get().at(-1)!.content).toBe('Wait.Do')

    const again = chat.retry()
    const second = await source.next()
    expect(second.request.trigger).toBe('tool-result')
    expect(second.request.messages).toEqual(request.messages)
    second.push(text('Done.'), { type: 'finish' })
    await again
    expect(chat.$messages.get()).toHaveLength(2)
    expect(chat.$messages.get().at(-1)).toMatchObject({ content: 'Wait.Done.', status: 'complete' })

    // What is complete is asked anew.
    void chat.retry()
    expect((await source.next()).request).toMatchObject({ trigger: 'send', messages: [{}] })
  },
)

test.each([undefined, 'Do'])(
  'a resume after a reload resumes the further request with the results, of which %s had come',
  async begun => {
    const { chat, source } = await asked([text('Wait.'), call('1'), FINISH])
    const left = chat.addToolResult({ toolCallId: '1', output: 1 })
    const { request, push } = await source.next()
    if (begun) push(text(begun))
    await nextTurn()
    const record = writeConversation({ messages: chat.$messages.get(), removed: [] })
    const { messages } = JSON.parse(record) as { messages: Message[] }
    chat.destroy()
    await left

    const after = chatOf({ messages })
    const nothing = after.chat.resume()
    const none = await after.source.next()
    expect(none.request).toMatchObject({ trigger: 'resume', messages: request.messages })
    none.end()
    await nothing
    expect(after.chat.$messages.get()).toEqual(messages)

    const resumed = after.chat.resume()
    const again = await after.source.next()
    again.push(text('Done.'), { type: 'finish' })
    await resumed
    expect(after.chat.$messages.get()).toMatchObject([
      {},
      { id: request.messages[1]!.id, content: 'Wait.Done.', status: 'complete' },
    ])
    expect(calls(after.chat)).toMatchObject([{ output: 1 }])
  },
)

test('an approval goes with the next request, once all are responded to', async () => {
  const { chat, source } = await asked([
    call('1'),
    { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' },
    call('2'),
    { type: 'tool-approval-request', toolCallId: '2', approvalId: 'a2' },
    FINISH,
  ])
  await chat.respondToApproval('a1', true)
  expect(source.requests).toHaveLength(1)
  const done = chat.respondToApproval('a2', false, 'Too dear')
  const { request, end } = await source.next()
  expect(request.messages.at(-1)!.parts).toMatchObject([
    { state: 'approval-responded', approval: { id: 'a1', approved: true } },
    { state: 'approval-responded', approval: { id: 'a2', approved: false, reason: 'Too dear' } },
  ])
  end()
  await done
  const before = chat.$messages.get()
  await chat.respondToApproval('a2', true)
  expect(chat.$messages.get()).toBe(before)
})

test('an approval that is told beside the stream is no reason to ask again', async () => {
  const told: unknown[] = []
  let isDown = true
  const { chat, source } = chatOf({
    id: 'c',
    onApproval(response) {
      if (isDown) throw new StreamError('network', 'Gone.')
      told.push(response)
    },
  })
  const sent = chat.sendMessage('Hi')
  const { push } = await source.next()
  push(call('1'), { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' })
  await nextTurn()
  await expect(chat.respondToApproval('a1', true)).rejects.toThrow('Gone.')
  expect(calls(chat)).toMatchObject([{ state: 'approval-requested' }])
  isDown = false
  await chat.respondToApproval('a1', true, 'Fine')
  expect(calls(chat)).toMatchObject([{ state: 'approval-responded' }])
  expect(told).toEqual([
    { chatId: 'c', approvalId: 'a1', toolCallId: '1', approved: true, reason: 'Fine' },
  ])
  push({ type: 'tool-result', toolCallId: '1', output: 1 }, { type: 'finish' })
  await sent
  expect(source.requests).toHaveLength(1)
  expect(calls(chat)).toMatchObject([{ state: 'output-available' }])
})

test('of two responses at a time, only the first is sent to the server', async () => {
  const onApproval = vi.fn<NonNullable<ChatOptions['onApproval']>>(async () => {})
  const { chat } = await asked(
    [call('1'), { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' }, FINISH],
    { onApproval },
  )
  await Promise.all([chat.respondToApproval('a1', true), chat.respondToApproval('a1', false)])
  expect(onApproval).toHaveBeenCalledTimes(1)
  expect(calls(chat)).toMatchObject([{ approval: { approved: true } }])
})

test('a response that comes while its answer is resumed does not interrupt that', async () => {
  const { chat, source } = await asked([
    call('1'),
    { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' },
  ])
  chat.setMessages(messages => messages.map(message => ({ ...message, status: 'stopped' })))
  const resumed = chat.resume()
  const { push, end } = await source.next()
  const told = chat.respondToApproval('a1', true)
  await nextTurn()
  expect(source.requests.map(({ trigger }) => trigger)).toEqual(['send', 'resume'])
  push(call('1'), { type: 'tool-result', toolCallId: '1', output: 1 })
  end()
  await Promise.all([resumed, told])
  expect(calls(chat)).toMatchObject([{ output: 1 }])
})

test('an approval is sent to the server once, though the user responds again', async () => {
  const onApproval = vi.fn<NonNullable<ChatOptions['onApproval']>>(async () => {})
  const { chat } = await asked(
    [call('1'), { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' }, FINISH],
    { onApproval },
  )
  await chat.respondToApproval('a1', true)
  await chat.respondToApproval('a1', false)
  expect(onApproval).toHaveBeenCalledTimes(1)
})

test.each<[string, (chat: Chat, push: (event: StreamEvent) => void) => void, unknown[]]>([
  ['is gone', chat => chat.clear(), []],
  [
    'has its result',
    (_, push) => push({ type: 'tool-result', toolCallId: '1', output: 1 }),
    [{ state: 'output-available', output: 1 }],
  ],
])(
  'a response that the server takes when the call %s changes nothing',
  async (_, meanwhile, left) => {
    let taken = (): void => {}
    const { chat, source } = chatOf({ onApproval: () => new Promise<void>(done => (taken = done)) })
    const sent = chat.sendMessage('Hi')
    const { push, end } = await source.next()
    push(call('1'), { type: 'tool-approval-request', toolCallId: '1', approvalId: 'a1' })
    await nextTurn()
    const told = chat.respondToApproval('a1', true)
    meanwhile(chat, push)
    await nextTurn()
    taken()
    await told
    expect(calls(chat)).toMatchObject(left)
    end()
    await sent
  },
)

test('onToolCall does not get a call that comes once the answer is too long', async () => {
  const onToolCall = vi.fn<NonNullable<ChatOptions['onToolCall']>>()
  const begun: StreamEvent = { type: 'tool-input-start', toolCallId: '1', toolName: 'ask' }
  const { chat } = await asked([begun, text('Too much'), call('1')], { maxParts: 1, onToolCall })
  expect(chat.$error.get()?.code).toBe('too-large')
  expect(onToolCall).not.toHaveBeenCalled()
})

test('onToolCall gets a call once, and none whose input is not JSON', async () => {
  const onToolCall = vi.fn<NonNullable<ChatOptions['onToolCall']>>()
  const metadata = { seen: true }
  await asked(
    [
      call('1'),
      { type: 'tool-input-delta', toolCallId: '1', delta: '', metadata },
      { type: 'tool-input-start', toolCallId: '2', toolName: 'ask' },
      { type: 'tool-input-delta', toolCallId: '2', delta: '{"a":' },
      { type: 'tool-call', toolCallId: '2', toolName: 'ask' },
      text('Done.'),
    ],
    { onToolCall },
  )
  expect(onToolCall.mock.calls).toMatchObject([[{ toolCallId: '1' }]])
})
