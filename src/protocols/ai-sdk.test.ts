import { convertToModelMessages, validateUIMessages, type UIMessage } from 'ai'
import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
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
