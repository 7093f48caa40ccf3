import { badRequest } from './bad-request.ts'

/** The part that is used of a `Request`, or of a request of `node:http` or Express. */
export interface IncomingRequest {
  readonly headers: Pick<Headers, 'get'> | object
  /** Absolute, or only the path and the query. */
  readonly url?: string | undefined
  /** A stream, or the body as middleware has parsed it. */
  readonly body?: unknown
  readonly signal?: AbortSignal | null
  [Symbol.asyncIterator]?: () => AsyncIterator<unknown>
}

/**
 * The JSON object in the body. Stops reading at the limit, and throws a `badRequest` if the body is
 * too long, cut off, or no JSON object.
 */
export async function readBody(
  request: IncomingRequest,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { body } = request
  const value =
    typeof body === 'object' && body !== null && !('getReader' in body)
      ? body
      : parse(typeof body === 'string' ? body : await textOf(request, maxBytes))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw badRequest('The body is no JSON object. Send one with the messages.')
}

async function textOf(request: IncomingRequest, maxBytes: number): Promise<string> {
  const { next, leave } = piecesOf(request)
  const decoder = new TextDecoder()
  let text = ''
  let size = Number(headerOf(request, 'content-length') ?? 0)
  try {
    for (let read = 0; size <= maxBytes; size = Math.max(size, read)) {
      const { done, value } = await next()
      if (done) return text + decoder.decode()
      read += value.length
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    leave()
  }
  throw badRequest(`The body is longer than ${maxBytes} bytes. Send less at once.`, 413)
}

/** A header, of any kind of request. */
export function headerOf({ headers }: IncomingRequest, name: string): string | undefined {
  const value =
    'get' in headers && typeof headers.get === 'function'
      ? ((headers as Headers).get(name) ?? undefined)
      : (headers as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : undefined
}

interface Pieces {
  readonly next: () => Promise<IteratorResult<Uint8Array, unknown>>
  readonly leave: () => void
}

function piecesOf(request: IncomingRequest): Pieces {
  if (isStream(request.body)) {
    // Safari's service workers have no async iteration of streams.
    const reader = request.body.getReader()
    // Not cancelled: h3 1 keeps enqueueing, which throws on a closed stream and ends the process.
    return { next: () => reader.read(), leave: () => reader.releaseLock() }
  }
  const iterator = request[Symbol.asyncIterator]?.() as AsyncIterator<Uint8Array> | undefined
  return {
    next: async () => (iterator ? iterator.next() : { done: true, value: undefined }),
    // The iterator's `return` would close the socket, over which the refusal is still to be sent.
    leave: () => {},
  }
}

function isStream(body: unknown): body is ReadableStream<Uint8Array> {
  return typeof body === 'object' && body !== null && 'getReader' in body
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON. Send an object with the messages, as JSON.')
  }
}
