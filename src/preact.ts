import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { chatViews, type ChatView } from './bindings/chat-views.ts'
import { useChatOf } from './bindings/use-chat-of.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import type { Message, MessageTypes } from './message.ts'

export type { ChatView } from './bindings/chat-views.ts'

const hooks = { useState, useEffect, useEarlyEffect: useLayoutEffect }

/**
 * The state and the actions of a chat. The component renders again only when something that it has
 * read changes: one that reads only `input` does not render while an answer streams.
 *
 * A chat that is passed lives on when the component unmounts. With options, the hook creates the
 * component's own chat: once, again if the `id` changes, and destroys it with the component.
 * Callbacks, `data` and `connection` are those of the latest render. A component's first render
 * shows what the chat was created with, as a server does: give both sides the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
): ChatView<Types> {
  const chat = useChatOf(given, hooks)
  const views = useMemo(() => chatViews(chat), [chat])
  return useSnapshot(views.listen, views.current, views.initial)
}

/** The ids of the messages; renders only when a message comes or goes. */
export function useMessageIds({ $messageIds }: Pick<Chat, '$messageIds'>): readonly string[] {
  return useSnapshot($messageIds.listen, $messageIds.get, () => $messageIds.init!)
}

/**
 * One message, `undefined` if there is none with this id; renders only when that message changes.
 */
export function useMessage<Types extends MessageTypes>(
  chat: Chat<Types>,
  id: string,
): Message<Types> | undefined {
  const $message = chat.$message(id)
  return useSnapshot($message.listen, $message.get, () => $message.init ?? $message.get())
}

/**
 * React's `useSyncExternalStore`, which Preact has only in `preact/compat`. Nothing tells a
 * component that it is hydrated, so its first render always shows what a server would render, and
 * what has changed since is rendered before the page is painted.
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
