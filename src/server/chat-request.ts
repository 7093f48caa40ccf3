import { badRequest, isAnswerable, type RefusedRequest } from './bad-request.ts'
import { headerOf, readBody, type IncomingRequest } from './read-body.ts'

/**
 * A part of a message, as this package's and the AI SDK's clients send it. Only `type` is checked.
 */
export interface AskedPart {
  readonly type: string
  readonly [field: string]: unknown
}

/** A message of the conversation; other fields are passed through unchecked. */
export interface AskedMessage {
  readonly id?: string
  readonly role: string
  /** Its text; where it has parts, that of its text parts, joined. */
  readonly content: string
  /** Empty if the client sends plain text. */
  readonly parts: readonly AskedPart[]
  readonly [field: string]: unknown
}

/**
 * A chat request. Its fields are named as the response options, so it can be passed or spread
 * there.
 */
export interface AskedChat {
  readonly ok: true
  /** The conversation so far, at least one message, the newest last. */
  readonly messages: readonly AskedMessage[]
  /** The body's `id`, or AG-UI's `threadId`. */
  readonly chatId: string | undefined
  /** New for each run, the same for every retry of it; `undefined` if the client sends none. */
  readonly runId: string | undefined
  /** The page's own data: the body's `data` or `forwardedProps`; empty if there is none. */
  readonly data: Readonly<Record<string, unknown>>
  /** The `Last-Event-ID` header: set when the client resumes a run. */
  readonly lastEventId: string | undefined
  /**
   * The request's signal, which aborts when the client disconnects; requests of Node may have none.
   */
  readonly signal: AbortSignal | undefined
  /** The whole parsed body, for fields that are not named here. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Limits on a chat request; one beyond them is refused. */
export interface ChatRequestOptions {
  /**
   * The longest body that is read, in bytes; 4 MiB by default, 413 beyond it. A body that
   * middleware has parsed already is not measured.
   */
  readonly maxBytes?: number | undefined
  /** The most messages; 1,000 by default, 400 beyond it. */
  readonly maxMessages?: number | undefined
}

/**
 * Reads a chat request from a `Request`, a request of `node:http`, or one of Express, its body
 * parsed or not. It understands what this package, the AI SDK and TanStack AI send.
 *
 * If the request is not valid, `ok` is `false` and `response` tells the client why, with status
 * 400, or 413 for a body that is too long. Only the shape is checked. The content is the
 * application's to check: a client can send any history, also messages that the server never gave
 * it.
 */
export async function chatRequest(
  request: IncomingRequest,
  { maxBytes = 4 * 1024 * 1024, maxMessages = 1_000 }: ChatRequestOptions = {},
): Promise<AskedChat | RefusedRequest> {
  try {
    const body = await readBody(request, maxBytes)
    const { messages: given } = body
    if (!Array.isArray(given) || given.length === 0) {
      throw badRequest('The body has no messages. Send them as an array, the question last.')
    }
    if (given.length > maxMessages) {
      throw badRequest(
        `The conversation has more than ${maxMessages} messages. Send fewer of them.`,
      )
    }
    return {
      ok: true,
      messages: given.map(messageOf),
      chatId: nameOf(body, 'id') ?? nameOf(body, 'threadId'),
      runId: nameOf(body, 'runId'),
      data: objectOf(body['data']) ?? objectOf(body['forwardedProps']) ?? {},
      lastEventId: headerOf(request, 'last-event-id'),
      signal: request.signal ?? undefined,
      body,
    }
  } catch (error) {
    if (!isAnswerable(error)) throw error
    return { ok: false, message: error.message, response: error.response }
  }
}

function messageOf(given: unknown, index: number): AskedMessage {
  const message = objectOf(given)
  const { role, content, parts = [] } = message ?? {}
  const where = `The message at ${index}`
  if (!message || typeof role !== 'string' || !/^[a-z]{1,20}$/.test(role)) {
    throw badRequest(`${where} has no role. Name one, such as user or assistant.`)
  }
  if (!areParts(parts)) {
    throw badRequest(`${where} has parts that are none. Send objects with a type.`)
  }
  const isText = content === undefined || content === null || typeof content === 'string'
  if (!isText && !areParts(content)) {
    throw badRequest(`${where} has a content that is none. Send a text.`)
  }
  const all = parts.length > 0 ? parts : areParts(content) ? content : []
  return {
    ...message,
    role,
    parts: all,
    content: typeof content === 'string' && parts.length === 0 ? content : textOf(all),
  }
}

function areParts(value: unknown): value is readonly AskedPart[] {
  return Array.isArray(value) && value.every(part => typeof objectOf(part)?.['type'] === 'string')
}

function textOf(parts: readonly AskedPart[]): string {
  return parts
    .map(({ type, text, content }) => {
      const told = text ?? content
      return type === 'text' && typeof told === 'string' ? told : ''
    })
    .join('')
}

/** An id that is safe in a log's keys and in a wire's records. */
function nameOf(body: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const name = body[field]
  if (name === undefined || name === null) return undefined
  if (typeof name === 'string' && /^[\w.:@-]{1,200}$/.test(name)) return name
  throw badRequest(
    `The ${field} of the body is no name. Send at most 200 letters, digits and any of . : @ _ and -.`,
  )
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
