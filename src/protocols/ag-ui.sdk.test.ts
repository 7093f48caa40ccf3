import { chat, chatParamsFromRequestBody, toolDefinition } from '@tanstack/ai'
import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { applyEvent } from '../messages/apply-event.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { agUi } from './ag-ui.ts'

/** A model of TanStack AI's that calls a tool, and says what it is told of the result. */
const adapter = {
  kind: 'text',
  name: 'mock',
  model: 'm-1',
  async *chatStream({
    messages,
    runId,
  }: {
    messages: readonly { role: string; content: string }[]
    runId: string
  }) {
    const last = messages.at(-1)
    const base = { runId, threadId: 'chat_1', timestamp: 1, model: 'm-1' }
    yield { type: 'RUN_STARTED', ...base }
    if (last?.role === 'tool') {
      yield { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: `Told: ${last.content}` }
      yield { type: 'TEXT_MESSAGE_END', messageId: 'm' }
    } else {
      yield { type: 'TOOL_CALL_START', toolCallId: 'call_9', toolCallName: 'sendMail' }
      yield { type: 'TOOL_CALL_ARGS', toolCallId: 'call_9', delta: '{"to":"bjørn"}' }
      yield { type: 'TOOL_CALL_END', toolCallId: 'call_9' }
    }
    const finishReason = last?.role === 'tool' ? 'stop' : 'tool_calls'
    yield { type: 'RUN_FINISHED', ...base, finishReason }
  },
}

/** What TanStack AI's server answers to a conversation. */
async function answer(messages: readonly Message[], runId: string): Promise<Message> {
  const body = JSON.parse(JSON.stringify(agUi.encode(chatRequest(messages, { runId }))))
  const params = await chatParamsFromRequestBody(body)
  const sendMail = toolDefinition({
    name: 'sendMail',
    description: 'Sends a mail',
    needsApproval: true,
    inputSchema: { type: 'object', properties: { to: { type: 'string' } } },
  }).server(async () => ({ sent: true }))
  const decoder = agUi.decode()
  const tools = [sendMail]
  let message: Message = {
    id: `answer to ${runId}`,
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  for await (const value of chat({ ...params, adapter, tools } as never)) {
    message = decoder.push({ data: JSON.stringify(value) }).reduce(applyEvent, message)
  }
  return decoder.end().reduce(applyEvent, message)
}

test.each([
  [true, 'Told: {"sent":true}'],
  [false, expect.stringMatching(/^Told: .*(denied|declined|rejected)/i) as string],
])(
  'TanStack AI goes on with a run once it is told that the call is approved: %s',
  async (approved, content) => {
    const waiting = await answer(conversation, 'run_1')
    const [part] = waiting.parts
    expect(part).toMatchObject({
      type: 'tool-call',
      toolCallId: 'call_9',
      state: 'approval-requested',
    })
    const approvalId = part?.type === 'tool-call' ? (part.approval?.id ?? '') : ''
    const told = applyEvent(waiting, { type: 'tool-approval-response', approvalId, approved })
    expect((await answer([...conversation, told], 'run_2')).content).toEqual(content)
  },
)
