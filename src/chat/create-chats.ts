import type { Chat, ChatOptions } from './chat.ts'
import { createChat } from './create-chat.ts'

/** The running chats, by id. */
export interface Chats<Made extends Chat = Chat> {
  /** The running chat of this id; it is made now if there is none. */
  get(id: string): Made
  /** Whether a chat of this id is running. */
  has(id: string): boolean
  /** Destroys the chat of this id; does nothing if there is none. */
  delete(id: string): void
  /** The ids of the running chats, in the order in which they were made. */
  ids(): readonly string[]
}

/** What keeps the chats over a hot reload. */
export interface ChatsOptions {
  /**
   * An object that survives a hot reload of the module, such as `import.meta.hot?.data`. The
   * running chats then stay, with their connections, and the new code makes only later ones.
   */
  readonly hot?: Record<string, unknown> | undefined
  /**
   * The name under which `hot` holds them, for several registries in one module; `chats` by
   * default.
   */
  readonly name?: string | undefined
}

/**
 * Chats by id, each made once, when it is first asked for, and kept until it is destroyed.
 *
 * `make` returns a chat, or the options of one, whose `id` is then the requested one unless they
 * name another. A destroyed chat is dropped, and the next `get` makes a new one. On a server, call
 * this for each request: anyone who has the registry has all of its conversations.
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
