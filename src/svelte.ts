import { onDestroy } from 'svelte'
import { actionsOf, type ChatActions } from './bindings/chat-actions.ts'
import { listenToState, stateNames, storeOf, type ChatState } from './bindings/chat-state.ts'
import { isChat } from './bindings/is-chat.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import { createChat } from './chat/create-chat.ts'
import type { MessageTypes } from './message.ts'

/** The state of a chat as Svelte binds it: `input` can be assigned to. */
export interface BoundState<Types extends MessageTypes = MessageTypes> extends Omit<
  ChatState<Types>,
  'input'
> {
  input: string
}

/** A store of Svelte's, with the actions of its chat. */
export interface ChatStore<Types extends MessageTypes = MessageTypes> extends ChatActions<Types> {
  readonly id: string
  readonly chat: Chat<Types>
  subscribe(run: (state: BoundState<Types>) => void): () => void
  /** Sets the chat's `input`; everything else changes through the actions. */
  set(state: Pick<BoundState, 'input'>): void
  update(change: (state: BoundState<Types>) => Pick<BoundState, 'input'>): void
}

/**
 * A chat as one store: `$chat.messages`, `bind:value={$chat.input}`, `chat.submit()`.
 *
 * A chat that is passed lives on when the component is destroyed. With options, a chat is created,
 * and destroyed with the component that is being created; outside a component it lives until
 * `destroy()`. For a row that follows one message, use the store `chat.chat.$message(id)`.
 */
export function createChatStore<Types extends MessageTypes = MessageTypes>(
  given: ChatOptions<Types> | Chat<Types>,
): ChatStore<Types> {
  const chat = isChat(given) ? given : ownChat(given)
  const names = stateNames(chat)
  const state = (): BoundState<Types> =>
    Object.fromEntries(
      names.map(name => [name, storeOf(chat, name).get()]),
    ) as unknown as BoundState<Types>
  return {
    ...actionsOf(() => chat),
    id: chat.id,
    chat,
    subscribe(run) {
      const stop = listenToState(chat, () => run(state()))
      run(state())
      return stop
    },
    set: ({ input }) => chat.$input.set(input),
    update: change => chat.$input.set(change(state()).input),
  }
}

function ownChat<Types extends MessageTypes>(options: ChatOptions<Types>): Chat<Types> {
  const chat = createChat(options)
  try {
    onDestroy(chat.destroy)
  } catch {
    // Thrown if no component is being created, and Svelte has no way to ask.
  }
  return chat
}
