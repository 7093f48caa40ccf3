import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { answers, say, prompts } from './model.ts'
import { serve, type PeerServer } from './serve.ts'

export interface RunServer extends PeerServer {
  /** What became of each run, in order. */
  readonly runs: readonly { readonly state: 'running' | 'finished' | 'stopped' }[]
  /** The `Last-Event-ID`s of the requests for runs, in order; empty for a whole run. */
  readonly askedAfter: readonly string[]
  /**
   * Lets the newest run write this many more pieces of its text, whether or not anybody follows it.
   */
  say(pieces: number): void
  /** The text of the newest run so far. */
  said(): string
  finish(): void
  /** Breaks every connection; the runs continue. */
  cut(): void
  /**
   * Sends nothing more on the open connections, without closing them, like a network that is gone.
   */
  silence(): void
}

export interface RunServerOptions {
  /** Whether its events have ids; without them a run is always sent from its start. */
  readonly isNumbered?: boolean
}

interface Run {
  state: 'running' | 'finished' | 'stopped'
  said: number
  readonly listeners: Set<ServerResponse>
}

const PIECES = say(prompts.text, 0).map(piece => (piece.type === 'text' ? piece.text : ''))

/** The chunks of every run, in the AI SDK's protocol. */
const EVENTS = [
  '{"type":"start","messageId":"answer_1"}',
  '{"type":"text-start","id":"0"}',
  ...PIECES.map(delta => JSON.stringify({ type: 'text-delta', id: '0', delta })),
  '{"type":"text-end","id":"0"}',
  '{"type":"finish","finishReason":"stop"}',
  '[DONE]',
]

/**
 * A server whose runs continue when the connection closes. POST `/chat` begins one; GET `/runs`
 * sends the newest, after `Last-Event-ID` or from its start, or 204 if none is under way; POST
 * `/stop` ends it. For pages without a test beside them, POST `/half` lets it write half of its
 * text, and `/cut` breaks the connection before it writes the other half.
 */
export async function serveRuns(options: RunServerOptions = {}): Promise<RunServer> {
  const { isNumbered = true } = options
  const runs: Run[] = []
  const askedAfter: string[] = []

  const tell = (run: Run, response: ServerResponse, from: number): void => {
    const events = EVENTS.slice(from, run.said).map(
      (event, index) => `${isNumbered ? `id: ${from + index}\n` : ''}data: ${event}\n\n`,
    )
    response.write(events.join(''))
    if (run.said === EVENTS.length) response.end()
  }

  const listen = (run: Run, response: ServerResponse, after: string): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    run.listeners.add(response)
    response.once('close', () => run.listeners.delete(response))
    tell(run, response, after === '' ? 0 : Number(after) + 1)
  }

  const server = await serve(async (request, response) => {
    const run = runs.at(-1)
    if (request.url === '/chat') {
      await text(request)
      const begun: Run = { state: 'running', said: 2, listeners: new Set() }
      runs.push(begun)
      listen(begun, response, '')
    } else if (request.url === '/stop') {
      if (run?.state === 'running') {
        run.state = 'stopped'
        for (const listener of run.listeners) listener.end()
      }
      response.writeHead(204).end()
    } else if (request.url === '/half') {
      goOn(6)
      response.writeHead(204).end()
    } else if (request.url === '/cut') {
      drop(listener => listener.destroy())
      goOn(EVENTS.length)
      response.writeHead(204).end()
    } else if (run?.state !== 'running') {
      response.writeHead(204).end()
    } else {
      const after = String(request.headers['last-event-id'] ?? '')
      askedAfter.push(after)
      listen(run, response, after)
    }
  })

  const goOn = (to: number): void => {
    const run = runs.at(-1)!
    const from = run.said
    run.said = to
    for (const listener of run.listeners) tell(run, listener, from)
  }

  const drop = (then: (response: ServerResponse) => void): void => {
    for (const { listeners } of runs) {
      for (const listener of listeners) then(listener)
      listeners.clear()
    }
  }

  return {
    ...server,
    runs,
    askedAfter,
    say: pieces => goOn(runs.at(-1)!.said + pieces),
    said: () => PIECES.slice(0, runs.at(-1)!.said - 2).join(''),
    finish() {
      goOn(EVENTS.length)
      runs.at(-1)!.state = 'finished'
    },
    cut: () => drop(response => response.destroy()),
    silence: () => drop(() => {}),
  }
}

/** The whole text of every run. */
export const wholeRun: string = answers.text
