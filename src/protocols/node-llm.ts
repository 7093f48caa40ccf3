import type { ChatRequest } from '../chat-request.ts'
import type { Protocol } from '../protocol.ts'
import { decodeNodeLlm, matchesNodeLlm } from './decode-node-llm.ts'
import { chatMessages, lastQuestion } from './model-messages.ts'

/**
 * node-llm, whose chunks servers write as they please, and LLM Connector Hub, whose chunks are much
 * the same: bare, wrapped in `content`, as the records of a server action, or as plain text; and the
 * web channel of Viber's agents.
 *
 * The end of the body is the end of the answer, so that nothing tells a cut answer from a whole one.
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
