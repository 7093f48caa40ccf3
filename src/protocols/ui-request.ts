import type { ChatRequest } from '../chat-request.ts'
import type { Message, Metadata, Part } from '../message.ts'
import { sentParts } from './sent-parts.ts'

/** The body that the AI SDK's own chat transports send. */
export function uiRequest(request: ChatRequest): {
  readonly messages: readonly object[]
  readonly [key: string]: unknown
} {
  return {
    ...request.data,
    id: request.chatId,
    // The AI SDK refuses a message that says nothing, such as an answer that failed at once.
    messages: request.messages
      .map((message, index, { length }) => ({
        ...message,
        parts: sentParts(message, index === length - 1),
      }))
      .filter(({ parts }) => parts.length > 0)
      .map(encodeMessage),
    trigger: request.trigger === 'regenerate' ? 'regenerate-message' : 'submit-message',
    messageId: request.messageId,
  }
}

function encodeMessage({ id, role, content, metadata, parts }: Message): object {
  return {
    id,
    role,
    // AI SDK 4 and TanStack AI read this; AI SDK 5 and later have no use for it.
    content,
    metadata,
    parts: parts.flatMap((part, index) => {
      // What follows a tool's result is a new step of the model.
      const begins = part.type !== 'tool-call' && parts[index - 1]?.type === 'tool-call'
      return begins ? [{ type: 'step-start' }, encodePart(part)] : [encodePart(part)]
    }),
  }
}

function encodePart(part: Part): unknown {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return {
        type: part.type,
        text: part.text,
        state: 'done',
        providerMetadata: providerMetadata(part.metadata),
      }
    case 'tool-call': {
      const { toolName, inputText, metadata, ...call } = part
      return { ...call, type: `tool-${toolName}`, callProviderMetadata: providerMetadata(metadata) }
    }
    case 'source': {
      const { id: sourceId, metadata, ...source } = part
      const type = part.url === undefined ? 'source-document' : 'source-url'
      return { ...source, type, sourceId, providerMetadata: providerMetadata(metadata) }
    }
    case 'file': {
      const { metadata, ...file } = part
      return { ...file, providerMetadata: providerMetadata(metadata) }
    }
    case 'data':
      return { type: `data-${part.name}`, id: part.id, data: part.data }
    default:
      return part satisfies never
  }
}

/** What providers want back, by their names; anything else the AI SDK refuses. */
function providerMetadata(metadata: Metadata | undefined): Metadata | undefined {
  if (!metadata) return undefined
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => typeof value === 'object' && value !== null),
  )
}
