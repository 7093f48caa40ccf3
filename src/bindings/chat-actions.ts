import type { Chat } from '../chat/chat.ts'
import type { MessageTypes } from '../message.ts'

/** The actions of a chat; the functions keep their identity. */
export interface ChatActions<Types extends MessageTypes = MessageTypes> extends Omit<
  Chat<Types>,
  `$${string}` | 'id'
> {
  setInput(text: string): void
  /** Sets `input` to the value of the field that the event came from. */
  handleInputChange(event: ValueEvent): void
  /** Sends `input`, and prevents the form from reloading the page. */
  handleSubmit(event?: { preventDefault(): void }): void
}

/** An event of a field, in the DOM or in any framework. */
export type ValueEvent =
  | { readonly currentTarget: { readonly value: string } }
  | { readonly target: { readonly value: string } }

/** The actions, of the chat that is current when they are called. */
export function actionsOf<Types extends MessageTypes>(
  current: () => Chat<Types>,
): ChatActions<Types> {
  type Actions = Record<string, (...given: unknown[]) => unknown>
  const chat = current() as unknown as Actions
  const actions = Object.keys(chat)
    // Reading `id` would make one.
    .filter(name => name !== 'id' && !name.startsWith('$') && typeof chat[name] === 'function')
    .map(name => {
      const call = (...given: unknown[]): unknown =>
        (current() as unknown as Actions)[name]?.(...given)
      return [name, call]
    })
  const setInput = (text: string): void => current().$input.set(text)
  return {
    ...(Object.fromEntries(actions) as Omit<Chat<Types>, `$${string}` | 'id'>),
    setInput,
    handleInputChange(event) {
      setInput(('currentTarget' in event ? event.currentTarget : event.target).value)
    },
    handleSubmit(event) {
      event?.preventDefault()
      void current().submit()
    },
  }
}
