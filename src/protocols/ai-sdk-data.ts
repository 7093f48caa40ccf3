import type { ChatRequest } from '../chat-request.ts'
import type { Message, Part } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { decodeAiSdkData, frameAiSdkData, matchesAiSdkData } from './decode-ai-sdk-data.ts'
import { toolOutputText } from './model-messages.ts'

/**
 * Vercel's AI SDK 3 and 4: the data stream protocol, whose lines are a code, a colon and JSON; and
 * the parts of `fullStream` of versions 4 to 7, which servers such as Viber's write as JSON.
 *
 * The answer is complete with the line of code `d` or the part `finish`, or, from servers older
 * than these, where the body ends.
 * https://github.com/vercel/ai/blob/ai%404.3.19/packages/ui-utils/src/data-stream-parts.ts
 */
export const aiSdkData: Protocol = {
  name: 'ai-sdk-data',
  encode,
  decode: decodeAiSdkData,
  matches: matchesAiSdkData,
  frame: frameAiSdkData,
}

function encode(request: ChatRequest): unknown {
  return {
    ...request.data,
    id: request.chatId,
    messages: request.messages.map(encodeMessage),
  }
}

function encodeMessage({ id, role, content, metadata, parts }: Message): unknown {
  let step = 0
  const wire = parts.flatMap((part, index): Invocation[] => {
    if (part.type !== 'tool-call' && parts[index - 1]?.type === 'tool-call') step++
    return encodePart(part, step)
  })
  const files = parts.filter(part => part.type === 'file')
  return {
    id,
    role,
    content,
    parts: wire,
    // AI SDK 3 and early versions of 4 look for the calls here.
    toolInvocations: wire.flatMap(part => part.toolInvocation ?? []),
    annotations: metadata?.annotations,
    experimental_attachments: files.map(file => ({
      name: file.filename,
      contentType: file.mediaType,
      url: file.url,
    })),
  }
}

interface Invocation {
  readonly type: string
  readonly toolInvocation?: object
}

/** The part in the AI SDK's shape. A call without a result is left out: it would be refused. */
function encodePart(part: Part, step: number): (Invocation & Record<string, unknown>)[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }]
  if (part.type === 'reasoning') {
    const { signature, data } = part.metadata ?? {}
    const detail =
      data && !part.text ? { type: 'redacted', data } : { type: 'text', text: part.text, signature }
    return [{ type: 'reasoning', reasoning: part.text, details: [detail] }]
  }
  if (part.type !== 'tool-call' || !part.state.startsWith('output')) return []
  const { toolCallId, toolName, input: args, state } = part
  const result = state === 'output-available' ? part.output : toolOutputText(part)
  const toolInvocation = { state: 'result', step, toolCallId, toolName, args, result }
  return [{ type: 'tool-invocation', toolInvocation }]
}
