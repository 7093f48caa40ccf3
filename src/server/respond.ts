import { atMost } from './at-most.ts'
import { errorResponse } from './error-response.ts'
import { errorText } from './error-text.ts'
import type { StreamResponseOptions } from './response-options.ts'
import { streamBody, type StreamBodyOptions } from './stream-body.ts'

export interface RespondOptions extends Omit<StreamBodyOptions, 'next' | 'leave'> {
  /** The wire's own. */
  readonly headers: Readonly<Record<string, string>>
  /** Called once, at most, when nobody reads any more. */
  readonly leave: () => void
}

/**
 * A response with these pieces as its body. It waits a moment for the first of them, so that a failure
 * before it has a status of its own.
 */
export async function respond(
  pieces: AsyncGenerator<string, void, undefined>,
  { headers, leave: stop, ...body }: RespondOptions,
  { status = 200, headers: more, headWithin = 1_000, onError }: StreamResponseOptions,
): Promise<Response> {
  let first: ReturnType<typeof pieces.next> | undefined = pieces.next()
  // It is told by the body, or below; until then nobody has heard of it.
  first.catch(() => {})
  const head = { ...HEADERS, ...headers }
  const leave = (): void => {
    stop()
    // What waits to be asked for its next piece hears of no signal.
    pieces.return().catch(() => {})
  }
  try {
    await atMost(first, headWithin)
  } catch (error) {
    leave()
    return errorResponse(
      500,
      // What to do about a status, its reader knows.
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

/** So that neither caches nor proxies keep pieces back, nor compress them into one. */
const HEADERS = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }

function merged(own: Readonly<Record<string, string>>, more: RequestInit['headers']): Headers {
  const headers = new Headers(own)
  for (const [name, value] of new Headers(more)) {
    if (name === 'set-cookie') headers.append(name, value)
    else headers.set(name, value)
  }
  return headers
}
