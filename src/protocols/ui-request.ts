import type { ChatRequest } from '../chat-request.ts'
import type { Message, Metadata, Part, ToolCallPart } from '../message.ts'
import { sentParts } from './sent-parts.ts'

/** The body that the AI SDK's own chat transports send. */
export function uiRequest(request: ChatRequest): {
  readonly messages: readonly object[]
  readonly [key: string]: unknown
} {
  return {
    ...request.data,
    id: request.chatId,
    // The AI SDK refuses a message without parts, such as an answer that failed at once.
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
    // AI SDK 4 and TanStack AI read this; AI SDK 5 and later ignore it.
    content,
    metadata,
    parts: parts.flatMap((part, index) => {
      // What follows a tool's result begins a new step of the model.
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
        citations: part.metadata?.citations,
        providerMetadata: providerMetadata(part.metadata),
      }
    case 'tool-call':
      return encodeCall(part)
    case 'source': {
      const { id: sourceId, metadata, ...source } = part
      const type = part.url === undefined ? 'source-document' : 'source-url'
      return { ...source, type, sourceId, providerMetadata: providerMetadata(metadata) }
    }
    case 'file': {
      const { metadata, ...file } = part
      const type = metadata?.reasoning ? 'reasoning-file' : part.type
      return { ...file, type, providerMetadata: providerMetadata(metadata) }
    }
    case 'data':
      // The SDK's own chunks were kept whole, and go back whole.
      return /^(custom|steering-message)$/.test(part.name) && hasType(part.data, part.name)
        ? part.data
        : { type: `data-${part.name}`, id: part.id, data: part.data }
    default:
      return part satisfies never
  }
}

function hasType(data: unknown, type: string): boolean {
  return (data as { readonly type?: unknown } | null | undefined)?.type === type
}

function encodeCall({ inputText: _, metadata, approval, ...call }: ToolCallPart): object {
  const { dynamic, title, toolMetadata, resultProviderMetadata } = metadata ?? {}
  const { toolName, state, errorText } = call
  const isDenied = state === 'output-denied'
  // Other fields come from other servers' requests, and are not for this one.
  const { requestReason, isAutomatic, signature, inputSchemaInput, descriptor } =
    (metadata?.approval ?? {}) as Metadata
  return {
    ...call,
    type: dynamic ? 'dynamic-tool' : `tool-${toolName}`,
    title,
    toolMetadata,
    errorText: isDenied ? undefined : errorText,
    approval:
      approval || isDenied
        ? {
            id: call.toolCallId,
            requestReason,
            isAutomatic,
            signature,
            inputSchemaInput,
            descriptor,
            ...(isDenied && { approved: false, reason: errorText || undefined }),
            ...approval,
          }
        : undefined,
    callProviderMetadata: providerMetadata(metadata),
    resultProviderMetadata,
  }
}

/** What is kept with the providers' metadata, but is not for them. */
const NO_PROVIDERS = /^(approval|toolMetadata|resultProviderMetadata)$/

/** What providers want back, by their names; the AI SDK refuses anything else. */
function providerMetadata(metadata: Metadata | undefined): Metadata | undefined {
  const told = Object.entries(metadata ?? {}).filter(
    ([name, value]) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !NO_PROVIDERS.test(name),
  )
  return told.length > 0 ? Object.fromEntries(told) : undefined
}
