import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Random } from '../../src/testing/random.ts'

export interface Balancer {
  readonly url: string
  /** Breaks a connection over which an answer of this chat is sent; `false` if there is none. */
  cut(chatId: string, random: Random): boolean
  close(): Promise<void>
}

/**
 * A proxy that sends each request to the next port in turn, or to the one after it if that is down.
 */
export async function openBalancer(ports: readonly number[]): Promise<Balancer> {
  const answering = new Map<ServerResponse, string>()
  let turn = 0

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    answering.set(response, pathname.replace(/^.*\//, ''))
    response.once('close', () => answering.delete(response))
    try {
      pass(request, await buffer(request), response, turn++, ports.length)
    } catch {
      response.destroy()
    }
  })

  const pass = (
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    index: number,
    tries: number,
  ): void => {
    const { method, url, headers } = request
    const port = ports[index % ports.length]!
    const asked = send({ host: '127.0.0.1', port, method, path: url, headers, agent: false })
    response.once('close', () => asked.destroy())
    asked.once('response', answer => {
      response.writeHead(answer.statusCode!, answer.headers).flushHeaders()
      // A replica that dies in mid-answer breaks the client's connection too.
      answer.once('error', () => response.destroy())
      answer.pipe(response)
    })
    asked.once('error', () => {
      if (response.headersSent || response.destroyed) response.destroy()
      else if (tries > 1) pass(request, body, response, index + 1, tries - 1)
      else response.writeHead(502).end()
    })
    asked.end(body)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    cut(chatId, random) {
      const open = [...answering].filter(([, name]) => name === chatId)
      if (open.length === 0) return false
      random.pick(open)[0].destroy()
      return true
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
