import {
  convertToModelMessages,
  readUIMessageStream,
  validateUIMessages,
  type UIMessage,
  type UIMessageChunk,
} from 'ai'
import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import type { Protocol } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { agUi } from './ag-ui.ts'
import { aiSdk } from './ai-sdk.ts'

interface Body {
  readonly messages: UIMessage[]
  readonly [key: string]: unknown
}

function encode(request = chatRequest()): Body {
  return JSON.parse(JSON.stringify(aiSdk.encode(request)))
}

test('asks as the AI SDK’s own transports do', () => {
  const { messages, ...body } = encode(chatRequest(undefined, { data: { model: 'm-1' } }))
  expect(body).toEqual({ model: 'm-1', id: 'chat_1', trigger: 'submit-message' })
  expect(messages.map(({ id }) => id)).toEqual(['s1', 'u1', 'a1', 'u2'])
})

test('names the message that is to be regenerated', () => {
  const request = chatRequest(undefined, { trigger: 'regenerate', messageId: 'a1' })
  expect(encode(request)).toMatchObject({ trigger: 'regenerate-message', messageId: 'a1' })
})

test('lets no data of the application take the place of what the server needs', () => {
  const request = chatRequest(undefined, { data: { id: 'mine', messages: 'mine' } })
  expect(encode(request)).toMatchObject({ id: 'chat_1', messages: expect.any(Array) })
})

test('sends a conversation that the AI SDK turns into what its models read', async () => {
  const { messages } = encode()
  const valid = await validateUIMessages<UIMessage>({ messages })
  expect(await convertToModelMessages(valid)).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text' }, { type: 'file', mediaType: 'image/png' }] },
    {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'That is Tromsø.',
          providerOptions: { acme: { signature: 'EqQB' } },
        },
        { type: 'text', text: 'Let me check.' },
        { type: 'tool-call', toolCallId: 'call_1', input: { city: 'Tromsø' } },
        { type: 'tool-call', toolCallId: 'call_2', input: {} },
      ],
    },
    {
      role: 'tool',
      content: [
        { toolCallId: 'call_1', output: { type: 'json', value: { celsius: 4 } } },
        { toolCallId: 'call_2', output: { type: 'error-text', value: 'The gauge is frozen.' } },
      ],
    },
    { role: 'assistant', content: [{ type: 'text', text: 'It is 4 °C.' }] },
    { role: 'user', content: [{ type: 'text', text: 'And tomorrow?' }] },
  ])
})

test('leaves out an answer that said nothing, which the AI SDK would refuse', async () => {
  const silent: Message = {
    id: 'a2',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'error',
    createdAt: 0,
  }
  const { messages } = encode(chatRequest([...conversation, silent]))
  expect(messages.map(({ id }) => id)).toEqual(['s1', 'u1', 'a1', 'u2'])
  await validateUIMessages({ messages })
})

test('sends an answered approval back as the AI SDK has it', async () => {
  const asked: Message = {
    id: 'a2',
    role: 'assistant',
    parts: [
      {
        type: 'tool-call',
        toolCallId: 'call_3',
        toolName: 'sendMail',
        inputText: '',
        input: { to: 'bjørn' },
        state: 'approval-responded',
        approval: { id: 'ap_1', approved: true },
      },
    ],
    content: '',
    status: 'complete',
    createdAt: 0,
  }
  const { messages } = encode(chatRequest([asked]))
  const valid = await validateUIMessages<UIMessage>({ messages })
  expect(await convertToModelMessages(valid)).toMatchObject([
    {
      role: 'assistant',
      content: [
        { type: 'tool-call', toolCallId: 'call_3' },
        { type: 'tool-approval-request', approvalId: 'ap_1', toolCallId: 'call_3' },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-approval-response', approved: true }] },
  ])
})

/** The message that comes of chunks. */
function answer(protocol: Protocol, ...values: readonly object[]): Message {
  const records = [...values, { type: 'finish' }].map(value => ({ data: JSON.stringify(value) }))
  return decodeAll(protocol.decode(), records).out.reduce(applyEvent, {
    id: 'a1',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  })
}

const openai = (itemId: string): object => ({ providerMetadata: { openai: { itemId } } })
const call = { toolCallId: 'c', toolName: 'sendMail', input: { to: 'bjørn' } }

test.each<[what: string, chunks: readonly object[]]>([
  [
    'a tool that the server knows by its name alone',
    [
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'sendMail', dynamic: true },
      {
        type: 'tool-input-available',
        ...call,
        dynamic: true,
        title: 'Mail',
        toolMetadata: { icon: 'mail' },
        ...openai('call'),
      },
      { type: 'tool-output-available', toolCallId: 'c', output: 1, dynamic: true },
    ],
  ],
  [
    'what a provider says of a call and of its result',
    [
      { type: 'tool-input-available', ...call, providerExecuted: true, ...openai('call') },
      {
        type: 'tool-output-available',
        toolCallId: 'c',
        output: { ok: 1 },
        providerExecuted: true,
        ...openai('result'),
      },
    ],
  ],
  [
    'a request for approval with all that it says',
    [
      { type: 'tool-input-available', ...call },
      {
        type: 'tool-approval-request',
        toolCallId: 'c',
        approvalId: 'ap',
        reason: 'Costs',
        signature: 'sig',
        isAutomatic: true,
        inputSchemaInput: { to: 1 },
        approvalDescriptor: { level: 2 },
      },
    ],
  ],
  [
    'an approval, and what came of it',
    [
      { type: 'tool-input-available', ...call },
      { type: 'tool-approval-request', toolCallId: 'c', approvalId: 'ap', signature: 'sig' },
      { type: 'tool-approval-response', approvalId: 'ap', approved: true, ...openai('yes') },
      { type: 'tool-output-available', toolCallId: 'c', output: 'sent' },
    ],
  ],
  [
    'a call that the user denied',
    [
      { type: 'tool-input-available', ...call },
      { type: 'tool-approval-request', toolCallId: 'c', approvalId: 'ap' },
      { type: 'tool-approval-response', approvalId: 'ap', approved: false, reason: 'No.' },
      { type: 'tool-output-denied', toolCallId: 'c' },
    ],
  ],
  [
    'a call that failed',
    [
      { type: 'tool-input-available', ...call },
      { type: 'tool-output-error', toolCallId: 'c', errorText: 'Offline', ...openai('result') },
    ],
  ],
  ['an input that was refused', [{ type: 'tool-input-error', ...call, errorText: 'No such tool' }]],
  [
    'a text with what it cites',
    [
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Gulls.' },
      {
        type: 'text-end',
        id: '0',
        ...openai('text'),
        citations: [
          {
            source: {
              type: 'source',
              sourceType: 'url',
              id: 's',
              url: 'https://example.org/',
            },
            startIndex: 0,
          },
        ],
      },
    ],
  ],
  [
    'thoughts, with a file among them',
    [
      { type: 'reasoning-start', id: 'r', ...openai('thought') },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
      { type: 'reasoning-end', id: 'r' },
      {
        type: 'reasoning-file',
        mediaType: 'image/png',
        url: 'data:image/png;base64,iVBO',
        ...openai('file'),
      },
      { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBO' },
    ],
  ],
  [
    'parts that are a provider’s own, and a message that steered the run',
    [
      { type: 'custom', kind: 'openai.compaction', ...openai('compaction') },
      { type: 'steering-message', id: 'm', parts: [{ type: 'text', text: 'Shorter!' }] },
      { type: 'data-custom', id: 'd', data: { type: 'mine' } },
    ],
  ],
])('sends back what it was told: %s', async (_what, chunks) => {
  const { messages } = encode(chatRequest([answer(aiSdk, ...chunks)]))
  const [sent] = await validateUIMessages<UIMessage>({ messages })
  // What the AI SDK's own reader makes of the same chunks.
  let own: UIMessage | undefined
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk as UIMessageChunk)
      controller.close()
    },
  })
  for await (const message of readUIMessageStream({ stream })) own = message
  const parts = (sent?.parts ?? []).filter(({ type }) => !type.startsWith('source'))
  expect(await convertToModelMessages([{ role: 'assistant', parts }])).toEqual(
    await convertToModelMessages([own as UIMessage]),
  )
  const plain = (given: readonly object[] = []): unknown =>
    JSON.parse(JSON.stringify(given.map(part => ({ ...part, state: undefined, id: undefined }))))
  expect(plain(parts)).toMatchObject(plain(own?.parts) as object)
})

/** The events of these chunks. */
function events(...values: readonly object[]): readonly StreamEvent[] {
  return decodeAll(
    aiSdk.decode(),
    values.map(value => ({ data: '', value })),
  ).out
}

test('takes a call whose id was used in an earlier step for another, unless it waits', () => {
  const made = { ...call, type: 'tool-input-available' }
  const gave = { type: 'tool-output-available', toolCallId: 'c', output: 7 }
  const step = { type: 'start-step' }
  const idsOf = (...chunks: readonly object[]): unknown[] =>
    answer(aiSdk, ...chunks).parts.map(part => part.type === 'tool-call' && part.toolCallId)
  expect(idsOf(step, made, gave, step, made, gave, step, made)).toEqual(['c', 'c-2', 'c-2-2'])
  expect(idsOf(step, made, step, made)).toEqual(['c'])
  expect(idsOf(step, made, gave, step, gave)).toEqual(['c'])
})

test('ends a text or a thought where the next begins under its name', () => {
  const chunks = ['text', 'reasoning'].flatMap(kind => [
    { type: `${kind}-start`, id: '0' },
    { type: `${kind}-delta`, id: '0', delta: 'Oh' },
    { type: 'start-step' },
    { type: `${kind}-start`, id: '0' },
    { type: `${kind}-end`, id: '0' },
  ])
  expect(events(...chunks).map(({ type }) => type)).toEqual([
    'text-start',
    'text-delta',
    'text-end',
    'step-start',
    'text-start',
    'text-end',
    'reasoning-start',
    'reasoning-delta',
    'reasoning-end',
    'step-start',
    'reasoning-start',
    'reasoning-end',
  ])
})

test('ends a step once its texts have ended or are taken back', () => {
  const begun = [{ type: 'text-start', id: '0' }, { type: 'finish-step' }]
  for (const [last, ...told] of [
    [{ type: 'text-end', id: '0' }, 'text-end', 'step-end', 'file', 'step-start'],
    [{ type: 'reset-step' }, 'step-end', 'reset', 'file', 'step-start'],
  ] as const) {
    const types = events(...begun, last, { type: 'file' }, { type: 'start-step' }).map(
      ({ type }) => type,
    )
    expect(types).toEqual(['text-start', ...told])
  }
})

test('tells an input that is text as the text that it is', () => {
  const begun = { type: 'tool-input-start', toolCallId: 'c', toolName: 'run' }
  const pieces = ['7', ' + 1'].map(inputTextDelta => ({
    type: 'tool-input-delta',
    toolCallId: 'c',
    inputTextDelta,
  }))
  const inputs = (...chunks: readonly object[]): unknown[] =>
    events(...chunks).flatMap(event => (event.type === 'tool-input-delta' ? [event.input] : []))
  expect(inputs({ ...begun, inputEncoding: 'text' }, ...pieces)).toEqual(['7', '7 + 1'])
  expect(inputs(begun, ...pieces)).toEqual([undefined, undefined])
})

test('tells why a call was refused, and what a failure was', () => {
  expect(events({ type: 'tool-output-denied', toolCallId: 'c', reason: 'Too late' })).toMatchObject(
    [{ type: 'tool-error', errorText: 'Too late', denied: true }],
  )
  for (const failure of [{ errorText: 'Busy' }, { error: { message: 'Busy' } }]) {
    expect(events({ type: 'error', ...failure })).toMatchObject([
      { message: 'Busy', data: failure },
    ])
  }
})

test('takes null, as Python writes it, for nothing', () => {
  const thought = { type: 'reasoning-delta', id: 'r', delta: null, providerMetadata: { acme: {} } }
  const data = [1, 2].map(of => ({ type: 'data-tide', id: null, data: of }))
  expect(answer(aiSdk, thought, ...data).parts).toMatchObject([
    { type: 'reasoning', text: '' },
    { type: 'data', data: 1 },
    { type: 'data', data: 2 },
  ])
})

test('tells sources of one name apart by their addresses, and those without a name', () => {
  const sources = ['/a', '/b', '/a'].map(url => ({ type: 'source-url', url }))
  const named = sources.map(source => ({ ...source, sourceId: 's' }))
  const told = events(...sources, ...named).map(event => event.type === 'source' && event.url)
  expect(told).toEqual(['/a', '/b', '/a', '/b'])
})

test('tells the sources that a text cites, each once', () => {
  const source = { type: 'source', sourceType: 'url', id: 's', url: '/s', title: 'S' }
  const { parts } = answer(
    aiSdk,
    { type: 'text-delta', id: '0', delta: 'Gulls.' },
    { type: 'text-end', id: '0', citations: [{ source }, { source, startIndex: 3 }] },
    { type: 'source-url', sourceId: 's', url: '/s', title: 'S' },
  )
  expect(parts).toMatchObject([
    { type: 'text', metadata: { citations: [{}, { startIndex: 3 }] } },
    { type: 'source', id: 's', url: '/s', title: 'S' },
  ])
})

test('is asked for no approval by what another server says of it', async () => {
  const { messages } = encode(
    chatRequest([
      answer(
        agUi,
        { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'sendMail' },
        {
          type: 'RUN_FINISHED',
          outcome: { interrupts: [{ id: 'i', reason: 'tool_call', toolCallId: 'c' }] },
        },
      ),
    ]),
  )
  const [sent] = await validateUIMessages<UIMessage>({ messages })
  expect(sent?.parts).toMatchObject([{ state: 'approval-requested', approval: { id: 'i' } }])
})
