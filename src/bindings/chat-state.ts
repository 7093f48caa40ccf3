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

/** The names of the stores, without those of single messages. */
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

/** Calls back when any store has changed, once for those that change together. */
export function listenToState<Types extends MessageTypes>(
  chat: Chat<Types>,
  changed: () => void,
): () => void {
  // nanostores calls one listener of several stores once for a write of them all.
  const listener = (): void => changed()
  const unbinds = stateNames(chat).map(name => storeOf(chat, name).listen(listener))
  return () => {
    for (const unbind of unbinds) unbind()
  }
}
