import { expect, onTestFinished, test, vi } from 'vitest'
import type { ChatRequest } from '../chat-request.ts'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import type { Message, ToolCallPart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { anthropic } from '../protocols/anthropic.ts'
import { ollama } from '../protocols/ollama.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { httpServer, type HttpExchange } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { createSource, type SourceAnswer } from '../testing/source.ts'
import { until } from '../testing/until.ts'
import { fetchHttpStream } from '../adapters/fetch-http-stream.ts'
import type { ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'
import type { PageToolContext } from './made-calls.ts'
import { createMessage } from './create-message.ts'
import { openStream } from './open-stream.ts'
import { withTools, type PageTools, type WithToolsOptions } from './with-tools.ts'

const text = (delta: string): StreamEvent => ({ type: 'text-delta', delta })
const finish = (reason: 'stop' | 'tool-calls' = 'tool-calls'): StreamEvent => ({
  type: 'finish',
  reason,
})
const call = (toolCallId: string, toolName: string, input: unknown = {}): StreamEvent => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  input,
})

/** A tool that returns by the test's hand. */
function createTool() {
  let settle!: { resolve(output: unknown): void; reject(error: unknown): void }
  const contexts: PageToolContext[] = []
  const inputs: unknown[] = []
  const tool = (input: unknown, context: PageToolContext): Promise<unknown> => {
    inputs.push(input)
    contexts.push(context)
    return new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
  }
  return {
    tool,
    contexts,
    inputs,
    resolve: (output: unknown) => settle.resolve(output),
    reject: (error: unknown) => settle.reject(error),
  }
}

function chatOf(tools: PageTools, options?: WithToolsOptions, more: Partial<ChatOptions> = {}) {
  const source = createSource()
  const chat = createChat({
    connection: withTools(source.connection, tools, options),
    flush: 'sync',
    ...more,
  })
  const answer = (): Message | undefined => chat.$messages.get().at(-1)
  /** The calls of the answer, with what came of them. */
  const calls = (): readonly string[] => (answer()?.parts ?? []).filter(isCall).map(describe)
  const whenCalls = (...due: readonly string[]): Promise<unknown> =>
    until(chat.$messages, () => `${calls()}` === `${due}`)
  return { chat, source, answer, calls, whenCalls }
}

function isCall(part: { readonly type: string }): part is ToolCallPart {
  return part.type === 'tool-call'
}

function describe({ toolName, state, output, errorText }: ToolCallPart): string {
  return `${toolName} ${errorText ?? (state === 'output-available' ? JSON.stringify(output) : state)}`
}

/** What the request sends of the calls of its last message. */
function sentCalls({ messages }: ChatRequest): readonly string[] {
  return (messages.at(-1)?.parts ?? []).filter(isCall).map(describe)
}

function give({ push, end }: SourceAnswer, ...events: readonly StreamEvent[]): void {
  push(...events)
  end()
}

test('a call is made in the page, and the model goes on with its result in the same answer', async () => {
  const onFinish = vi.fn<() => void>()
  const getWeather = ({ city }: { city: string }): string => `Snow in ${city}`
  const { chat, source, answer, calls } = chatOf({ getWeather }, {}, { onFinish })
  const sent = chat.sendMessage('Weather?')
  give(
    await source.next(),
    text('Let me see.'),
    call('c1', 'getWeather', { city: 'Oslo' }),
    finish(),
  )
  const second = await source.next()
  expect(second.request.trigger).toBe('tool-result')
  expect(second.request.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  expect(second.request.messages.at(-1)).toMatchObject({
    id: answer()?.id,
    status: 'complete',
    content: 'Let me see.',
  })
  expect(sentCalls(second.request)).toEqual(['getWeather "Snow in Oslo"'])
  expect(chat.$isLoading.get()).toBe(true)
  const { id } = answer()!
  give(second, { type: 'start', messageId: 'other' }, text('It snows.'), finish('stop'))
  await sent
  expect(calls()).toEqual(['getWeather "Snow in Oslo"'])
  expect(answer()).toMatchObject({
    id,
    status: 'complete',
    finishReason: 'stop',
    content: 'Let me see.It snows.',
  })
  expect(chat.$messages.get()).toHaveLength(2)
  expect(onFinish).toHaveBeenCalledOnce()
})

test.each(['onFinish', 'onStop'] as const)(
  'each request of an answer is a run of its own, and %s names the last',
  async name => {
    const told = vi.fn<(...told: readonly unknown[]) => void>()
    const { chat, source } = chatOf({ tool: () => 1 }, {}, { id: 'c', [name]: told })
    const sent = chat.sendMessage('Go')
    give(await source.next(), call('c1', 'tool'), finish())
    const second = await source.next()
    const [before, { runId }] = source.requests as [ChatRequest, ChatRequest]
    expect(runId).not.toBe(before.runId)
    if (name === 'onStop') chat.stop()
    else give(second, text('Done'), finish('stop'))
    await sent
    expect(told.mock.calls.flat()).toContainEqual(expect.objectContaining({ runId }))
  },
)

test('calls run in parallel with one another and with the stream, and results come as they are ready', async () => {
  const [slow, quick] = [createTool(), createTool()]
  const { chat, source, calls, whenCalls, answer } = chatOf({ slow: slow.tool, quick: quick.tool })
  const sent = chat.sendMessage('Both')
  const first = await source.next()
  first.push(call('c1', 'slow', { a: 1 }))
  await whenCalls('slow input-available')
  expect(slow.inputs).toEqual([{ a: 1 }])
  first.push(call('c2', 'quick'))
  await whenCalls('slow input-available', 'quick input-available')
  quick.resolve({ b: 2 })
  await whenCalls('slow input-available', 'quick {"b":2}')
  first.push(text('Still talking'), finish())
  await until(chat.$messages, () => answer()?.content === 'Still talking')
  expect(source.requests).toHaveLength(1)
  slow.resolve(undefined)
  const second = await source.next()
  expect(sentCalls(second.request)).toEqual(['slow null', 'quick {"b":2}'])
  give(second, finish('stop'))
  await sent
  expect(calls()).toEqual(['slow null', 'quick {"b":2}'])
  // What has returned is not told of the end.
  expect(slow.contexts[0]?.signal.aborted).toBe(false)
})

test.each([
  [
    'throws',
    () => {
      throw new Error('No such city.')
    },
    'No such city.',
  ],
  ['rejects', () => Promise.reject(new Error('No such city.')), 'No such city.'],
  [
    'throws no error',
    () => {
      throw 'Bad luck'
    },
    'Bad luck',
  ],
  [
    'throws nothing',
    () => {
      throw undefined
    },
    'The tool failed.',
  ],
  ['gives a function', () => () => 1, 'The tool gave no JSON. Return plain data.'],
])('a tool that %s is told to the model as failed', async (_how, tool, errorText) => {
  const { chat, source } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'tool'), finish())
  const second = await source.next()
  expect(sentCalls(second.request)).toEqual([`tool ${errorText}`])
  give(second, finish('stop'))
  await sent
  expect(chat.$error.get()).toBeUndefined()
})

test('an output that is no plain data comes as the JSON that it is sent as', async () => {
  const output = { at: new Date(0), none: undefined }
  const { chat, source, answer } = chatOf({ now: () => output })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'now'), finish())
  give(await source.next(), finish('stop'))
  await sent
  expect(answer()?.parts[0]).toMatchObject({ output: { at: '1970-01-01T00:00:00.000Z' } })
  const circular: unknown[] = []
  circular.push(circular)
  const other = chatOf({ loop: () => circular })
  void other.chat.sendMessage('Go')
  give(await other.source.next(), call('c1', 'loop'), finish())
  expect(sentCalls((await other.source.next()).request)[0]).toMatch(/^loop .*circular/i)
  other.chat.stop()
})

test('an input that is not JSON is reported to the model, and the tool is not called', async () => {
  const tool = vi.fn<() => void>()
  const { chat, source } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  const told: StreamEvent = {
    type: 'tool-call',
    toolCallId: 'c1',
    toolName: 'tool',
    inputText: '{"a',
  }
  give(await source.next(), told, finish())
  const second = await source.next()
  expect(sentCalls(second.request)).toEqual([
    'tool The model wrote an input that is not valid JSON.',
  ])
  expect(tool).not.toHaveBeenCalled()
  give(second, finish('stop'))
  await sent
})

test('stop ends the answer at once where a tool never returns, and aborts the tool', async () => {
  const { tool, contexts, resolve } = createTool()
  const { chat, source, calls, whenCalls, answer } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(await source.next(), text('Wait'), call('c1', 'tool'), finish())
  await whenCalls('tool input-available')
  expect(contexts).toMatchObject([{ toolCallId: 'c1', signal: { aborted: false } }])
  chat.stop()
  expect(contexts[0]?.signal.aborted).toBe(true)
  await sent
  expect(answer()?.status).toBe('stopped')
  resolve('late')
  await nextTurn()
  expect(calls()).toEqual(['tool input-available'])
  expect(source.requests).toHaveLength(1)
})

test('stop aborts a tool amid the stream, and leaves no listener on the signal', async () => {
  const controller = new AbortController()
  const added = vi.spyOn(controller.signal, 'addEventListener')
  const removed = vi.spyOn(controller.signal, 'removeEventListener')
  const { tool, contexts } = createTool()
  const source = createSource()
  const { connect } = withTools(source.connection, { tool })
  const batches = connect(chatRequest(undefined, { signal: controller.signal }))[
    Symbol.asyncIterator
  ]()
  const first = batches.next()
  const { push } = await source.next()
  push(call('c1', 'tool'))
  await first
  const second = batches.next()
  controller.abort()
  expect(await second).toEqual({ done: true, value: undefined })
  expect(contexts[0]?.signal.aborted).toBe(true)
  expect(removed.mock.calls.length).toBe(added.mock.calls.length)
})

test('leaving the stream early aborts the tools, and a request that was stopped asks nothing', async () => {
  const { tool, contexts } = createTool()
  const source = createSource()
  const connection = withTools(source.connection, { tool })
  const { fullStream } = openStream({ connection, messages: [{ role: 'user', content: 'Go' }] })
  void source.next().then(({ push }) => push(call('c1', 'tool')))
  for await (const event of fullStream) if (event.type === 'tool-call') break
  expect(contexts[0]?.signal.aborted).toBe(true)
  const stopped = connection.connect(chatRequest(undefined, { signal: AbortSignal.abort() }))
  for await (const _ of stopped) expect.unreachable()
  expect(source.requests).toHaveLength(1)
})

test('openStream gives the rounds as one stream, of which only the last finishes', async () => {
  const source = createSource()
  const connection = withTools(source.connection, { add: ({ a }: { a: number }) => a + 1 })
  const opened = openStream({ connection, messages: [{ role: 'user', content: 'Go' }] })
  const events: StreamEvent[] = []
  const read = (async () => {
    for await (const event of opened.fullStream) events.push(event)
  })()
  give(await source.next(), { type: 'start', messageId: 'a1' }, call('c1', 'add', { a: 1 }), {
    type: 'finish',
    reason: 'tool-calls',
    usage: { inputTokens: 2, raw: 1 },
  })
  give(await source.next(), { type: 'usage', usage: { inputTokens: 3, raw: 2 } }, finish('stop'))
  await read
  expect(events.map(({ type }) => type)).toEqual([
    'start',
    'tool-call',
    'tool-result',
    'usage',
    'step-start',
    'usage',
    'finish',
  ])
  expect(await opened.message).toMatchObject({
    id: 'a1',
    usage: { inputTokens: 5, raw: [1, 2] },
    finishReason: 'stop',
  })
})

test('the rounds are bounded: the last ends with its finish reason, and its calls have run', async () => {
  const tool = vi.fn<() => number>(() => 1)
  const { chat, source, calls, answer } = chatOf({ tool }, { maxRounds: 2 })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'tool'), finish())
  give(await source.next(), call('c2', 'tool'), finish())
  await sent
  expect(source.requests).toHaveLength(2)
  expect(calls()).toEqual(['tool 1', 'tool 1'])
  expect(answer()).toMatchObject({ status: 'complete', finishReason: 'tool-calls' })
})

test('five rounds are made unless more are allowed', async () => {
  const { chat, source } = chatOf({ tool: () => 1 })
  const sent = chat.sendMessage('Go')
  for (let round = 1; round <= 5; round++) {
    give(await source.next(), call(`c${round}`, 'tool'), finish())
  }
  await sent
  expect(source.requests).toHaveLength(5)
})

test('a call that is left for a person ends the answer, which has the results of the others', async () => {
  const { chat, source, calls, answer } = chatOf({ tool: () => 1 })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'askUser'), call('c2', 'tool'), finish())
  await sent
  expect(source.requests).toHaveLength(1)
  expect(calls()).toEqual(['askUser input-available', 'tool 1'])
  expect(answer()).toMatchObject({ status: 'complete', finishReason: 'tool-calls' })
})

test('the answer goes on once the person has answered, and calls further tools of the page', async () => {
  const { chat, source, calls, answer } = chatOf({ tool: (input: unknown) => input })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'askUser'), call('c2', 'tool', 1), finish())
  await sent
  const answered = chat.addToolResult({ toolCallId: 'c1', output: 'Yes' })
  const second = await source.next()
  expect(sentCalls(second.request)).toEqual(['askUser "Yes"', 'tool 1'])
  give(second, { type: 'reset', scope: 'run' }, call('c2', 'tool', 2), finish())
  const third = await source.next()
  expect(sentCalls(third.request)).toEqual(['askUser "Yes"', 'tool 1', 'tool 2'])
  give(third, text('Done.'), finish('stop'))
  await answered
  expect(calls()).toEqual(['askUser "Yes"', 'tool 1', 'tool 2'])
  expect(answer()).toMatchObject({ content: 'Done.', finishReason: 'stop' })
  expect(chat.$messages.get()).toHaveLength(2)
})

test('a person may answer while the page’s tools are at work', async () => {
  const { tool, resolve } = createTool()
  const { chat, source, whenCalls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'askUser'), call('c2', 'tool'), finish())
  await whenCalls('askUser input-available', 'tool input-available')
  const answered = chat.addToolResult({ toolCallId: 'c1', output: 'Yes' })
  expect(source.requests).toHaveLength(1)
  resolve(2)
  const second = await source.next()
  expect(sentCalls(second.request)).toEqual(['askUser "Yes"', 'tool 2'])
  give(second, finish('stop'))
  await Promise.all([sent, answered])
  expect(source.requests).toHaveLength(2)
})

test('names that every object has are no tools, unless the page has them', async () => {
  const { chat, source, calls } = chatOf({})
  const names = ['__proto__', 'constructor', 'toString']
  const sent = chat.sendMessage('Go')
  give(await source.next(), ...names.map(name => call(name, name)), finish())
  await sent
  expect(calls()).toEqual(names.map(name => `${name} input-available`))
  const tools = Object.fromEntries(names.map(name => [name, () => name]))
  const own = chatOf(tools)
  void own.chat.sendMessage('Go')
  give(await own.source.next(), ...names.map(name => call(name, name)), finish())
  expect(sentCalls((await own.source.next()).request)).toEqual(
    names.map(name => `${name} "${name}"`),
  )
  own.chat.stop()
})

test('calls that the server runs, or has answered, are left to it', async () => {
  const tool = vi.fn<() => void>()
  const { chat, source, calls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(
    await source.next(),
    { ...call('c1', 'tool'), providerExecuted: true } as StreamEvent,
    call('c2', 'tool'),
    { type: 'tool-result', toolCallId: 'c2', output: 'theirs' },
    call('c3', 'tool'),
    { type: 'tool-error', toolCallId: 'c3', errorText: 'Theirs' },
    finish('stop'),
  )
  await sent
  expect(tool).not.toHaveBeenCalled()
  expect(source.requests).toHaveLength(1)
  expect(calls()).toEqual(['tool input-available', 'tool "theirs"', 'tool Theirs'])
})

test('a call of the server that waits for the page’s does not keep the answer from continuing', async () => {
  const { chat, source } = chatOf({ tool: () => 1 })
  const sent = chat.sendMessage('Go')
  const code = { ...call('c1', 'code_execution'), providerExecuted: true } as StreamEvent
  give(await source.next(), code, call('c2', 'tool'), finish())
  give(await source.next(), finish('stop'))
  await sent
  expect(source.requests).toHaveLength(2)
})

test('a result of the server that comes first is kept, and the tool aborted', async () => {
  const { tool, contexts, resolve } = createTool()
  const { chat, source, calls, whenCalls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  const first = await source.next()
  first.push(call('c1', 'tool'))
  await whenCalls('tool input-available')
  first.push({ type: 'tool-result', toolCallId: 'c1', output: 'theirs' })
  await whenCalls('tool "theirs"')
  expect(contexts[0]?.signal.aborted).toBe(true)
  resolve('ours')
  give(first, finish('stop'))
  await sent
  expect(calls()).toEqual(['tool "theirs"'])
  expect(source.requests).toHaveLength(1)
})

test.each<[string, (answer: SourceAnswer) => void]>([
  ['is thrown', ({ fail }) => fail(new Error('Gone'))],
  ['is told', answer => give(answer, { type: 'error', message: 'Gone' })],
])(
  'a failure of the second request that %s fails the answer, which keeps the results',
  async (_how, end) => {
    const { chat, source, calls, answer } = chatOf({ tool: () => 1 })
    const sent = chat.sendMessage('Go')
    give(await source.next(), call('c1', 'tool'), finish())
    end(await source.next())
    await sent
    expect(chat.$error.get()).toMatchObject({ code: 'server', message: 'Gone' })
    expect(calls()).toEqual(['tool 1'])
    expect(answer()?.status).toBe('error')
  },
)

test('only the first request of an answer that is made anew says which it replaces', async () => {
  const { chat, source } = chatOf({ tool: () => 1 })
  const sent = chat.sendMessage('Go')
  give(await source.next(), text('No.'), finish('stop'))
  await sent
  const replaced = chat.$messages.get()[1]!.id
  const again = chat.regenerate()
  give(await source.next(), call('c1', 'tool'), finish())
  give(await source.next(), text('Yes.'), finish('stop'))
  await again
  expect(source.requests.slice(1)).toMatchObject([
    { trigger: 'regenerate', messageId: replaced },
    { trigger: 'tool-result', messageId: undefined },
  ])
})

test.each<StreamEvent>([{ type: 'error', message: 'Gone' }, { type: 'abort' }])(
  'the connection makes no further request after %j',
  async last => {
    const source = createSource()
    const events: StreamEvent[] = []
    const read = async (): Promise<void> => {
      const { connect } = withTools(source.connection, { tool: () => 1 })
      for await (const batch of connect(chatRequest())) events.push(...batch)
    }
    const ended = read()
    const first = await source.next()
    first.push(call('c1', 'tool'))
    await vi.waitUntil(() => events.length === 2)
    give(first, last)
    await Promise.race([ended, source.next()])
    expect(source.requests).toHaveLength(1)
    expect(events).toEqual([call('c1', 'tool'), expect.objectContaining({ output: 1 }), last])
  },
)

test('an abort event of the server ends the answer, and the tools', async () => {
  const { tool, contexts } = createTool()
  const { chat, source, whenCalls, answer } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  const first = await source.next()
  first.push(call('c1', 'tool'))
  await whenCalls('tool input-available')
  give(first, call('c2', 'tool'), { type: 'abort' })
  await sent
  expect(answer()?.status).toBe('stopped')
  expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true])
  expect(source.requests).toHaveLength(1)
})

test('a call that the server asks approval for is not made', async () => {
  const tool = vi.fn<() => void>()
  const { chat, source, calls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  const asked: StreamEvent = { type: 'tool-approval-request', approvalId: 'p1', toolCallId: 'c1' }
  give(await source.next(), call('c1', 'tool'), asked, finish())
  await sent
  expect(tool).not.toHaveBeenCalled()
  expect(calls()).toEqual(['tool approval-requested'])
})

test('a running tool is aborted if the server asks for approval later, and its result is dropped', async () => {
  const { tool, contexts, resolve } = createTool()
  const { chat, source, calls, whenCalls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  const first = await source.next()
  first.push(call('c1', 'tool'))
  await whenCalls('tool input-available')
  first.push({ type: 'tool-approval-request', approvalId: 'p1', toolCallId: 'c1' })
  await whenCalls('tool approval-requested')
  expect(contexts[0]?.signal.aborted).toBe(true)
  resolve('unwanted')
  give(first, finish())
  await sent
  expect(calls()).toEqual(['tool approval-requested'])
})

test('an approval that the server gives in the stream lets the tool run', async () => {
  const { chat, source } = chatOf({ tool: () => 1 })
  void chat.sendMessage('Go')
  give(
    await source.next(),
    call('c1', 'tool'),
    { type: 'tool-approval-request', approvalId: 'p1', toolCallId: 'c1' },
    { type: 'tool-approval-response', approvalId: 'p1', approved: true },
    finish(),
  )
  expect(sentCalls((await source.next()).request)).toEqual(['tool 1'])
  chat.stop()
})

test('a refusal that the server gives in the stream keeps the tool from running', async () => {
  const tool = vi.fn<() => void>()
  const { chat, source, calls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(
    await source.next(),
    call('c1', 'tool'),
    { type: 'tool-approval-request', approvalId: 'p1', toolCallId: 'c1' },
    { type: 'tool-approval-response', approvalId: 'p1', approved: false },
    finish(),
  )
  await sent
  expect(calls()).toEqual(['tool approval-responded'])
  expect(tool).not.toHaveBeenCalled()
})

test('the model gets the reason of a refused call, and only of calls with a tool', async () => {
  const { chat, source } = chatOf({ tool: () => 1 }, { needsApproval: ['tool', 'other'] })
  const sent = chat.sendMessage('Go')
  give(await source.next(), call('c1', 'tool'), call('c2', 'other'), finish())
  await sent
  const approvals = chat.$messages
    .get()
    .flatMap(({ parts }) => parts.filter(isCall).flatMap(({ approval }) => approval ?? []))
  expect(approvals).toHaveLength(1)
  await chat.addToolResult({ toolCallId: 'c2', output: 2 })
  void chat.respondToApproval(approvals[0]!.id, false, 'Too dear')
  expect(sentCalls((await source.next()).request)).toEqual(['tool Too dear', 'other 2'])
  chat.stop()
})

/** A conversation whose last answer asked to make these calls, and the user has said this. */
function respondedTo(
  ...responses: readonly (Partial<ToolCallPart> & { approved: boolean })[]
): Message[] {
  const parts = responses.map(({ approved, ...more }, index): ToolCallPart => ({
    type: 'tool-call',
    toolCallId: `c${index}`,
    toolName: 'tool',
    inputText: '',
    input: { index },
    state: 'approval-responded',
    approval: { id: `p${index}`, approved },
    ...more,
  }))
  const answer = createMessage({ id: 'a1', role: 'assistant', content: '' })
  return [createMessage({ role: 'user', content: 'Go' }), { ...answer, parts }]
}

async function eventsAfter(
  messages: readonly Message[],
  tools: PageTools,
  second: readonly StreamEvent[] = [finish('stop')],
): Promise<{ events: StreamEvent[]; request: ChatRequest }> {
  const source = createSource()
  const events: StreamEvent[] = []
  const request = chatRequest(messages, { trigger: 'tool-result' })
  const read = (async () => {
    for await (const batch of withTools(source.connection, tools).connect(request)) {
      events.push(...batch)
    }
  })()
  const answer = await source.next()
  give(answer, ...second)
  await read
  return { events, request: answer.request }
}

test('approved calls run before the next request, which has their results', async () => {
  const messages = respondedTo({ approved: true }, { approved: true, toolName: 'serverTool' })
  const { events, request } = await eventsAfter(messages, { tool: input => input })
  expect(sentCalls(request)).toEqual(['tool {"index":0}', 'serverTool approval-responded'])
  expect(request.messages).toHaveLength(2)
  expect(events).toEqual([
    { type: 'tool-result', toolCallId: 'c0', output: { index: 0 } },
    finish('stop'),
  ])
})

test('a refusal of a call that the server asked about goes to the server, without a result', async () => {
  const tool = vi.fn<() => void>()
  const { events, request } = await eventsAfter(respondedTo({ approved: false }), { tool })
  expect(sentCalls(request)).toEqual(['tool approval-responded'])
  expect(events).toEqual([finish('stop')])
  expect(tool).not.toHaveBeenCalled()
})

test('an approved call that never returns is ended by a stop', async () => {
  const { tool, contexts } = createTool()
  const source = createSource()
  const controller = new AbortController()
  const { signal } = controller
  const request = chatRequest(respondedTo({ approved: true }), { trigger: 'tool-result', signal })
  const batches = withTools(source.connection, { tool }).connect(request)[Symbol.asyncIterator]()
  const first = batches.next()
  await nextTurn()
  expect(contexts).toHaveLength(1)
  controller.abort()
  expect(await first).toEqual({ done: true, value: undefined })
  expect(source.requests).toHaveLength(0)
})

test.each([
  [true, 'tool "deleted"', 'output-available'],
  [false, 'tool The user denied this call.', 'output-denied'],
])(
  'a tool that needs approval waits for it (%s), also where the server does not ask',
  async (approved, result, state) => {
    const tool = vi.fn<() => string>(() => 'deleted')
    const options = { needsApproval: ['tool'] }
    const { chat, source, calls, answer } = chatOf({ tool, other: () => 1 }, options)
    const sent = chat.sendMessage('Go')
    give(await source.next(), call('c1', 'tool'), call('c2', 'other'), finish())
    await sent
    expect(calls()).toEqual(['tool approval-requested', 'other 1'])
    expect(tool).not.toHaveBeenCalled()
    const asking = answer()!.parts.find(isCall)?.approval?.id
    const responded = chat.respondToApproval(asking!, approved)
    const { request, push } = await source.next()
    expect(sentCalls(request)).toEqual([result, 'other 1'])
    push(text('Done.'), finish('stop'))
    await responded
    expect(answer()).toMatchObject({ content: 'Done.', parts: [{ state }, {}, {}] })
    expect(tool).toHaveBeenCalledTimes(approved ? 1 : 0)
  },
)

test('a retry begins with the round that failed, and makes no call again', async () => {
  // An answer that is asked for anew is made anew.
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const tool = vi.fn<() => unknown>(() => 1)
  const { chat, source, answer } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(await source.next(), text('One.'), call('c1', 'tool'), finish())
  const failed = await source.next()
  failed.push(text('Tw'))
  await until(chat.$messages, () => answer()?.content === 'One.Tw')
  failed.fail(new Error('Gone.'))
  await sent
  expect(answer()).toMatchObject({ status: 'error', content: 'One.Tw' })

  const refused = chat.retry()
  const none = await source.next()
  expect(none.request.messages).toEqual(failed.request.messages)
  none.fail(new Error('Still gone.'))
  await refused
  expect(answer()).toMatchObject({ status: 'error', content: 'One.Tw' })

  const retried = chat.retry()
  const again = await source.next()
  expect(again.request.messages).toEqual(failed.request.messages)
  give(again, text('Two.'), finish('stop'))
  await retried
  expect(answer()).toMatchObject({ status: 'complete', content: 'One.Two.' })
  expect(chat.$messages.get()).toHaveLength(2)
  expect(tool).toHaveBeenCalledOnce()
})

test('a resume begins with the round that was left, and goes on with further rounds', async () => {
  const { chat, source, answer } = chatOf({ tool: () => 1 })
  const left = chat.sendMessage('Go')
  give(await source.next(), text('One.'), call('c1', 'tool'), finish())
  ;(await source.next()).push(text('Tw'))
  await until(chat.$messages, () => answer()?.content === 'One.Tw')
  chat.destroy()
  await left

  const messages = JSON.parse(JSON.stringify(chat.$messages.get())) as Message[]
  const after = chatOf({ tool: () => 2 }, {}, { messages })
  const resumed = after.chat.resume()
  give(await after.source.next(), text('Two.'), call('c1', 'tool'), finish())
  const third = await after.source.next()
  expect(third.request.messages).toHaveLength(2)
  expect(sentCalls(third.request)).toEqual(['tool 1', 'tool 2'])
  give(third, text('Three.'), finish('stop'))
  await resumed
  expect(after.answer()).toMatchObject({ id: messages[1]!.id, content: 'One.Two.Three.' })
  expect(after.chat.$messages.get()).toHaveLength(2)
})

test('a resumed answer runs its calls too', async () => {
  const question = createMessage({ role: 'user', content: 'Go' })
  const half: Message = {
    ...createMessage({ id: 'a1', role: 'assistant', content: 'Let' }),
    status: 'streaming',
  }
  const { chat, source, answer } = chatOf({ tool: () => 1 }, {}, { messages: [question, half] })
  const resumed = chat.resume()
  give(await source.next(), text('Let me see.'), call('c1', 'tool'), finish())
  const second = await source.next()
  expect(second.request.messages).toMatchObject([question, { id: 'a1', content: 'Let me see.' }])
  expect(sentCalls(second.request)).toEqual(['tool 1'])
  give(second, text('One.'), finish('stop'))
  await resumed
  expect(answer()).toMatchObject({ id: 'a1', content: 'Let me see.One.', status: 'complete' })
})

test('a round that is sent again drops what it had added, and nothing of earlier rounds', async () => {
  const tool = vi.fn<(input: unknown) => unknown>(input => input)
  const { chat, source, answer, calls } = chatOf({ tool })
  const sent = chat.sendMessage('Go')
  give(await source.next(), text('One.'), call('c1', 'tool', 1), finish())
  const second = await source.next()
  second.push(text('Tw'), { type: 'step-start' }, text('o'), call('c2', 'tool', 2))
  await until(chat.$messages, () => calls().length === 2)
  second.push({ type: 'reset', scope: 'run' })
  await until(chat.$messages, () => answer()?.content === 'One.')
  expect(calls()).toEqual(['tool 1'])
  second.push(text('Two.'), call('c2', 'tool', 2), finish())
  const third = await source.next()
  expect(sentCalls(third.request)).toEqual(['tool 1', 'tool 2'])
  third.push(text('Thr'), { type: 'reset', scope: 'run' }, text('Three.'), finish('stop'))
  await sent
  expect(answer()?.content).toBe('One.Two.Three.')
  // A call that is told again is not made again.
  expect(tool.mock.calls.map(([input]) => input)).toEqual([1, 2])
})

test('a snapshot that knows nothing of the page’s results does not undo them', async () => {
  const { chat, source, calls, whenCalls } = chatOf({ tool: () => 1 })
  const sent = chat.sendMessage('Go')
  const first = await source.next()
  first.push(call('c1', 'tool', {}))
  await whenCalls('tool 1')
  const told = respondedTo({ approved: false })
  const [question, snapshot] = told as [Message, Message]
  const open: ToolCallPart = {
    type: 'tool-call',
    toolCallId: 'c1',
    toolName: 'tool',
    inputText: '{}',
    input: {},
    state: 'input-available',
  }
  give(first, { type: 'messages', messages: [question, { ...snapshot, parts: [open] }] }, finish())
  const second = await source.next()
  expect(second.request.messages[0]).toBe(question)
  expect(sentCalls(second.request)).toEqual(['tool 1'])
  give(second, finish('stop'))
  await sent
  expect(calls()).toEqual(['tool 1'])
})

/** Answers each request with the next of these bodies. */
function answering(bodies: readonly string[], type = 'text/event-stream') {
  let count = 0
  return httpServer(({ head, response }: HttpExchange) => {
    head(200, { 'content-type': type })
    response.end(bodies[count++])
  })
}

const sse = (...records: readonly unknown[]): string =>
  records.map(record => `data: ${JSON.stringify(record)}\n\n`).join('')

const openAiCall = sse(
  {
    choices: [
      {
        delta: {
          tool_calls: [
            { index: 0, id: 'c1', function: { name: 'getWeather', arguments: '{"city":"Oslo"}' } },
          ],
        },
      },
    ],
  },
  { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
)

const anthropicCall = sse(
  { type: 'message_start', message: { id: 'm1', role: 'assistant', content: [] } },
  {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'tool_use', id: 'c1', name: 'getWeather', input: {} },
  },
  {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'input_json_delta', partial_json: '{"city":"Oslo"}' },
  },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
  { type: 'message_stop' },
)

test.each<[Protocol, string, string, unknown]>([
  [
    openaiChat,
    openAiCall,
    sse({ choices: [{ delta: { content: 'It snows.' }, finish_reason: 'stop' }] }),
    [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'getWeather', arguments: '{"city":"Oslo"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"celsius":-4}' },
    ],
  ],
  [
    anthropic,
    anthropicCall,
    sse(
      { type: 'message_start', message: { id: 'm2', role: 'assistant', content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'It snows.' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      { type: 'message_stop' },
    ),
    [
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'c1', name: 'getWeather', input: { city: 'Oslo' } }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'c1', content: '{"celsius":-4}' }],
      },
    ],
  ],
  [
    aiSdk,
    sse(
      { type: 'start', messageId: 'm1' },
      { type: 'start-step' },
      {
        type: 'tool-input-available',
        toolCallId: 'c1',
        toolName: 'getWeather',
        input: { city: 'Oslo' },
      },
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'tool-calls' },
    ),
    sse(
      { type: 'start', messageId: 'm1' },
      { type: 'start-step' },
      { type: 'text-delta', id: '0', delta: 'It snows.' },
      { type: 'finish', finishReason: 'stop' },
    ),
    [
      { role: 'user', parts: [{ type: 'text', text: 'Weather?' }] },
      {
        id: 'm1',
        role: 'assistant',
        parts: [{ type: 'tool-getWeather', state: 'output-available', output: { celsius: -4 } }],
      },
    ],
  ],
])('$name: the second request carries the results', async (protocol, first, second, messages) => {
  const server = await answering([first, second])
  const tools = { getWeather: () => ({ celsius: -4 }) }
  const connection = withTools(fetchServerSentEvents(server.url, { protocol }), tools)
  const chat = createChat({ connection, flush: 'sync' })
  await chat.sendMessage('Weather?')
  expect(chat.$error.get()).toBeUndefined()
  expect(server.requests).toHaveLength(2)
  expect(JSON.parse(server.requests[1]!.body)).toMatchObject({ messages })
  expect(chat.$messages.get()[1]).toMatchObject({
    status: 'complete',
    content: 'It snows.',
    finishReason: 'stop',
  })
})

test('an AG-UI run that asked for approval gets it together with the result, once', async () => {
  const run = { threadId: 'c', runId: 'run_0' }
  const called = (toolCallId: string, ...more: readonly object[]): string =>
    sse(
      { type: 'RUN_STARTED', ...run },
      { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'remove' },
      { type: 'TOOL_CALL_ARGS', toolCallId, delta: '{}' },
      { type: 'TOOL_CALL_END', toolCallId },
      ...more,
    )
  const interrupts = [{ id: 'i', reason: 'tool_call', toolCallId: 'c1' }]
  const server = await answering([
    called('c1', { type: 'RUN_FINISHED', ...run, outcome: { type: 'interrupt', interrupts } }),
    called('c2', { type: 'RUN_FINISHED', ...run }),
    sse({ type: 'RUN_STARTED', ...run }, { type: 'RUN_FINISHED', ...run }),
  ])
  const connection = fetchServerSentEvents(server.url, { protocol: agUi })
  const tools = { remove: () => 'removed' }
  const chat = createChat({
    connection: withTools(connection, tools, { needsApproval: ['remove'] }),
    flush: 'sync',
  })
  await chat.sendMessage('Go')
  expect(server.requests).toHaveLength(1)
  await chat.respondToApproval('i', true)
  const [, second] = server.requests
  expect(JSON.parse(second!.body)).toMatchObject({
    parentRunId: 'run_0',
    resume: [{ interruptId: 'i', status: 'resolved', payload: { approved: true } }],
    messages: [{}, {}, { role: 'tool', toolCallId: 'c1', content: 'removed' }],
  })

  // The page asks for the second call, of which the server knows nothing.
  const asked = chat.$messages.get().at(-1)!.parts.filter(isCall).at(-1)!.approval!
  await chat.respondToApproval(asked.id, true)
  const third = JSON.parse(server.requests[2]!.body) as Record<string, unknown>
  expect(third['messages']).toContainEqual(expect.objectContaining({ toolCallId: 'c2' }))
  expect(third).not.toHaveProperty('resume')
})

test('calls of a server without ids are told apart over the rounds', async () => {
  const told = (a: number): string =>
    `${JSON.stringify({
      message: { content: '', tool_calls: [{ function: { name: 'add', arguments: { a } } }] },
      done: false,
    })}\n{"message":{"content":""},"done":true,"done_reason":"stop"}\n`
  const said = '{"message":{"content":"Done."},"done":true,"done_reason":"stop"}\n'
  const server = await answering([told(1), told(1), told(2), said], 'application/x-ndjson')
  const add = vi.fn<(input: { a: number }) => number>(({ a }) => a + 1)
  const connection = withTools(fetchHttpStream(server.url, { protocol: ollama }), { add })
  const chat = createChat({ connection, flush: 'sync' })
  await chat.sendMessage('Go')
  expect(add).toHaveBeenCalledTimes(3)
  const calls = chat.$messages.get()[1]!.parts.filter(isCall)
  expect(calls.map(({ output }) => output)).toEqual([2, 2, 3])
  expect(new Set(calls.map(({ toolCallId }) => toolCallId)).size).toBe(3)
})

test('a stop while a tool runs leaves no connection open', async () => {
  const server = await answering([openAiCall])
  const { tool, contexts } = createTool()
  const tools = { getWeather: tool }
  const connection = withTools(fetchServerSentEvents(server.url, { protocol: openaiChat }), tools)
  const chat = createChat({ connection, flush: 'sync' })
  const sent = chat.sendMessage('Weather?')
  await until(chat.$messages, () => contexts.length > 0)
  chat.stop()
  await sent
  expect(server.requests).toHaveLength(1)
  expect(chat.$status.get()).toBe('ready')
})
