import type { Chat } from '../chat/chat.ts'

/** The messages of a chat, each as `role status: content`. */
export function messageRows({ $messages }: Pick<Chat, '$messages'>): string[] {
  return $messages.get().map(({ role, status, content }) => `${role} ${status}: ${content}`)
}
