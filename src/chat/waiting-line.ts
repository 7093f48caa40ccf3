import { atom, type ReadableAtom } from 'nanostores'
import type { Message } from '../message.ts'

/** A message that waits for its turn, and how to send it. */
export interface Waiting {
  readonly message: Message
  send(): Promise<void>
}

export interface WaitingLine {
  readonly $queue: ReadableAtom<readonly Message[]>
  /** Adds a message at the end; resolves once it was sent and answered, or was removed. */
  join(waiting: Waiting): Promise<void>
  /** Removes the message with this id, or all; they are never sent. */
  leave(id?: string): void
  /** Sends the first, if there is one. */
  next(): Promise<void> | undefined
}

/** The messages that were sent while an answer was under way. */
export function waitingLine(): WaitingLine {
  const $queue = atom<readonly Message[]>([])
  let line: readonly (Waiting & { done(sent?: Promise<void>): void })[] = []

  const set = (next: typeof line): void => {
    line = next
    $queue.set(line.map(({ message }) => message))
  }

  return {
    $queue,
    join: waiting => new Promise(done => set([...line, { ...waiting, done }])),
    leave(id) {
      const leaves = ({ message }: Waiting): boolean => id === undefined || message.id === id
      const left = line.filter(leaves)
      if (left.length > 0) set(line.filter(one => !leaves(one)))
      for (const { done } of left) done()
    },
    next() {
      const [first, ...rest] = line
      if (!first) return undefined
      set(rest)
      const sent = first.send()
      first.done(sent)
      return sent
    },
  }
}
