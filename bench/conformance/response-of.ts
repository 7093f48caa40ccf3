import type { Framing } from './peer.ts'

export const CONTENT_TYPES: Readonly<Record<Framing, string>> = {
  events: 'text/event-stream',
  lines: 'application/x-ndjson',
  text: 'text/plain; charset=utf-8',
}

/** A response whose body comes in these reads, one after the other as they are asked for. */
export function responseOf(reads: readonly Uint8Array[], framing: Framing): Response {
  const left = reads.values()
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { value, done } = left.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': CONTENT_TYPES[framing] } })
}
