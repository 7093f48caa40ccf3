import { createChat, fetchHttpStream, fetchServerSentEvents } from 'nanowire'
import { serverSentEvents, type ServerSentEvent } from 'nanowire/framing'
import type { Client, Peer, Question } from '../peer.ts'
import { agUiWire, aiSdkWire, type Wire } from '../wires.ts'

export const peer: Peer = {
  name: 'nanowire',
  packages: ['nanowire'],
  use: '`serverSentEvents` of `nanowire/framing`, and `createChat` with `fetchServerSentEvents` or `fetchHttpStream`, detecting the protocol, in the AI SDK’s format and over AG-UI: a cell holds only if all do',
  async read(reads) {
    const decoder = serverSentEvents()
    const events: ServerSentEvent[] = []
    let failure: unknown
    try {
      for (const read of reads) events.push(...decoder.push(read))
      events.push(...decoder.end())
    } catch (error) {
      failure = error
    }
    return {
      events: events.map(({ event, data }) => ({ event, data })),
      ids: [decoder.lastEventId],
      retry: decoder.retry,
      comments: [],
      ...(failure !== undefined && { error: failure }),
    }
  },
  clients: [aiSdkWire, agUiWire].map(client),
}

function client(wire: Wire): Client {
  return { wire, framings: ['events', 'lines', 'text'], callsBack: true, ask }
}

function ask({ url, framing, fetch, onPiece }: Question): ReturnType<Client['ask']> {
  const open = framing === 'events' ? fetchServerSentEvents : fetchHttpStream
  const chat = createChat({
    connection: open(url, fetch ? { fetch } : {}),
    flush: 'sync',
    ...(onPiece && { onChunk: onPiece }),
  })
  const done = chat.sendMessage('Hi')
  return {
    done,
    stop: chat.stop,
    now() {
      const [question, answer] = chat.$messages.get()
      const states = { ready: 'complete', error: 'failed' } as const
      const status = chat.$status.get()
      return {
        text: answer?.content ?? '',
        state: status === 'ready' || status === 'error' ? states[status] : 'open',
        error: chat.$error.get(),
        keepsQuestion: question?.content === 'Hi',
      }
    },
  }
}
