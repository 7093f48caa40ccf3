import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import type { Connect, Plugin, ViteDevServer } from 'vite'
import type * as runs from './run-server.ts'
import { paced } from './script/paced.ts'
import { replyTo, scriptOf } from './script/script.ts'
import type { WireName } from './script/wires.ts'

/** The outcome of one request. */
export interface LogEntry {
  readonly id: number
  readonly wire: WireName
  /** Pieces of the body that were sent. */
  readonly written: number
  /** Whether the client disconnected before the answer had ended. */
  readonly closedByClient: boolean
  readonly finished: boolean
}

const log: { -readonly [Key in keyof LogEntry]: LogEntry[Key] }[] = []

/**
 * Answers `POST /api/chat?wire=…&fault=…&pace=…` (see `scriptOf`) with a scripted stream and `GET
 * /api/log` with the outcome of each request so far. Any origin may ask.
 */
export function handleChat(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', '*')
  response.setHeader('access-control-expose-headers', '*')
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
  } else if (url.pathname === '/api/log') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(log))
  } else if (url.pathname === '/api/chat' && request.method === 'POST') {
    // A client that disconnects while it sends its request gets no answer.
    answer(request, response, url.searchParams).catch(() => response.destroy())
  } else {
    response.writeHead(404).end()
  }
}

/** A Vite plugin that lets the page's own server answer the chat. */
export function streamingServer(): Plugin {
  return {
    name: 'streaming-server',
    // Vite loads its sources, as it does the page's.
    config: () => ({ ssr: { noExternal: ['@microsoft/fetch-event-source'] } }),
    configureServer(server) {
      server.middlewares.use('/api/runs', serveRuns(server))
      server.middlewares.use(serve)
    },
    configurePreviewServer: server => void server.middlewares.use(serve),
  }
}

/** The run server, with its log in Redis if `REDIS_URL` is set. */
function serveRuns(server: ViteDevServer): Connect.NextHandleFunction {
  let handle: ReturnType<typeof runs.runServer> | undefined
  const answerRun: Connect.NextHandleFunction = async (request, response, next) => {
    try {
      if (!handle) {
        const file = resolve(import.meta.dirname, 'run-server.ts')
        const { runServer } = (await server.ssrLoadModule(file)) as typeof runs
        handle = runServer({ redisUrl: process.env.REDIS_URL })
      }
      await handle(request, response)
    } catch (error) {
      next(error)
    }
  }
  return answerRun
}

function serve(request: Connect.IncomingMessage, response: ServerResponse, next: () => void): void {
  if (request.url?.startsWith('/api/')) handleChat(request, response)
  else next()
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const script = scriptOf(query)
  const entry = {
    id: log.length + 1,
    wire: script.wire,
    written: 0,
    closedByClient: false,
    finished: false,
  }
  log.push(entry)

  const closed = new AbortController()
  let cut = false
  response.once('close', () => {
    entry.closedByClient = !entry.finished && !cut
    closed.abort()
  })
  const reply = replyTo(script, await textOf(request))
  response.writeHead(reply.status, reply.headers).flushHeaders()
  for await (const piece of paced(reply.pieces, script, closed.signal)) {
    response.write(piece)
    entry.written += 1
  }
  if (closed.signal.aborted || reply.ending === 'silence') return
  if (reply.ending === 'cut') {
    cut = true
    response.socket?.destroy()
  } else {
    entry.finished = true
    response.end()
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  for await (const piece of request) text += piece
  return text
}
