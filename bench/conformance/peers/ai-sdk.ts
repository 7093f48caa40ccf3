import { Chat } from '@ai-sdk/react'
import { DefaultChatTransport, TextStreamChatTransport, type UIMessage } from 'ai'
import type { Asked, Peer, Question } from '../peer.ts'
import { aiSdkWire } from '../wires.ts'

export const peer: Peer = {
  name: 'AI SDK',
  packages: ['ai', '@ai-sdk/react'],
  use: 'the `Chat` that `useChat` is made of, with `DefaultChatTransport` (`TextStreamChatTransport` for plain text), in its own format',
  clients: [{ wire: aiSdkWire, framings: ['events', 'text'], callsBack: false, ask }],
}

function ask({ url: api, framing, fetch }: Question): Asked {
  const options = { api, ...(fetch && { fetch }) }
  const chat = new Chat<UIMessage>({
    transport:
      framing === 'text' ? new TextStreamChatTransport(options) : new DefaultChatTransport(options),
  })
  return {
    done: chat.sendMessage({ text: 'Hi' }),
    stop: () => void chat.stop(),
    now() {
      const [question, answer] = chat.messages
      return {
        text: textOf(answer),
        state: chat.status === 'ready' ? 'complete' : chat.status === 'error' ? 'failed' : 'open',
        error: chat.error,
        keepsQuestion: textOf(question) === 'Hi',
      }
    },
  }
}

function textOf(message: UIMessage | undefined): string {
  return message?.parts.map(part => (part.type === 'text' ? part.text : '')).join('') ?? ''
}
