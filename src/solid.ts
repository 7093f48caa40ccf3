import type { ReadableAtom } from 'nanostores'
import {
  createMemo,
  createSignal,
  getOwner,
  onCleanup,
  onMount,
  sharedConfig,
  type Accessor,
} from 'solid-js'
import { actionsOf, type ChatActions } from './bindings/chat-actions.ts'
import { stateNames, storeOf, type ChatState } from './bindings/chat-state.ts'
import { isChat } from './bindings/is-chat.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import { createChat } from './chat/create-chat.ts'
import type { Message, MessageTypes } from './message.ts'

/** A chat whose state is read by calling it: `messages()`, `input()`, `status()`. */
export interface SolidChat<Types extends MessageTypes = MessageTypes>
  extends Accessors<ChatState<Types>>, ChatActions<Types> {
  readonly id: Accessor<string>
  readonly chat: Accessor<Chat<Types>>
}

type Accessors<State> = { readonly [Name in keyof State]: Accessor<State[Name]> }

/**
 * The state of a chat as accessors, and its actions.
 *
 * A chat that is passed, or an accessor of one that may change, lives on when its owner is disposed
 * of. With options, a chat is created, and destroyed with its owner. A server renders what the chat
 * was created with, and hydration begins with the same: give both sides the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: ChatOptions<Types> | Chat<Types> | Accessor<Chat<Types>>,
): SolidChat<Types> {
  const chat = typeof given === 'function' ? createMemo(given) : chatOf(given)
  const state = stateNames(chat()).map(name => [name, follow(() => storeOf(chat(), name))])
  return {
    ...(Object.fromEntries(state) as unknown as Accessors<ChatState<Types>>),
    ...actionsOf(chat),
    id: () => chat().id,
    chat,
  }
}

/** One message, `undefined` if there is none with this id; changes only when that message does. */
export function useMessage<Types extends MessageTypes>(
  chat: Chat<Types> | Accessor<Chat<Types>>,
  id: string | Accessor<string>,
): Accessor<Message<Types> | undefined> {
  return follow(() => {
    const { $message } = typeof chat === 'function' ? chat() : chat
    return $message(typeof id === 'function' ? id() : id)
  })
}

function chatOf<Types extends MessageTypes>(
  given: ChatOptions<Types> | Chat<Types>,
): Accessor<Chat<Types>> {
  if (isChat(given)) return () => given
  const own = createChat(given)
  if (getOwner()) onCleanup(own.destroy)
  return () => own
}

function follow<Value>($store: Accessor<ReadableAtom<Value>>): Accessor<Value> {
  const followed = createMemo(() => {
    const $now = $store()
    // Hydration starts from what the server rendered: what the chat was created with.
    const isHydrating = sharedConfig.context
    const [value, setValue] = createSignal(isHydrating ? ($now.init as Value) : $now.get())
    const look = (): void => void setValue(() => $now.get())
    onCleanup($now.listen(look))
    if (isHydrating) onMount(look)
    return value
  })
  return () => followed()()
}
