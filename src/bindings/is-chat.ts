import type { Chat, ChatOptions } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'

/** Whether this is a chat, rather than the options to create one. */
export function isChat<Types extends MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): given is Chat<Types> {
  return '$messages' in given
}
