import {
  createChat,
  engineStorage,
  fetchServerSentEvents,
  persistChat,
  type Chat,
  type ChatOptions,
  type Message,
} from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { atom, type WritableAtom } from 'nanostores'

export { choicesOf, type Choice } from './choices.ts'

const query = new URLSearchParams(location.search)

/** What a view can show: one of two chats that exist outside of it, or one that it owns. */
export type ViewName = 'one' | 'two' | 'own'

/** The views of the page, in order; a test changes them. */
export const $views: WritableAtom<readonly ViewName[]> = atom<readonly ViewName[]>(
  (query.get('views')?.split(',') ?? ['one']) as ViewName[],
)

const options = (name: ViewName): ChatOptions => ({
  id: name,
  connection: fetchServerSentEvents(`${query.get('server')}/${name}`, {
    protocol: aiSdk,
    retry: { attempts: 0 },
  }),
})

export const chats: { readonly one: Chat; readonly two: Chat } = {
  one: createChat(options('one')),
  two: createChat(options('two')),
}

/** Persists the chats over a reload of the page, and restores them. */
export function restore(): void {
  for (const chat of Object.values(chats)) persistChat(chat, engineStorage())
}

/** What a view is given: a chat, or the options to create its own. */
export function givenTo(name: ViewName): Chat | ChatOptions {
  return name === 'own' ? options(name) : chats[name]
}

const shown = new Map<string, number>()

/** The text of a message; counts how often its row was rendered. */
export function textOf(message: Message): string {
  shown.set(message.id, (shown.get(message.id) ?? 0) + 1)
  return message.content
}

/** What the test can call on the page. */
export interface Hands {
  readonly show: (...views: readonly ViewName[]) => void
  /** How often the row of each message was rendered, in the order in which they first were. */
  readonly renders: () => readonly number[]
}

Object.assign(globalThis, {
  show: (...views) => $views.set(views),
  renders: () => [...shown.values()],
} satisfies Hands)
