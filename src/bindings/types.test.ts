import type { Accessor } from 'solid-js'
import { expectTypeOf, test } from 'vitest'
import type { Readable, Writable } from 'svelte/store'
import type { Ref } from 'vue'
import type { Chat } from '../chat/chat.ts'
import type { Message } from '../message.ts'
import type * as preact from '../preact.ts'
import type * as react from '../react.ts'
import type * as solid from '../solid.ts'
import type * as svelte from '../svelte.ts'
import type * as vue from '../vue.ts'

interface Types {
  readonly tools: {
    readonly look: { readonly input: { readonly at: string }; readonly output: string }
  }
}

type Messages = readonly Message<Types>[]

test('every framework binding keeps the types of the application', () => {
  expectTypeOf<react.ChatView<Types>['messages']>().toEqualTypeOf<Messages>()
  expectTypeOf<preact.ChatView<Types>['queue']>().toEqualTypeOf<Messages>()
  expectTypeOf<vue.VueChat<Types>['messages']>().toEqualTypeOf<Readonly<Ref<Messages>>>()
  expectTypeOf<solid.SolidChat<Types>['messages']>().toEqualTypeOf<Accessor<Messages>>()
  expectTypeOf<svelte.BoundState<Types>['messages']>().toEqualTypeOf<Messages>()
  expectTypeOf<typeof react.useMessage<Types>>().returns.toEqualTypeOf<Message<Types> | undefined>()
  expectTypeOf<typeof react.useChat<Types>>().toBeCallableWith({} as Chat<Types>)
})

test('a view has the actions of the chat, and no store', () => {
  expectTypeOf<react.ChatView['sendMessage']>().toEqualTypeOf<Chat['sendMessage']>()
  expectTypeOf<Extract<keyof react.ChatView, `$${string}`>>().toEqualTypeOf<never>()
})

test('what createChatStore gives is a store by Svelte’s own types', () => {
  expectTypeOf<svelte.ChatStore>().toExtend<Readable<svelte.BoundState>>()
  expectTypeOf<svelte.ChatStore>().toExtend<Writable<svelte.BoundState>>()
})
