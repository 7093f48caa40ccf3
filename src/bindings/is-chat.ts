import type { Chat, ChatOptions } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'

/** Whether what a door was given is a chat, rather than the options of one to create. */
export function isChat<Types extends MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): given is Chat<Types> {
  return '$messages' in given
}
