import { useEffect, useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { chatViews, type ChatView } from './bindings/chat-views.ts'
import { useChatOf } from './bindings/use-chat-of.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import type { Message, MessageTypes } from './message.ts'

export type { ChatView } from './bindings/chat-views.ts'

const hooks = { useState, useEffect, useEarlyEffect: useInsertionEffect }

/**
 * The state and the actions of a chat. The component is rendered again only when something changes
 * that it has read: one that reads `input` alone sleeps while an answer streams.
 *
 * A chat that is given lives on when the component goes. Given options, the hook creates a chat of
 * the component's own: once, again where `id` is another, and destroys it with the component.
 * Callbacks, `data` and `connection` are those of the latest render. A server renders, and hydration
 * expects, what the chat was created with: give both sides the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): ChatView<Types> {
  const chat = useChatOf(given, hooks)
  const views = useMemo(() => chatViews(chat), [chat])
  return useSyncExternalStore(views.listen, views.current, views.initial)
}

/** The ids of the messages, of which only a change of the list is told. */
export function useMessageIds({ $messageIds }: Pick<Chat, '$messageIds'>): readonly string[] {
  return useSyncExternalStore($messageIds.listen, $messageIds.get, () => $messageIds.init!)
}

/** One message, `undefined` while there is none of this id; only its own changes are told. */
export function useMessage<Types extends MessageTypes>(
  chat: Chat<Types>,
  id: string,
): Message<Types> | undefined {
  const $message = chat.$message(id)
  return useSyncExternalStore($message.listen, $message.get, () => $message.init)
}
