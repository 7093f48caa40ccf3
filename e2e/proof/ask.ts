import {
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  type ConnectionAdapter,
} from '../../src/core.ts'
import type { FetchOptions } from '../../src/adapters/adapter.ts'
import { kept, type Told } from './expected.ts'
import type { Recording } from './recordings.ts'
import { openServer, type Asked, type Wire } from './server.ts'

/** One connection of an answer. */
export interface Exchange {
  readonly asked: Asked
  readonly wire: Wire
  /** 1 for the first request of the answer. */
  readonly turn: number
  /**
   * Resolves once the client has read so many bytes of this response's body, or has disconnected.
   */
  readAll(bytes: number): Promise<void>
}

export type Answer = (exchange: Exchange) => unknown

/** The outcome of a question. */
export interface Outcome {
  /** `undefined` if the chat shows no answer. */
  readonly message: Told['message'] | undefined
  readonly code: string | undefined
  readonly requests: readonly Asked[]
  /** Bytes of all bodies that the client has read. */
  readonly read: number
}

export interface Asking {
  ask(
    recording: Recording,
    answer: Answer,
    options?: (attempt: number) => Partial<FetchOptions>,
    isSniffed?: boolean,
  ): Promise<Outcome>
  readonly connections: number
  close(): Promise<void>
}

/** A misbehaving server, and chats that ask it one question each. */
export async function openAsking(): Promise<Asking> {
  const cases = new Map<string, (asked: Asked, wire: Wire) => void>()
  let connections = 0
  let last = 0
  const server = await openServer((asked, wire) => {
    connections++
    const [, name = ''] = asked.path.split('/')
    cases.get(name)?.(asked, wire)
  })

  return {
    get connections() {
      return connections
    },
    close: server.close,
    async ask(recording, answer, options, isSniffed = recording.extension !== '.sse') {
      const name = String(++last)
      const url = `${server.url}/${name}`
      const requests: Asked[] = []
      const wires: Wire[] = []
      let read = 0
      let isOver = false
      let waiting: (() => void)[] = []
      const wake = (): void => {
        for (const check of waiting.splice(0)) check()
      }
      cases.set(name, (asked, wire) => {
        const from = read
        requests.push(asked)
        wires.push(wire)
        void wire.closed.then(wake)
        const readAll = (bytes: number): Promise<void> =>
          new Promise(resolve => {
            const check = (): void => {
              if (isOver || wire.isClosed || read - from >= bytes) resolve()
              else waiting.push(check)
            }
            check()
          })
        answer({ asked, wire, turn: requests.length, readAll })
      })
      const open = isSniffed ? fetchHttpStream : fetchServerSentEvents
      const inner = open(url, ({ attempt }) => {
        const given: FetchOptions = { protocol: recording.protocol, ...options?.(attempt) }
        return typeof given.resume === 'object'
          ? { ...given, resume: { url: `${url}/rest` } }
          : given
      })
      const connection: ConnectionAdapter = {
        connect: request =>
          inner.connect({
            ...request,
            onProgress(progress) {
              read += progress.bytes ?? 0
              request.onProgress?.(progress)
              wake()
            },
          }),
      }
      const chat = createChat({ connection, flush: 'sync' })
      await chat.sendMessage('Hi')
      isOver = true
      wake()
      // Never resolves if a connection stays open.
      await Promise.all(wires.map(({ closed }) => closed))
      cases.delete(name)
      const message = chat.$messages.get().at(-1)
      const code = chat.$error.get()?.code
      chat.destroy()
      return {
        message: message?.role === 'assistant' ? kept(message) : undefined,
        code,
        requests,
        read,
      }
    },
  }
}
