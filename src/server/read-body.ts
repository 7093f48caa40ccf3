import { badRequest } from './bad-request.ts'

/** What is needed of a `Request`, of a request of `node:http`, or of Express's, its body parsed or not. */
export interface IncomingRequest {
  readonly headers: Pick<Headers, 'get'> | object
  /** Whole, or the path and the query alone. */
  readonly url?: string | undefined
  /** A stream of the body, or what a middleware has parsed of it. */
  readonly body?: unknown
  readonly signal?: AbortSignal | null
  [Symbol.asyncIterator]?: () => AsyncIterator<unknown>
}

/**
 * The object that a body of JSON holds. Reads no further than the limit allows, and throws what can be
 * answered where the body is too long, broken off, or not such an object.
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

/** A header of any of the kinds of requests. */
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
    // Not cancelled: h3 1 goes on putting what comes, and would end the process on a stream that is closed.
    return { next: () => reader.read(), leave: () => reader.releaseLock() }
  }
  const iterator = request[Symbol.asyncIterator]?.() as AsyncIterator<Uint8Array> | undefined
  return {
    next: async () => (iterator ? iterator.next() : { done: true, value: undefined }),
    // To leave a request of Node's by its iterator would close the socket, which is to tell the client why.
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
