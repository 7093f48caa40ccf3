import { expectTypeOf, test } from 'vitest'
import { createSource } from '../testing/source.ts'
import type { Chat } from './chat.ts'
import { createChat } from './create-chat.ts'

interface Types {
  readonly tools: {
    getWeather: { input: { city: string }; output: { celsius: number } }
    ask: { input: { question: string }; output: string }
  }
  readonly data: { chart: { points: readonly number[] } }
}

test('a chat that names its tools and data narrows them by their names', () => {
  const chat = createChat<Types>({
    connection: createSource().connection,
    onToolCall({ toolName, state, input }) {
      if (toolName !== 'ask' || state !== 'input-available') return
      expectTypeOf(input).toEqualTypeOf<{ question: string }>()
    },
    onFinish: message => expectTypeOf(message.parts).not.toBeAny(),
  })
  for (const part of chat.$messages.get()[0]?.parts ?? []) {
    if (part.type === 'tool-call') {
      expectTypeOf(part.toolName).toEqualTypeOf<'getWeather' | 'ask'>()
      if (part.toolName === 'getWeather') {
        if (part.state === 'input-streaming') expectTypeOf(part.input).toEqualTypeOf<unknown>()
        else if (part.state === 'output-available') {
          expectTypeOf(part.input).toEqualTypeOf<{ city: string }>()
          expectTypeOf(part.output).toEqualTypeOf<{ celsius: number }>()
        } else expectTypeOf(part.output).toEqualTypeOf<undefined>()
      }
    }
    if (part.type === 'data') {
      expectTypeOf(part.name).toEqualTypeOf<'chart'>()
      expectTypeOf(part.data).toEqualTypeOf<{ points: readonly number[] }>()
    }
  }
})

test('a chat with types is a chat, and one without knows its tools by any name', () => {
  expectTypeOf<Chat<Types>>().toExtend<Chat>()
  const [message] = createChat({ connection: createSource().connection }).$messages.get()
  for (const part of message?.parts ?? []) {
    if (part.type === 'tool-call') {
      expectTypeOf(part.toolName).toEqualTypeOf<string>()
      expectTypeOf(part.output).toEqualTypeOf<unknown>()
    }
  }
})
