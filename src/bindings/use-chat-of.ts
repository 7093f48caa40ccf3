import type { Chat, ChatOptions } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'
import { isChat } from './is-chat.ts'
import { ownChat } from './own-chat.ts'

/** The hooks of React, or of a library like it. */
export interface Hooks {
  useState<Value>(initial: () => Value): [Value, (value: Value) => void]
  useEffect(effect: () => (() => void) | undefined, dependencies: readonly unknown[]): void
  /** An effect that runs before any other, and before the user can act. */
  useEarlyEffect(effect: () => void): void
}

/**
 * The chat that a hook was given; with options, one that the component owns: created once, again if
 * `id` changes, and destroyed with the component.
 */
export function useChatOf<Types extends MessageTypes>(
  given: Chat<Types> | ChatOptions<Types>,
  hooks: Hooks,
): Chat<Types> {
  const options = isChat(given) ? undefined : given
  const [kept, keep] = hooks.useState(() => options && ownChat(options))
  let own = kept
  if (options && (!own || isAnother(own.chat, options))) {
    own = ownChat(options)
    keep(own)
  }

  hooks.useEarlyEffect(() => {
    if (options) own?.renew(options)
  })
  hooks.useEffect(() => {
    if (!own) return undefined
    // Hidden and shown again (React's Activity): the chat was destroyed, the component was not.
    if (options && own.isGone()) {
      const { id, $messages } = own.chat
      keep(ownChat({ ...options, id, messages: $messages.get() }))
      return undefined
    }
    return own.hold()
  }, [own])

  return isChat(given) ? given : own!.chat
}

function isAnother(
  chat: { readonly id: string },
  { id }: { readonly id?: string | undefined },
): boolean {
  return id !== undefined && id !== chat.id
}
