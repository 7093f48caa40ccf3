import { badRequest, isAnswerable, type RefusedRequest } from './bad-request.ts'
import { headerOf, readBody, type IncomingRequest } from './read-body.ts'

/** A part of a message, as the AI SDK's clients and this package's send them. */
export interface AskedPart {
  readonly type: string
  readonly [field: string]: unknown
}

/** A message of the conversation. */
export interface AskedMessage {
  readonly id?: string
  readonly role: string
  /** All of its text. */
  readonly content: string
  /** Empty where the client sends text alone. */
  readonly parts: readonly AskedPart[]
  readonly [field: string]: unknown
}

/** What a chat asks. Its names are those of the response's options, which it can be spread into. */
export interface AskedChat {
  readonly ok: true
  /** The conversation so far, the question last. */
  readonly messages: readonly AskedMessage[]
  readonly chatId: string | undefined
  /** New for each run and the same for every attempt at it, from clients that send one. */
  readonly runId: string | undefined
  /** What the application sends along. */
  readonly data: Readonly<Record<string, unknown>>
  /** What the client has of the run, where it takes one up. */
  readonly lastEventId: string | undefined
  /** Aborts when the client has left, where the request can tell. */
  readonly signal: AbortSignal | undefined
  /** The whole body, for what is not named here. */
  readonly body: Readonly<Record<string, unknown>>
}

/** How much is read of what a chat asks; beyond it the answer is a 413 or a 400. */
export interface ChatRequestOptions {
  /** The longest body that is read; 4 MiB by default. */
  readonly maxBytes?: number | undefined
  /** The most messages that are taken; 1,000 by default. */
  readonly maxMessages?: number | undefined
}

/**
 * What a chat asks, read from a `Request`, a request of `node:http`, or one of Express with its body
 * parsed or not. It takes what this package, the AI SDK and TanStack AI send.
 *
 * What is no such request is refused: `ok` is `false` then, and `response` tells the client why, with
 * 400, or 413 for a body that is too long. Contents are the application's to check: no part of what a
 * client sends can be trusted to be what it was sent before.
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

/** A name that can go into a log's key and a wire's record. */
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
