import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import { decodeOpenaiChat, matchesOpenaiChat } from './decode-openai-chat.ts'
import { chatMessages } from './model-messages.ts'

/**
 * OpenAI's Chat Completions, and the servers that are compatible with it.
 *
 * The answer is complete once a chunk has told a `finish_reason`, or with `[DONE]`.
 * The usage is asked for with `stream_options`, which Mistral refuses, and tells unasked: leave them out
 * with `stream_options: undefined` in the request's data.
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  encode,
  decode: decodeOpenaiChat,
  matches: matchesOpenaiChat,
}

function encode({ messages, data }: ChatRequest): unknown {
  return {
    stream: true,
    stream_options: { include_usage: true },
    ...data,
    messages: chatMessages(messages),
  }
}
