import { faults, type FaultName } from './faults.ts'
import { promptOf } from './prompt-of.ts'
import { scriptedReply, type Reply } from './reply.ts'
import { wires, type WireName } from './wires.ts'

/** What the address of a request asks of the scripted server. */
export interface Script {
  readonly wire: WireName
  readonly fault: FaultName
  /** Milliseconds between two pieces. */
  readonly pace: number
}

/** Reads a script from a query, such as `wire=dexto&fault=cut&pace=10`. */
export function scriptOf(query: URLSearchParams): Script {
  const wire = query.get('wire') ?? ''
  const fault = query.get('fault') ?? ''
  const pace = Number(query.get('pace') ?? Number.NaN)
  return {
    wire: isNameIn(wires, wire) ? wire : 'ai-sdk',
    fault: isNameIn(faults, fault) ? fault : 'none',
    pace: pace >= 0 ? Math.min(pace, 60_000) : 25,
  }
}

/** The reply to a request's body, which is JSON text; any other body is an empty prompt. */
export function replyTo(script: Script, body: string): Reply {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    // A body that is not JSON asks nothing, and is answered all the same.
  }
  return scriptedReply(script.wire, script.fault, promptOf(parsed))
}

function isNameIn<Name extends string>(
  names: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name {
  return Object.hasOwn(names, name)
}
