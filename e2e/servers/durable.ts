import { memoryLog, resumeResponse, toServerSentEventsResponse } from '../../src/server/index.ts'
import { serveWeb, type PeerServer } from './serve.ts'

export interface DurableServer extends PeerServer {
  /** Lets the model write a piece of text in the newest run. */
  say(piece: string): void
  finish(): void
}

/**
 * A server on `nanowire/server` with a log. POST `/chat` begins a run, GET `/runs` streams the
 * newest, and POST `/stop` stops it.
 */
export async function serveDurable(): Promise<DurableServer> {
  const log = memoryLog()
  let model: ReadableStreamDefaultController<string>
  const server = await serveWeb(async request => {
    const { pathname } = new URL(request.url)
    await request.text()
    if (pathname === '/runs') return resumeResponse(request, log, { runId: 'newest' })
    if (pathname === '/stop') return Response.json(await log.stop('newest'))
    const source = new ReadableStream<string>({ start: given => void (model = given) })
    return toServerSentEventsResponse(source, { log, alias: 'newest' })
  })
  return {
    ...server,
    say: piece => model.enqueue(piece),
    finish: () => model.close(),
  }
}
