import type { Protocol } from 'nanowire'
import { detect } from 'nanowire/protocols/detect'
import { $settings } from '../settings.ts'
import type { ReadSize } from '../script/pieces.ts'
import { passGate } from './gate.ts'
import { recordBody, type BodyRecorder } from './record-body.ts'
import { currentTrace, traceHasGrown } from './wire-state.ts'

/**
 * A `fetch` whose bodies the panel sees on their way to the chat, and can hold back. Reads larger
 * than the chosen size are split.
 */
export function tapped(
  fetch: typeof globalThis.fetch,
  protocol: Protocol = detect(),
): typeof globalThis.fetch {
  return async (input, init) => {
    const trace = currentTrace()
    const response = await fetch(input, init)
    const { status, statusText, headers } = response
    trace.attempts.push({
      at: performance.now() - trace.startedAt,
      status,
      contentType: headers.get('content-type') ?? '',
      retryAfter: headers.get('retry-after'),
    })
    traceHasGrown()
    if (!response.body) return response
    const body = seen(response.body, recordBody(trace, response, protocol), $settings.get().size)
    return new Response(body, { status, statusText, headers })
  }
}

function seen(
  body: ReadableStream<Uint8Array>,
  recorder: BodyRecorder,
  size: ReadSize,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let rest: Uint8Array | undefined
  let isLeft = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = rest ?? (await reader.read()).value
        await passGate()
        if (isLeft) return
        if (bytes) {
          const most = typeof size === 'number' ? size : bytes.length
          recorder.read(bytes.subarray(0, most))
          rest = bytes.length > most ? bytes.subarray(most) : undefined
          controller.enqueue(bytes.subarray(0, most))
        } else {
          recorder.end()
          controller.close()
        }
        traceHasGrown()
      },
      cancel(reason) {
        isLeft = true
        rest = undefined
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
