import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'

/** The chats that run, by id. */
export interface Chats<Made extends Chat = Chat> {
  /** The running chat of this id, or one that is made now. */
  get(id: string): Made
  /** Whether a chat of this id is running. */
  has(id: string): boolean
  /** Destroys the chat of this id; nothing where there is none. */
  delete(id: string): void
  /** The ids of the running chats, in the order in which they were made. */
  ids(): readonly string[]
}

/** What a registry does over a hot reload. */
export interface ChatsOptions {
  /**
   * What outlives a hot reload of the module, as `import.meta.hot?.data`: the chats that run are then
   * taken over with their connections, and only what is made afterwards is made by the new code.
   */
  readonly hot?: Record<string, unknown> | undefined
  /** Tells several registries of one module apart in `hot`; `chats` by default. */
  readonly name?: string | undefined
}

/**
 * Chats by id, each made once, when it is first asked for, and kept until it is destroyed.
 *
 * `make` returns a chat, or the options of one, whose `id` is then the one asked for unless they name
 * another. A chat that was destroyed is dropped: the next `get` makes a new one. On a server make a
 * registry for each request, for whoever has the registry has the conversations.
 */
export function createChats<Made extends Chat = Chat>(
  make: (id: string) => Made | ChatOptions,
  { hot, name = 'chats' }: ChatsOptions = {},
): Chats<Made> {
  const kept = hot?.[name]
  const running = kept instanceof Map ? (kept as Map<string, Made>) : new Map<string, Made>()
  if (hot) hot[name] = running

  const start = (id: string): Made => {
    const made = make(id)
    const chat = 'sendMessage' in made ? made : (createChat({ id, ...made }) as Made)
    const own: Made = {
      ...chat,
      destroy() {
        // Another may have been made under the id since.
        if (running.get(id) === own) running.delete(id)
        chat.destroy()
      },
    }
    running.set(id, own)
    return own
  }

  return {
    get: id => running.get(id) ?? start(id),
    has: id => running.has(id),
    delete: id => running.get(id)?.destroy(),
    ids: () => [...running.keys()],
  }
}
