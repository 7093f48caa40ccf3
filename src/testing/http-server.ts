import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen } from './listen.ts'
import { createMailbox } from './mailbox.ts'

export interface HttpServer {
  readonly url: string
  /** Every request so far, in the order in which their bodies arrived. */
  readonly requests: readonly HttpExchange[]
  /** The next request, now or once it comes. */
  next(): Promise<HttpExchange>
}

export interface HttpExchange {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
  /** Sends the head at once, of server-sent events by default. */
  head(status?: number, headers?: Readonly<Record<string, string>>): void
  /** Resolves once the connection has closed before the end of the response. */
  readonly closed: Promise<void>
}

/**
 * A real HTTP server on a free port, answered by the test, or by `answer`. It is closed, with all
 * its connections, when the test ends.
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

  return { url: `${await listen(server)}/chat`, requests, next: arrivals.take }
}

const EVENT_STREAM = { 'content-type': 'text/event-stream' }
