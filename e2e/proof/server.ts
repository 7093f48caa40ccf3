import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A request as it was received. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** The raw connection of a request, to misuse. */
export interface Wire {
  head(status?: number, headers?: Readonly<Record<string, string>>): void
  /** Sends bytes as a chunk of the body. */
  chunk(bytes: Uint8Array): void
  /** Sends bytes as they are. */
  raw(bytes: Uint8Array | string): void
  /** Ends the body correctly. */
  finish(): void
  /** Closes the connection, even if the body is incomplete. */
  cut(): void
  /** Resets the connection. */
  reset(): void
  /** Resolves once the body has ended correctly, or both sides have closed the connection. */
  readonly closed: Promise<void>
  readonly isClosed: boolean
}

export interface Server {
  readonly url: string
  /** Connections on which an answer is under way; Node's fetch keeps others for a while. */
  readonly answering: number
  close(): Promise<void>
}

/** A server with just enough HTTP to break it. */
export async function openServer(answer: (asked: Asked, wire: Wire) => void): Promise<Server> {
  const sockets = new Set<Socket>()
  const wires = new Set<Wire>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Errors here are caused on purpose.
    socket.on('error', () => {})
    let text = ''
    socket.on('data', bytes => {
      text += bytes.toString('latin1')
      const asked = read(text)
      if (!asked) return
      text = ''
      const wire = wireOf(socket)
      wires.add(wire)
      void wire.closed.then(() => wires.delete(wire))
      answer(asked, wire)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get answering() {
      return wires.size
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Parses a request, once it is complete. */
function read(text: string): Asked | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [start = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  if (text.length - end - 4 < Number(headers['content-length'] ?? 0)) return undefined
  const [method = '', path = ''] = start.split(' ')
  return { method, path, headers }
}

/** One answer on a connection, which the next one may use again. */
function wireOf(socket: Socket): Wire {
  let isClosed = false
  let close: () => void
  const closed = new Promise<void>(resolve => {
    close = () => {
      isClosed = true
      socket.off('close', close)
      resolve()
    }
  })
  socket.on('close', close!)
  const raw: Wire['raw'] = bytes => void (socket.destroyed || socket.write(bytes))
  return {
    closed,
    get isClosed() {
      return isClosed
    },
    raw,
    head: (status = 200, headers = {}) => raw(headText(status, headers)),
    chunk(bytes) {
      if (bytes.length === 0) return
      raw(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]))
    },
    finish() {
      raw('0\r\n\r\n')
      close()
    },
    cut: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  }
}

const CRLF = Buffer.from('\r\n')

function headText(status: number, headers: Readonly<Record<string, string>>): string {
  // With `connection: close`, Node's fetch would accept any end of the connection.
  const framing = 'content-length' in headers ? {} : { 'transfer-encoding': 'chunked' }
  const lines = Object.entries({ ...framing, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`
}
