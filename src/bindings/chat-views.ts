import type { ReadableAtom } from 'nanostores'
import type { Chat } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'
import { actionsOf, type ChatActions } from './chat-actions.ts'
import { listenToState, stateNames, storeOf, type ChatState } from './chat-state.ts'

/** A chat at one moment: its state and its actions. */
export interface ChatView<Types extends MessageTypes = MessageTypes>
  extends ChatState<Types>, ChatActions<Types> {
  readonly id: string
  readonly chat: Chat<Types>
}

/** A chat as a source of snapshots, for `useSyncExternalStore`. */
export interface ChatViews<Types extends MessageTypes = MessageTypes> {
  /** The current view: a new one only once something has changed that was read from the last. */
  current(): ChatView<Types>
  /** The view of the state that the chat was created with, as a server renders it. */
  initial(): ChatView<Types>
  /** Calls back when any store has changed, once for those that change together. */
  listen(changed: () => void): () => void
}

/**
 * Views of a chat that read a value when it is first asked for, and then keep it: a component that
 * reads only `input` gets no new view, and so does not render, while an answer streams.
 */
export function chatViews<Types extends MessageTypes>(chat: Chat<Types>): ChatViews<Types> {
  const stores = stateNames(chat).map(name => [name, storeOf(chat, name)] as const)
  const lasting = { ...actionsOf(() => chat), chat }
  let read = new Map<ReadableAtom<unknown>, unknown>()
  let view: ChatView<Types> | undefined
  let initial: ChatView<Types> | undefined

  const look = (valueOf: ($store: ReadableAtom<unknown>) => unknown): ChatView<Types> => {
    const taken = new Map<ReadableAtom<unknown>, unknown>()
    const next = {
      ...lasting,
      get id() {
        return chat.id
      },
    } as ChatView<Types>
    for (const [name, $store] of stores) {
      const get = (): unknown => {
        if (!taken.has($store)) taken.set($store, valueOf($store))
        return taken.get($store)
      }
      Object.defineProperty(next, name, { get, enumerable: true })
    }
    read = taken
    view = next
    return next
  }

  const current = (): ChatView<Types> => {
    for (const [$store, value] of read) {
      if ($store.get() !== value) return look($changed => $changed.get())
    }
    return view ?? look($store => $store.get())
  }

  return {
    current,
    initial() {
      if (!initial) {
        // The same as the current view, so that nothing renders again if nothing has changed.
        if (stores.every(([, $store]) => $store.get() === $store.init)) initial = current()
        else {
          initial = look($store => $store.init)
          // Reads every value, so that a change of any of them makes a new view.
          Object.values(initial)
        }
      }
      return initial
    },
    listen: changed => listenToState(chat, changed),
  }
}
