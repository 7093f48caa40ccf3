import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import { decodeNodeLlm, matchesNodeLlm } from './decode-node-llm.ts'
import { chatMessages, lastQuestion } from './model-messages.ts'

/**
 * node-llm, whose chunks each server writes in its own way: bare, wrapped in `content`, as the
 * records of a server action, or as plain text. Also LLM Connector Hub, whose chunks are much the
 * same, and the web channel of Viber's agents.
 *
 * The end of the body is the end of the answer, so a cut answer looks like a whole one.
 * https://github.com/node-llm/node-llm/blob/main/docs/core-features/streaming.md
 */
export const nodeLlm: Protocol = {
  name: 'node-llm',
  encode,
  decode: decodeNodeLlm,
  matches: matchesNodeLlm,
}

function encode({ data, messages }: ChatRequest): unknown {
  return {
    ...data,
    messages: chatMessages(messages),
    message: lastQuestion(messages)?.content,
  }
}
