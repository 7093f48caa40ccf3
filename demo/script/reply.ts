import { canHave, type FaultName } from './faults.ts'
import { piecesOf, type Piece } from './pieces.ts'
import type { Script } from './script.ts'
import { INVALID, shaped } from './shape.ts'
import { wires } from './wires.ts'
import { answerTo } from './wires/answer.ts'

/** A whole response, before any of it is sent. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, in the pieces in which it will be sent. */
  readonly pieces: readonly Piece[]
  /** What follows the last piece: the end, a broken connection, or nothing at all. */
  readonly ending: 'end' | 'cut' | 'silence'
}

/** The most bytes that are sent in one burst. */
const BURST_PIECE = 16_384

/** The reply of the scripted server: always the same for the same script and prompt. */
export function scriptedReply(script: Script, prompt: string): Reply {
  const wire = wires[script.wire]
  const records = wire.records(answerTo(prompt))
  const begun = records.slice(0, Math.round(records.length * 0.6))
  const told = records.slice(0, records.length - wire.terminators)
  const ending = records.slice(told.length)
  switch (faultOf(script)) {
    case 'not-found':
      return whole(404, 'application/json', '{"error":{"message":"There is no chat here."}}')
    case 'server-error':
      return whole(500, 'text/html; charset=utf-8', page('Internal Server Error'))
    case 'rate-limited':
      return whole(429, 'application/json', '{"error":{"message":"Slow down."}}', {
        'retry-after': '2',
      })
    case 'login-page':
      return whole(200, 'text/html; charset=utf-8', page('Please log in'))
    case 'malformed':
      return streamed([...begun, wire.malformed!, ...ending])
    case 'invalid-utf8':
      return streamed([...begun, wire.text(` [${INVALID}]`), ...records.slice(begun.length)])
    case 'error-event':
      return streamed([...begun, wire.failure!])
    case 'too-long':
      return streamed([...begun, wire.text('far too long '.repeat(4_000)), ...ending])
    case 'burst':
      return inBursts(streamed([...begun, ...burst(wire.text), ...records.slice(begun.length)]))
    case 'cut':
      return { ...streamed(begun), ending: 'cut' }
    case 'stall':
      return { ...streamed(begun), ending: 'silence' }
    case 'no-terminator':
      return streamed(told)
    case 'none':
      return streamed(records)
  }

  function streamed(sent: readonly string[]): Reply {
    return {
      status: 200,
      headers: {
        'content-type': wire.contentType,
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        ...wire.headers,
      },
      pieces: piecesOf(shaped(sent, wire, script), script.size),
      ending: 'end',
    }
  }

  function inBursts(reply: Reply): Reply {
    const size = script.size === 'anywhere' ? BURST_PIECE : script.size
    const pieces = piecesOf(
      reply.pieces.map(({ bytes }) => bytes),
      size,
    )
    return { ...reply, pieces: pieces.map(({ bytes }) => ({ bytes, made: 0 })) }
  }
}

/** The fault in this attempt: some faults go away on a retry. */
function faultOf({ wire, fault, attempt }: Script): FaultName {
  if (fault === 'rate-limited' && attempt > 1) return 'none'
  return canHave(wires[wire], fault) ? fault : 'none'
}

function burst(text: (delta: string) => string): readonly string[] {
  return Array.from({ length: 10_000 }, (_, index) => text(` token${index + 1}`))
}

function whole(
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': contentType, ...headers },
    pieces: [{ bytes: new TextEncoder().encode(body), made: 1 }],
    ending: 'end',
  }
}

function page(title: string): string {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
}
