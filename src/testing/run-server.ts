import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { logRun, type RunEnd } from '../server/log-run.ts'
import { resumeResponse } from '../server/resume-response.ts'
import type { RunLog, RunRecord } from '../server/run-log.ts'
import { toNodeResponse } from '../server/to-node-response.ts'
import { listen } from './listen.ts'
import { createMailbox } from './mailbox.ts'

/** An answer in the AI SDK's format, written by the test. */
export interface SpokenRun {
  readonly signal: AbortSignal
  say(...words: string[]): void
  finish(): void
  fail(error: unknown): void
  readonly ended: Promise<RunEnd>
}

export interface RunServer {
  readonly url: string
  /** `GET /runs/c1 after <id>`, and the like. */
  readonly asked: readonly string[]
  next(): Promise<SpokenRun>
  /** Breaks every connection. */
  cut(): void
}

/**
 * A replica: POST `/chat/<chat>?run=<id>` begins a run, GET `/runs/<name>` resumes one, POST
 * `/runs/<name>` stops it. It is closed when the test ends.
 */
export async function runServer(log: RunLog): Promise<RunServer> {
  const runs = createMailbox<SpokenRun>()
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const after = headers['last-event-id']
    asked.push(`${method} ${url}${after === undefined ? '' : ` after ${String(after)}`}`)
    await text(request)
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const name = pathname.replace(/^.*\//, '')
    if (url.startsWith('/chat/')) {
      const runId = searchParams.get('run')!
      const { run, begin } = spokenRun(log, runId, name)
      try {
        await begin()
      } catch {
        return response.writeHead(409).end()
      }
      runs.put(run)
      await toNodeResponse(resumeResponse(request, log, { runId }), response)
    } else if (method === 'POST') {
      response.writeHead((await log.stop(name)) ? 204 : 404).end()
    } else await toNodeResponse(resumeResponse(request, log), response)
  })
  const url = await listen(server)
  return { url, asked, next: runs.take, cut: () => server.closeAllConnections() }
}

function spokenRun(
  log: RunLog,
  runId: string,
  alias: string,
): { readonly run: SpokenRun; readonly begin: () => Promise<void> } {
  const controller = new AbortController()
  let speech: ReadableStreamDefaultController<RunRecord>
  const records = new ReadableStream<RunRecord>({
    start: given => void (speech = given),
  })
  let settle: (end: RunEnd) => void
  const ended = new Promise<RunEnd>(resolve => (settle = resolve))
  const put = (chunk: object): void => speech.enqueue({ data: JSON.stringify(chunk) })
  return {
    run: {
      signal: controller.signal,
      ended,
      say(...words) {
        for (const delta of words) put({ type: 'text-delta', id: '0', delta })
      },
      finish() {
        put({ type: 'text-end', id: '0' })
        put({ type: 'finish', finishReason: 'stop' })
        speech.enqueue({ data: '[DONE]' })
        speech.close()
      },
      fail: error => speech.error(error),
    },
    async begin() {
      const run = await logRun(log, runId, records, { alias, controller })
      run.ended.then(settle)
      put({ type: 'start', messageId: `answer-${runId}` })
      put({ type: 'text-start', id: '0' })
    },
  }
}
