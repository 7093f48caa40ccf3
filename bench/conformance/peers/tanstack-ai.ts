import { ChatClient, fetchHttpStream, fetchServerSentEvents } from '@tanstack/ai-client'
import type { UIMessage } from '@tanstack/ai-client'
import type { Asked, Peer, Question } from '../peer.ts'
import { agUiWire } from '../wires.ts'

export const peer: Peer = {
  name: 'TanStack AI',
  packages: ['@tanstack/ai-client'],
  use: '`ChatClient` with `fetchServerSentEvents` or `fetchHttpStream`, over AG-UI',
  clients: [{ wire: agUiWire, framings: ['events', 'lines'], callsBack: true, ask }],
}

function ask({ url, framing, fetch, onPiece }: Question): Asked {
  const open = framing === 'events' ? fetchServerSentEvents : fetchHttpStream
  const client = new ChatClient({
    connection: open(url, fetch ? { fetchClient: fetch } : {}),
    ...(onPiece && { onChunk: onPiece }),
  })
  return {
    done: client.sendMessage('Hi').then(() => {}),
    stop: () => client.stop(),
    now() {
      const [question, answer] = client.getMessages()
      const status = client.getStatus()
      return {
        text: textOf(answer),
        state: status === 'ready' ? 'complete' : status === 'error' ? 'failed' : 'open',
        error: client.getError(),
        keepsQuestion: textOf(question) === 'Hi',
      }
    },
  }
}

function textOf(message: UIMessage | undefined): string {
  return message?.parts.map(part => (part.type === 'text' ? part.content : '')).join('') ?? ''
}
