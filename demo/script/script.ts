import { faults, type FaultName } from './faults.ts'
import type { Pace } from './paced.ts'
import type { ReadSize } from './pieces.ts'
import { promptOf } from './prompt-of.ts'
import { scriptedReply, type Reply } from './reply.ts'
import { lineEnds, type Shape } from './shape.ts'
import { wires, type WireName } from './wires.ts'

/** What the URL of a request asks of the scripted server. */
export interface Script extends Shape, Pace {
  readonly wire: WireName
  readonly fault: FaultName
  readonly size: ReadSize
  /** 1 for the first request of an answer. */
  readonly attempt: number
}

/** Reads a script from a query, such as `wire=dexto&fault=cut&pace=10`. */
export function scriptOf(query: URLSearchParams): Script {
  return {
    wire: oneOf(wires, query.get('wire'), 'ai-sdk'),
    fault: oneOf(faults, query.get('fault'), 'none'),
    lineEnd: oneOf(lineEnds, query.get('lineEnd'), 'own'),
    bom: query.get('bom') === 'true',
    keepAlive: query.get('keepAlive') === 'true',
    size: sizeOf(query.get('size')),
    pace: milliseconds(query.get('pace'), 25),
    latency: milliseconds(query.get('latency'), 0),
    jitter: milliseconds(query.get('jitter'), 0),
    attempt: Number(query.get('attempt') ?? 1),
  }
}

/** Parses a size of reads; `anywhere` by default. */
export function sizeOf(text: string | null): ReadSize {
  if (text === 'whole') return text
  const bytes = Math.trunc(Number(text))
  return bytes > 0 ? bytes : 'anywhere'
}

/** Parses a time in milliseconds, a minute at most. */
export function milliseconds(text: string | null, usual: number): number {
  const time = Number(text ?? Number.NaN)
  return time >= 0 ? Math.min(time, 60_000) : usual
}

/** The name if it is one of these, or else the default. */
export function oneOf<Name extends string>(
  names: Readonly<Record<Name, unknown>>,
  name: string | null,
  usual: Name,
): Name {
  return name !== null && Object.hasOwn(names, name) ? (name as Name) : usual
}

/** The reply to a request's body, which is JSON text; any other body is an empty prompt. */
export function replyTo(script: Script, body: string): Reply {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    // A body that is not JSON has no prompt, but is answered too.
  }
  return scriptedReply(script, promptOf(parsed))
}
