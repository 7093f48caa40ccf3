import { createId } from '../adapters/create-id.ts'
import type { Message, MessageStatus, Role } from '../message.ts'

/** A message, or what is needed to make one. */
export type MessageInit =
  | Message
  | {
      readonly role: Role
      readonly content: string
      /** A new one by default. */
      readonly id?: string | undefined
      /** In milliseconds since 1970; now by default. */
      readonly createdAt?: number | undefined
    }

/** A whole message with this text; `init` itself if it has `parts` already. */
export function createMessage(init: MessageInit, status: MessageStatus = 'complete'): Message {
  if ('parts' in init) return init
  const { id = createId(), role, content, createdAt = Date.now() } = init
  return {
    id,
    role,
    parts: content === '' ? [] : [{ type: 'text', text: content, state: 'done' }],
    content,
    status,
    createdAt,
  }
}
