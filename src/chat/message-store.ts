import { atom, batch, type ReadableAtom, type WritableAtom } from 'nanostores'
import type { Message } from '../message.ts'

export interface MessageStore {
  readonly $messages: ReadableAtom<readonly Message[]>
  readonly $messageIds: ReadableAtom<readonly string[]>
  /**
   * One message, `undefined` while there is none with this id; changes only when that message does.
   * A row that nobody listens to is dropped with its message.
   */
  $message(id: string): ReadableAtom<Message | undefined>
  /** Replaces the conversation. */
  set(messages: readonly Message[]): void
  /**
   * Replaces the message with this id, or adds one. `message` keeps its own id, unless another
   * message has that; returns it as it is kept.
   */
  put(id: string, message: Message): Message
}

/** The messages of a conversation: as one list, as ids and row by row, changed in one batch. */
export function messageStore(initial: readonly Message[]): MessageStore {
  const $messages = atom(initial)
  const $messageIds = atom(initial.map(({ id }) => id))
  const rows = new Map<string, WritableAtom<Message | undefined>>()

  const set = (messages: readonly Message[]): void => {
    const ids = messages.map(({ id }) => id)
    const byId = new Map(messages.map(message => [message.id, message]))
    batch(() => {
      $messages.set(messages)
      $messageIds.set(ids)
      for (const [id, $row] of rows) {
        $row.set(byId.get(id))
        if (!byId.has(id) && !$row.lc) rows.delete(id)
      }
    })
  }

  const store: MessageStore = {
    $messages,
    $messageIds,
    set,
    $message(id) {
      const $known = rows.get(id)
      if ($known) return $known
      const find = (messages: readonly Message[]): Message | undefined =>
        messages.find(message => message.id === id)
      // Starts from the initial messages, so that hydration sees the row as the server rendered it.
      const $row = atom(find(initial))
      $row.set(find($messages.get()))
      const { listen } = $row
      // This row may have been dropped while somebody held it: then listen to its successor.
      $row.listen = listener => {
        const $now = store.$message(id)
        if ($now === $row) return listen(listener)
        $row.set($now.get())
        return $now.listen(listener)
      }
      rows.set(id, $row)
      return $row
    },
    put(id, message) {
      const messages = $messages.get().slice()
      const isTaken = message.id !== id && messages.some(other => other.id === message.id)
      const kept = isTaken ? { ...message, id } : message
      const index = messages.findLastIndex(other => other.id === id)
      messages.splice(index < 0 ? messages.length : index, 1, kept)
      if (index < 0 || kept.id !== id) set(messages)
      else {
        batch(() => {
          $messages.set(messages)
          rows.get(id)?.set(kept)
        })
      }
      return kept
    },
  }
  return store
}
