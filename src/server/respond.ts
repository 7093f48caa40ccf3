import { atMost } from './at-most.ts'
import { errorResponse } from './error-response.ts'
import { errorText } from './error-text.ts'
import type { StreamResponseOptions } from './response-options.ts'
import { streamBody, type StreamBodyOptions } from './stream-body.ts'

export interface RespondOptions extends Omit<StreamBodyOptions, 'next' | 'leave'> {
  /** Those of the wire. */
  readonly headers: Readonly<Record<string, string>>
  /** Called at most once, when nobody reads any more. */
  readonly leave: () => void
}

/**
 * A response with these pieces as its body. It waits up to `headWithin` for the first piece, so
 * that a failure before it gets status 500.
 */
export async function respond(
  pieces: AsyncGenerator<string, void, undefined>,
  { headers, leave: stop, ...body }: RespondOptions,
  { status = 200, headers: more, headWithin = 1_000, onError }: StreamResponseOptions,
): Promise<Response> {
  let first: ReturnType<typeof pieces.next> | undefined = pieces.next()
  // Handled below or by the body; until then a rejection must not count as unhandled.
  first.catch(() => {})
  const head = { ...HEADERS, ...headers }
  const leave = (): void => {
    stop()
    // A generator that is paused at a `yield` does not notice the signal.
    pieces.return().catch(() => {})
  }
  try {
    await atMost(first, headWithin)
  } catch (error) {
    leave()
    return errorResponse(
      500,
      // No advice to try again: the client decides that by the status.
      errorText(error, onError, ''),
      merged({ 'cache-control': 'no-store' }, more),
    )
  }
  const next = (): ReturnType<typeof pieces.next> => {
    const piece = first ?? pieces.next()
    first = undefined
    return piece
  }
  return new Response(streamBody({ ...body, next, leave }), {
    status,
    headers: merged(head, more),
  })
}

/** So that neither caches nor proxies buffer the pieces or compress them. */
const HEADERS = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }

function merged(own: Readonly<Record<string, string>>, more: RequestInit['headers']): Headers {
  const headers = new Headers(own)
  for (const [name, value] of new Headers(more)) {
    if (name === 'set-cookie') headers.append(name, value)
    else headers.set(name, value)
  }
  return headers
}
