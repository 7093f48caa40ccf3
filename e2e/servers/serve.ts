import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Pace } from './model.ts'

export interface PeerServer {
  /** The origin, such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** Every request but CORS preflights, in order of arrival. */
  readonly requests: readonly SeenRequest[]
  close(): Promise<void>
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  /** `cut`: the client closed the connection before the answer had ended. */
  readonly state: 'open' | 'ended' | 'cut'
}

export interface PeerOptions {
  /** 20 ms by default. */
  readonly pace?: Pace
}

export const defaultPace = 20

/** A server on a free port that allows any origin, and records how its answers ended. */
export async function serve(listener: RequestListener): Promise<PeerServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Headers', '*')
    response.setHeader('Access-Control-Expose-Headers', '*')
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const seen = {
      method: request.method!,
      path: request.url!,
      state: 'open' as SeenRequest['state'],
    }
    requests.push(seen)
    response.once('close', () => {
      seen.state = response.writableFinished ? 'ended' : 'cut'
    })
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/**
 * The same for handlers of `Request` and `Response`; a client that disconnects aborts the request.
 */
export function serveWeb(handle: (request: Request) => Promise<Response>): Promise<PeerServer> {
  return serve((incoming, outgoing) => {
    const left = new AbortController()
    outgoing.once('close', () => left.abort())
    const send = async () => {
      const response = await handle(webRequest(incoming, left.signal))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) outgoing.end()
      else await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing)
    }
    send().catch(() => outgoing.destroy())
  })
}

function webRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method!,
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  })
}
