import type { ReadableAtom } from 'nanostores'
import {
  computed,
  customRef,
  getCurrentInstance,
  getCurrentScope,
  isRef,
  onMounted,
  onScopeDispose,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import { actionsOf, type ChatActions } from './bindings/chat-actions.ts'
import { stateNames, storeOf, type ChatState } from './bindings/chat-state.ts'
import { isChat } from './bindings/is-chat.ts'
import type { Chat, ChatOptions } from './chat/chat.ts'
import { createChat } from './chat/create-chat.ts'
import type { Message, MessageTypes } from './message.ts'

/** A chat whose state is refs; `input` can be assigned to, as `v-model` does. */
export interface VueChat<Types extends MessageTypes = MessageTypes>
  extends Refs<Omit<ChatState<Types>, 'input'>>, ChatActions<Types> {
  readonly input: Ref<string>
  readonly id: ComputedRef<string>
  readonly chat: ComputedRef<Chat<Types>>
}

type Refs<State> = { readonly [Name in keyof State]: Readonly<Ref<State[Name]>> }

/**
 * The state of a chat as refs, and its actions. The refs hold plain values, no proxies.
 *
 * A chat that is passed, or a ref or getter of one that may change, lives on when the scope ends.
 * With options, a chat is created, and destroyed with the scope. Hydration begins with what the
 * chat was created with: give the server and the page the same `messages`.
 */
export function useChat<Types extends MessageTypes = MessageTypes>(
  given: ChatOptions<Types> | MaybeRefOrGetter<Chat<Types>>,
): VueChat<Types> {
  const chat = chatOf(given)
  const actions = actionsOf(() => chat.value)
  const refs = Object.fromEntries(
    stateNames(chat.value).map(name => [name, follow(() => storeOf(chat.value, name))]),
  ) as unknown as Refs<ChatState<Types>>
  return {
    ...refs,
    ...actions,
    input: computed({ get: () => refs.input.value, set: actions.setInput }),
    id: computed(() => chat.value.id),
    chat,
  }
}

/** One message, `undefined` if there is none with this id; changes only when that message does. */
export function useMessage<Types extends MessageTypes>(
  chat: MaybeRefOrGetter<Chat<Types>>,
  id: MaybeRefOrGetter<string>,
): Readonly<Ref<Message<Types> | undefined>> {
  return follow(() => toValue(chat).$message(toValue(id)))
}

function chatOf<Types extends MessageTypes>(
  given: ChatOptions<Types> | MaybeRefOrGetter<Chat<Types>>,
): ComputedRef<Chat<Types>> {
  if (isRef(given) || typeof given === 'function' || isChat(given))
    return computed(() => toValue(given))
  const own = createChat(given)
  if (getCurrentScope()) onScopeDispose(own.destroy)
  return computed(() => own)
}

function follow<Value>($store: () => ReadableAtom<Value>): Readonly<Ref<Value>> {
  // `vnode.el` is set during hydration, which starts from what the server rendered: what the chat
  // was created with.
  let isHydrating = Boolean(getCurrentInstance()?.vnode.el)
  return customRef((track, trigger) => {
    if (isHydrating) {
      onMounted(() => {
        isHydrating = false
        if ($store().get() !== $store().init) trigger()
      })
    }
    // A server renders once, and would never remove a listener.
    if (typeof document !== 'undefined') {
      watch($store, ($now, _, onCleanup) => onCleanup($now.listen(() => trigger())), {
        immediate: true,
        flush: 'sync',
      })
    }
    return {
      get() {
        track()
        return isHydrating ? ($store().init as Value) : $store().get()
      },
      set() {},
    }
  })
}
