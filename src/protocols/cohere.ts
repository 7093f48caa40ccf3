import type { ChatRequest } from '../chat-request.ts'
import type { FilePart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { decodeCohere, matchesCohere } from './decode-cohere.ts'
import { fileText } from './file-text.ts'
import {
  functionCall,
  hasOutput,
  modelMessages,
  toolOutputText,
  type ModelMessage,
} from './model-messages.ts'

/**
 * Cohere's Chat, version 2.
 *
 * The answer is complete with `message-end`. The plan that the model makes before it calls a tool
 * becomes reasoning, and is sent back as a plan.
 * https://docs.cohere.com/v2/docs/streaming
 */
export const cohere: Protocol = {
  name: 'cohere',
  encode,
  decode: decodeCohere,
  matches: matchesCohere,
}

function encode({ messages, data }: ChatRequest): unknown {
  const documents = messages.flatMap(({ role, parts }) =>
    role === 'user' ? parts.flatMap(part => (part.type === 'file' ? documentOf(part) : [])) : [],
  )
  return {
    stream: true,
    ...(documents.length > 0 && { documents }),
    ...data,
    messages: modelMessages(messages).flatMap(encodeMessage),
  }
}

function encodeMessage(message: ModelMessage): readonly object[] {
  const { role } = message
  if (role === 'tool') {
    const { toolCall } = message
    return [{ role, tool_call_id: toolCall.toolCallId, content: toolOutputText(toolCall) }]
  }
  const text = message.text ? [{ type: 'text', text: message.text }] : []
  if (role === 'assistant') {
    const calls = message.toolCalls.filter(hasOutput).map(functionCall)
    if (calls.length === 0) return text.length > 0 ? [{ role, content: text }] : []
    const { reasoning } = message
    const plan = reasoning.map(part => (part.metadata?.toolPlan ? part.text : '')).join('')
    // A thought with metadata comes from another provider, or is the plan.
    const thoughts = reasoning
      .filter(part => part.text && !part.metadata)
      .map(part => ({ type: 'thinking', thinking: part.text }))
    const content = [...thoughts, ...text]
    return [
      {
        role,
        ...(content.length > 0 && { content }),
        ...(plan && { tool_plan: plan }),
        tool_calls: calls,
      },
    ]
  }
  const images = message.files
    .filter(({ mediaType }) => mediaType.startsWith('image/'))
    .map(({ url }) => ({ type: 'image_url', image_url: { url } }))
  return [{ role, content: images.length > 0 ? [...text, ...images] : message.text }]
}

/** As documents, which it can cite, the API takes text files and no others. */
function documentOf(file: FilePart): readonly object[] {
  const text = fileText(file)
  const { filename: title } = file
  return text === undefined ? [] : [{ data: { text, ...(title && { title }) } }]
}
