import type { Message, Metadata } from '../message.ts'
import { textOf } from '../messages/message-parts.ts'
import { uniqueIds } from '../protocols/unique-ids.ts'
import { createMessage } from './create-message.ts'
import { withoutBookkeeping, withResults } from './ui-calls.ts'
import type { OlderUiMessage, UiMessage, UiPart } from './ui-message.ts'
import { uiParts } from './ui-parts.ts'

/**
 * The messages of a conversation that `useChat` of the AI SDK or TanStack AI has kept, or their
 * server has stored: for `messages` of `createChat`, or for `setMessages`.
 *
 * Each is `complete`, whatever its parts; a call that waits for an approval or a result still waits
 * for it. Unknown parts are left out, and nanowire's own messages stay as they are. Throws a
 * `TypeError` for anything but a list of messages; their contents are not checked.
 * https://ai-sdk.dev/docs/reference/ai-sdk-core/ui-message
 */
export function fromUiMessages(messages: readonly UiMessage[]): Message[] {
  return messages.flatMap(wire => {
    if (isOwn(wire)) return [wire]
    const { id, role, createdAt } = wire
    if (role !== 'system' && role !== 'user' && role !== 'assistant') return []
    // If a model numbers its calls anew in every step, the AI SDK keeps several under one id.
    const idOf = uniqueIds()
    const parts = withResults(allParts(wire))
      .flatMap(uiParts)
      .map(part =>
        part.type === 'tool-call' ? { ...part, toolCallId: idOf(part.toolCallId) } : part,
      )
    // A database may store a missing time as null.
    const time = (createdAt && new Date(createdAt).getTime()) || undefined
    const message = createMessage({ id, role, content: textOf(parts), createdAt: time })
    const metadata = metadataOf(wire)
    return [{ ...message, parts, ...(metadata && { metadata }) }]
  })
}

function isOwn(wire: UiMessage): wire is Message {
  return 'status' in wire && typeof wire.content === 'string'
}

function allParts(wire: OlderUiMessage): readonly UiPart[] {
  const { parts, content, reasoning, toolInvocations = [], experimental_attachments = [] } = wire
  const files = experimental_attachments.map(({ name, contentType, url }) => ({
    type: 'file',
    mediaType: contentType ?? 'application/octet-stream',
    url,
    filename: name,
  }))
  const older = [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning }] : []),
    ...toolInvocations.map(toolInvocation => ({ type: 'tool-invocation', toolInvocation })),
    ...(typeof content === 'string' && content ? [{ type: 'text', text: content }] : []),
  ]
  return [...(parts?.length ? (parts as readonly UiPart[]) : older), ...files]
}

function metadataOf({ metadata, annotations }: OlderUiMessage): Metadata | undefined {
  const all = {
    ...withoutBookkeeping(metadata as Metadata),
    ...(annotations !== undefined && { annotations }),
  }
  return Object.keys(all).length > 0 ? all : undefined
}
