import type { ChatRequest } from '../chat-request.ts'
import type { Message, Part } from '../message.ts'

function message(id: string, role: Message['role'], parts: readonly Part[]): Message {
  const content = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
  return { id, role, parts, content, status: 'complete', createdAt: 0 }
}

function said(text: string): Part {
  return { type: 'text', text, state: 'done' }
}

/** Two questions and an answer, with an image, reasoning, tool calls and a source. */
export const conversation: readonly Message[] = [
  message('s1', 'system', [said('Be brief.')]),
  message('u1', 'user', [
    said('Where is this, and is it cold there?'),
    {
      type: 'file',
      mediaType: 'image/png',
      url: 'data:image/png;base64,iVBORw0KGgo=',
      filename: 'a.png',
    },
  ]),
  message('a1', 'assistant', [
    {
      type: 'reasoning',
      text: 'That is Tromsø.',
      state: 'done',
      metadata: { encryptedValue: 'EqQB', acme: { signature: 'EqQB' } },
    },
    said('Let me check.'),
    {
      type: 'tool-call',
      toolCallId: 'call_1',
      toolName: 'getWeather',
      inputText: '{"city":"Tromsø"}',
      input: { city: 'Tromsø' },
      state: 'output-available',
      output: { celsius: 4 },
    },
    {
      type: 'tool-call',
      toolCallId: 'call_2',
      toolName: 'getTide',
      inputText: '{}',
      input: {},
      state: 'output-error',
      errorText: 'The gauge is frozen.',
    },
    said('It is 4 °C.'),
    { type: 'source', id: 'src_1', url: 'https://example.org/tromsø', title: 'Tromsø' },
    { type: 'data', name: 'progress', id: 'p1', data: { pct: 100 } },
  ]),
  message('u2', 'user', [said('And tomorrow?')]),
]

/** A request to answer a conversation. */
export function chatRequest(
  messages: readonly Message[] = conversation,
  more: Partial<ChatRequest> = {},
): ChatRequest {
  return {
    chatId: 'chat_1',
    runId: 'run_1',
    messages,
    trigger: 'send',
    signal: new AbortController().signal,
    ...more,
  }
}
