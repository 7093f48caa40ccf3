import { HttpAgent, type Message as AgUiMessage } from '@ag-ui/client'
import { Chat } from '@ai-sdk/react'
import { ChatClient, fetchServerSentEvents as tanstackEvents } from '@tanstack/ai-client'
import { DefaultChatTransport, type UIMessage } from 'ai'
import { createChat, fetchServerSentEvents, type MessageInit, type Protocol } from 'nanowire/core'
import { answering } from './answer.ts'

/** What is asked of a contestant: an answer of these reads, after a conversation of so many messages. */
export interface Question {
  readonly reads: readonly Uint8Array<ArrayBuffer>[]
  readonly before?: number
}

/** Asks, listens to every change, and gives how many characters the answer has in the end. */
export type Ask = (question: Question) => Promise<number>

const URL = 'http://bench.test/chat'

/** The least that any client has to do: read, decode, split, parse, append. */
export function floor(deltaOf: (record: unknown) => string | undefined): Ask {
  return async ({ reads }) => {
    const { body } = await answering(reads)()
    const reader = body!.getReader()
    const decoder = new TextDecoder()
    let text = ''
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text.length
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue
        const delta = deltaOf(JSON.parse(line.slice(6)))
        if (delta) text += delta
      }
    }
  }
}

export function nanowire(protocol: Protocol): Ask {
  return async ({ reads, before = 0 }) => {
    const chat = createChat({
      connection: fetchServerSentEvents(URL, { protocol, fetch: answering(reads) }),
      messages: pairs(before).map(({ role, text }): MessageInit => ({ role, content: text })),
    })
    let length = 0
    chat.$messages.listen(messages => {
      length = messages.at(-1)?.content.length ?? 0
    })
    await chat.sendMessage('Go on.')
    const error = chat.$error.get()
    if (error) throw error
    return length
  }
}

/** `useChat` of the AI SDK, listened to as its hook does. */
export const aiSdkChat: Ask = async ({ reads, before = 0 }) => {
  let failure: unknown
  const chat = new Chat<UIMessage>({
    transport: new DefaultChatTransport({ api: URL, fetch: answering(reads) }),
    messages: pairs(before).map(({ role, text }, at) => ({
      id: `${at}`,
      role,
      parts: [{ type: 'text', text }],
    })),
    onError(error) {
      failure = error
    },
  })
  let length = 0
  chat['~registerMessagesCallback'](() => {
    length = 0
    for (const part of chat.messages.at(-1)?.parts ?? []) {
      if (part.type === 'text') length += part.text.length
    }
  })
  await chat.sendMessage({ text: 'Go on.' })
  if (failure) throw failure
  return length
}

export const tanstackChat: Ask = async ({ reads, before = 0 }) => {
  let length = 0
  let failure: unknown
  const client = new ChatClient({
    connection: tanstackEvents(URL, { fetchClient: answering(reads) }),
    initialMessages: pairs(before).map(({ role, text }, at) => ({
      id: `${at}`,
      role,
      parts: [{ type: 'text', content: text }],
    })),
    onMessagesChange(messages) {
      length = 0
      for (const part of messages.at(-1)?.parts ?? []) {
        if (part.type === 'text') length += part.content.length
      }
    },
    onError(error) {
      failure = error
    },
  })
  await client.sendMessage('Go on.')
  if (failure) throw failure
  return length
}

export const agUiAgent: Ask = async ({ reads, before = 0 }) => {
  const agent = new HttpAgent({
    url: URL,
    fetch: answering(reads),
    initialMessages: pairs(before).map(({ role, text }, at): AgUiMessage => ({
      id: `${at}`,
      role,
      content: text,
    })),
  })
  let length = 0
  agent.subscribe({
    onMessagesChanged({ messages }) {
      const content = messages.at(-1)?.content
      length = typeof content === 'string' ? content.length : 0
    },
  })
  agent.addMessage({ id: 'question', role: 'user', content: 'Go on.' })
  await agent.runAgent()
  return length
}

function pairs(count: number): readonly { role: 'user' | 'assistant'; text: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    text: `Message ${at}.`,
  }))
}
