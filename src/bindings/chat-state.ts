import type { ReadableAtom } from 'nanostores'
import type { Chat } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'

/** What the stores of a chat hold, each under its store's name without the `$`. */
export type ChatState<Types extends MessageTypes = MessageTypes> = {
  readonly [Name in keyof Chat as BareName<Name>]: Chat<Types>[Name] extends ReadableAtom<
    infer Value
  >
    ? Value
    : never
}

type BareName<Name extends keyof Chat> = Chat[Name] extends ReadableAtom
  ? Name extends `$${infer Bare}`
    ? Bare
    : never
  : never

/** The names of all that makes the state of a chat: its stores, but for those of single messages. */
export function stateNames(chat: object): readonly (keyof ChatState)[] {
  return Object.keys(chat).flatMap(name =>
    name.startsWith('$') && typeof chat[name as keyof typeof chat] === 'object'
      ? [name.slice(1) as keyof ChatState]
      : [],
  )
}

export function storeOf<Types extends MessageTypes, Name extends keyof ChatState>(
  chat: Chat<Types>,
  name: Name,
): ReadableAtom<ChatState<Types>[Name]> {
  return chat[`$${name}`] as ReadableAtom<unknown> as ReadableAtom<ChatState<Types>[Name]>
}

/** Calls back when anything of the state has changed, once for all that changes together. */
export function listenToState<Types extends MessageTypes>(
  chat: Chat<Types>,
  changed: () => void,
): () => void {
  // One listener of several stores is called once for a write of them all.
  const listener = (): void => changed()
  const unbinds = stateNames(chat).map(name => storeOf(chat, name).listen(listener))
  return () => {
    for (const unbind of unbinds) unbind()
  }
}
