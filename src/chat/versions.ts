import type { Message } from '../message.ts'
import type { Chat } from './chat.ts'

/**
 * Keeps the earlier answers when one is regenerated: pass it to `createChat` as `versions`.
 *
 * The shown answer has the other versions in `versions`, oldest first, and its own position among
 * all of them in `versionIndex`: it is number `versionIndex + 1` of `versions.length + 1`.
 */
export function keepVersions(replaced: Message): Pick<Message, 'versions' | 'versionIndex'> {
  const versions = allVersions(replaced)
  return { versions, versionIndex: versions.length }
}

/**
 * Shows another version of an answer, at the same place in the conversation; what follows it stays.
 * `versionIndex` counts all versions, from 0. Does nothing if there is no such message or version,
 * or while the answer is still streaming.
 */
export function selectVersion(chat: Chat, messageId: string, versionIndex: number): void {
  const message = chat.$messages.get().find(({ id }) => id === messageId)
  if (!message || message.status === 'streaming') return
  const versions = allVersions(message)
  const selected = versions[versionIndex]
  if (!selected) return
  versions.splice(versionIndex, 1)
  chat.setMessages(messages =>
    messages.map(one => (one === message ? { ...selected, versions, versionIndex } : one)),
  )
}

/** Every version of a message, each without the others. */
function allVersions(message: Message): Message[] {
  const { versions = [], versionIndex = 0, ...shown } = message
  return [...versions.slice(0, versionIndex), shown, ...versions.slice(versionIndex)]
}
