import { persistChat, type Chat } from 'nanowire'
import { tabStorage } from './tab-storage.ts'

const KEY = 'nanowire:chat'

/** The name of this tab's conversation, the same after a reload. */
export function keptId(): string {
  const storage = tabStorage()
  const kept = storage.get(KEY)
  const id = typeof kept === 'string' ? kept : crypto.randomUUID()
  storage.set(KEY, id)
  return id
}

/** Keeps the conversation over a reload, and resumes the answer that the reload cut off. */
export async function keepConversation(chat: Chat): Promise<void> {
  if (await persistChat(chat, tabStorage()).ready) await chat.resume()
}
