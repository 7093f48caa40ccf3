import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import { decodeOpenaiChat, matchesOpenaiChat } from './decode-openai-chat.ts'
import { chatMessages } from './model-messages.ts'

/**
 * OpenAI's Chat Completions, and servers that are compatible with it.
 *
 * The answer is complete once a chunk has had a `finish_reason`, or with `[DONE]`.
 * The request asks for the usage with `stream_options`. Mistral refuses these, and sends the usage
 * unasked: leave them out with `stream_options: undefined` in the request's data.
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
