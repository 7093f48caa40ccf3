import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { chatViews, type ChatView } from './bindings/chat-views.ts'
import { useChatOf } from './bindings/use-chat-of.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import type { Message, MessageTypes } from './message.ts'

export type { ChatView } from './bindings/chat-views.ts'

const hooks = { useState, useEffect, useEarlyEffect: useLayoutEffect }

/**
 * The state and the actions of a chat. The component is rendered again only when something changes
 * that it has read: one that reads `input` alone sleeps while an answer streams.
 *
 * A chat that is given lives on when the component goes. Given options, the hook creates a chat of
 * the component's own: once, again where `id` is another, and destroys it with the component.
 * Callbacks, `data` and `connection` are those of the latest render. A component's first render has
 * what the chat was created with, as a server renders it: give both sides the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): ChatView<Types> {
  const chat = useChatOf(given, hooks)
  const views = useMemo(() => chatViews(chat), [chat])
  return useSnapshot(views.listen, views.current, views.initial)
}

/** The ids of the messages, of which only a change of the list is told. */
export function useMessageIds({ $messageIds }: Pick<Chat, '$messageIds'>): readonly string[] {
  return useSnapshot($messageIds.listen, $messageIds.get, () => $messageIds.init!)
}

/** One message, `undefined` while there is none of this id; only its own changes are told. */
export function useMessage<Types extends MessageTypes>(
  chat: Chat<Types>,
  id: string,
): Message<Types> | undefined {
  const $message = chat.$message(id)
  return useSnapshot($message.listen, $message.get, () => $message.init ?? $message.get())
}

/**
 * React's `useSyncExternalStore`, which Preact has in its compatible part alone. Nothing tells a
 * component that it is hydrated: so its first render is always what a server has rendered, and what
 * has changed since is rendered before the page is painted.
 */
function useSnapshot<Value>(
  listen: (changed: () => void) => () => void,
  current: () => Value,
  initial: () => Value,
): Value {
  const [shown] = useState<{ value?: Value; current?: () => Value }>({})
  const value = (shown.current ? current : initial)()
  const [, render] = useState({})
  useLayoutEffect(() => {
    Object.assign(shown, { value, current })
  })
  useLayoutEffect(() => {
    const look = (): void => {
      if (shown.current!() !== shown.value) render({})
    }
    look()
    return listen(look)
  }, [listen])
  return value
}
