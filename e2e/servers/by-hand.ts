import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve, type PeerServer } from './serve.ts'

/** A server whose answers are written by the test, piece by piece. */
export interface ServerByHand extends PeerServer {
  /** The next request that was not taken yet, as soon as there is one. */
  next(): Promise<Answer>
}

/** The answer to one request, in the UI message stream of the AI SDK. */
export interface Answer {
  readonly path: string
  /**
   * The messages that the page sent, each as its role and text; none if the protocol sends none.
   */
  readonly asked: readonly string[]
  /** The body that the page sent, as text. */
  readonly body: string
  /** Sends these parts of an answer. */
  send(...parts: readonly object[]): void
  say(piece: string): void
  end(): void
  /** Sends events unchanged, for an answer in another protocol; end it with `close`. */
  write(events: string): void
  close(): void
  /** Answers with a failure instead of a stream. */
  refuse(status: number, message: string): void
  /** Whether the page closed the connection before the end. */
  isCut(): boolean
}

export async function serveByHand(): Promise<ServerByHand> {
  const waiting: Answer[] = []
  const takers: ((answer: Answer) => void)[] = []
  const server = await serve((request, response) => {
    void answerTo(request, response).then(answer => {
      const take = takers.shift()
      if (take) take(answer)
      else waiting.push(answer)
    })
  })
  return {
    ...server,
    next() {
      const answer = waiting.shift()
      return answer ? Promise.resolve(answer) : new Promise(take => takers.push(take))
    },
  }
}

async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  const body = await text(request)
  let isOpen = false
  const write = (events: string): void => {
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(events)
  }
  const send = (...parts: readonly object[]): void => {
    if (!response.headersSent) write(record({ type: 'start' }))
    write(parts.map(record).join(''))
  }
  return {
    path: request.url!,
    asked: askedIn(body),
    body,
    send,
    say(piece) {
      if (!isOpen) send({ type: 'text-start', id: 'text' })
      isOpen = true
      send({ type: 'text-delta', id: 'text', delta: piece })
    },
    end() {
      if (isOpen) send({ type: 'text-end', id: 'text' })
      send({ type: 'finish', finishReason: 'stop' })
      response.end('data: [DONE]\n\n')
    },
    write,
    close: () => void response.end(),
    refuse(status, message) {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ error: { message } }))
    },
    isCut: () => response.destroyed && !response.writableFinished,
  }
}

function record(part: object): string {
  return `data: ${JSON.stringify(part)}\n\n`
}

interface AskedMessage {
  readonly role: string
  readonly parts: readonly { readonly text?: string }[]
}

function askedIn(body: string): readonly string[] {
  if (body === '') return []
  const { messages = [] } = JSON.parse(body) as { readonly messages?: readonly AskedMessage[] }
  return messages.map(
    ({ role, parts }) => `${role}: ${parts.map(part => part.text ?? '').join('')}`,
  )
}
