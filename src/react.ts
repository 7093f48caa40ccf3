import { useEffect, useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { chatViews, type ChatView } from './bindings/chat-views.ts'
import { useChatOf } from './bindings/use-chat-of.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import type { Message, MessageTypes } from './message.ts'

export type { ChatView } from './bindings/chat-views.ts'

const hooks = { useState, useEffect, useEarlyEffect: useInsertionEffect }

/**
 * The state and the actions of a chat. The component renders again only when something that it has
 * read changes: one that reads only `input` does not render while an answer streams.
 *
 * A chat that is passed lives on when the component unmounts. With options, the hook creates the
 * component's own chat: once, again if the `id` changes, and destroys it with the component.
 * Callbacks, `data` and `connection` are those of the latest render. A server renders what the chat
 * was created with, and hydration expects the same: give both sides the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): ChatView<Types> {
  const chat = useChatOf(given, hooks)
  const views = useMemo(() => chatViews(chat), [chat])
  return useSyncExternalStore(views.listen, views.current, views.initial)
}

/** The ids of the messages; renders only when a message comes or goes. */
export function useMessageIds({ $messageIds }: Pick<Chat, '$messageIds'>): readonly string[] {
  return useSyncExternalStore($messageIds.listen, $messageIds.get, () => $messageIds.init!)
}

/**
 * One message, `undefined` if there is none with this id; renders only when that message changes.
 */
export function useMessage<Types extends MessageTypes>(
  chat: Chat<Types>,
  id: string,
): Message<Types> | undefined {
  const $message = chat.$message(id)
  return useSyncExternalStore($message.listen, $message.get, () => $message.init)
}
