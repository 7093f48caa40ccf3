import { canHave, type FaultName } from './faults.ts'
import { wires, type WireName } from './wires.ts'
import { answerTo } from './wires/answer.ts'

/** A whole response, before anything has been sent. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, in the pieces in which it is to be sent. */
  readonly pieces: readonly Uint8Array[]
  /** The connection is to break after the last piece. */
  readonly cut: boolean
}

/** The reply of the scripted server: always the same for the same wire, fault and prompt. */
export function scriptedReply(wireName: WireName, fault: FaultName, prompt: string): Reply {
  const wire = wires[wireName]
  const records = wire.records(answerTo(prompt))
  const begun = records.slice(0, Math.round(records.length * 0.6))
  const told = records.slice(0, records.length - wire.terminators)
  const ending = records.slice(told.length)
  switch (canHave(wire, fault) ? fault : 'none') {
    case 'not-found':
      return whole(404, 'application/json', '{"error":{"message":"There is no chat here."}}')
    case 'server-error':
      return whole(500, 'text/html; charset=utf-8', page('Internal Server Error'))
    case 'login-page':
      return whole(200, 'text/html; charset=utf-8', page('Please log in'))
    case 'malformed':
      return streamed([...begun, wire.malformed!, ...ending])
    case 'error-event':
      return streamed([...begun, wire.failure!])
    case 'too-long':
      return streamed([...begun, wire.text('far too long '.repeat(4_000)), ...ending])
    case 'cut':
      return { ...streamed(begun), cut: true }
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
      pieces: cutAnywhere(sent),
      cut: false,
    }
  }
}

function whole(status: number, contentType: string, body: string): Reply {
  return {
    status,
    headers: { 'content-type': contentType },
    pieces: [new TextEncoder().encode(body)],
    cut: false,
  }
}

function page(title: string): string {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
}

/**
 * As many pieces as there are records, but cut inside them and not between, through words and
 * characters alike: a network does no better.
 */
function cutAnywhere(records: readonly string[]): readonly Uint8Array[] {
  const encoded = records.map(record => new TextEncoder().encode(record))
  const bytes = new Uint8Array(encoded.reduce((length, record) => length + record.length, 0))
  const pieces: Uint8Array[] = []
  let end = 0
  let start = 0
  for (const [index, record] of encoded.entries()) {
    bytes.set(record, end)
    end += record.length
    const last = index === encoded.length - 1
    const cut = last ? end : end - ((index * 5) % record.length)
    pieces.push(bytes.subarray(start, cut))
    start = cut
  }
  return pieces
}
