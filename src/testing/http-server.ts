import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { createMailbox } from './mailbox.ts'

export interface HttpServer {
  readonly url: string
  /** Every request so far, in the order in which their bodies were whole. */
  readonly requests: readonly HttpExchange[]
  /** The next request, now or once it comes. */
  next(): Promise<HttpExchange>
}

export interface HttpExchange {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
  /** Sends the head at once, of a stream of server-sent events unless told otherwise. */
  head(status?: number, headers?: Readonly<Record<string, string>>): void
  /** Resolves once the connection has closed before the response's end. */
  readonly closed: Promise<void>
}

/**
 * A real HTTP server on a free port, which answers by the test's hand, or by `answer`. It is closed,
 * with every connection that it has, when the test ends.
 */
export async function httpServer(answer?: (exchange: HttpExchange) => void): Promise<HttpServer> {
  const requests: HttpExchange[] = []
  const arrivals = createMailbox<HttpExchange>()

  const server = createServer(async (request, response) => {
    const closed = new Promise<void>(resolve => {
      response.once('close', () => response.writableEnded || resolve())
    })
    const head: HttpExchange['head'] = (status = 200, headers = EVENT_STREAM) =>
      response.writeHead(status, headers).flushHeaders()
    const exchange = { request, body: await text(request), response, head, closed }
    requests.push(exchange)
    arrivals.put(exchange)
    answer?.(exchange)
  })

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/chat`, requests, next: arrivals.take }
}

const EVENT_STREAM = { 'content-type': 'text/event-stream' }
