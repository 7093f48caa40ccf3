import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { Chat, ChatOptions } from '../chat/chat.ts'
import { createChat } from '../chat/create-chat.ts'
import type { MessageTypes } from '../message.ts'

/** A chat that belongs to a component, with options that may change at every render. */
export interface OwnChat<Types extends MessageTypes = MessageTypes> {
  readonly chat: Chat<Types>
  /** Uses these options from now on, except `id`, `messages` and `flush`. */
  renew(options: ChatOptions<Types>): void
  /** Keeps the chat alive until the returned function is called. */
  hold(): () => void
  /** Whether no holder was left, so that the chat was destroyed. */
  isGone(): boolean
}

/**
 * Creates a chat that is destroyed once no holder is left. If it is held again in the same tick, as
 * by React's StrictMode, it stays alive.
 */
export function ownChat<Types extends MessageTypes>(first: ChatOptions<Types>): OwnChat<Types> {
  let { connection: latest } = first
  const connection: ConnectionAdapter = { connect: request => latest.connect(request) }
  // The chat reads its options at each use, so that `renew` can change them.
  const options = { ...first, connection }
  const chat = createChat(options)
  let holders = 0
  let gone = false

  return {
    chat,
    isGone: () => gone,
    renew(next) {
      latest = next.connection
      for (const name of Object.keys(options)) {
        if (!(name in next)) Reflect.deleteProperty(options, name)
      }
      Object.assign(options, next, { connection })
    },
    hold() {
      holders++
      return () => {
        holders--
        queueMicrotask(() => {
          if (holders > 0) return
          gone = true
          chat.destroy()
        })
      }
    },
  }
}
