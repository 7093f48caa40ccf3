import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { Chat, ChatOptions } from '../chat/chat.ts'
import { createChat } from '../chat/create-chat.ts'
import type { MessageTypes } from '../message.ts'

/** A chat that belongs to a component, and whose options may be others at every render. */
export interface OwnChat<Types extends MessageTypes = MessageTypes> {
  readonly chat: Chat<Types>
  /** Takes these options for all that comes, but for `id`, `messages` and `flush`. */
  renew(options: ChatOptions<Types>): void
  /** Keeps the chat; the function that comes out lets it go. */
  hold(): () => void
  /** Whether all have let it go, and it was destroyed. */
  isGone(): boolean
}

/**
 * Creates a chat that is destroyed when all who held it have let it go. Who takes hold again in the
 * same turn, as React's StrictMode does, finds it alive.
 */
export function ownChat<Types extends MessageTypes>(first: ChatOptions<Types>): OwnChat<Types> {
  let { connection: latest } = first
  const connection: ConnectionAdapter = { connect: request => latest.connect(request) }
  // The chat asks for a callback when there is something to call it with.
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
