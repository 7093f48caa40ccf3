/**
 * What can go wrong with a stream, judged by the stage at which it failed:
 *
 * - `network`: no response, or the connection broke while the body was read
 * - `http`: a status that is not 2xx
 * - `content-type`: a 2xx response that is not a stream, such as a login page
 * - `malformed`: a record that is not what its format says
 * - `truncated`: the stream ended before its end marker; what had arrived is kept
 * - `timeout`: one of the named timeouts ran out
 * - `too-large`: a limit was passed
 * - `server`: the server reported an error in the stream, or a source of your own threw
 * - `unsupported`: a format that nanowire does not read, or a file that is not accepted
 *
 * An abort is not an error.
 */
export type StreamErrorCode =
  | 'network'
  | 'http'
  | 'content-type'
  | 'malformed'
  | 'truncated'
  | 'timeout'
  | 'too-large'
  | 'server'
  | 'unsupported'

/** What is known of a failure besides its code; each property names the codes that have it. */
export interface StreamErrorDetails {
  /** `http`, `content-type`, and `unsupported` for a binary response: its status. */
  readonly status?: number
  /**
   * `http`, `content-type`, and `unsupported` for a binary response: its headers, names in lower
   * case.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** `http`, `content-type`: the body, parsed if it is JSON, else its first 10,000 characters. */
  readonly body?: unknown
  /** `http`: the milliseconds that the server asks to wait before the next try. */
  readonly retryAfter?: number
  /** `malformed`, `truncated`, `unsupported`: the record, shortened to 200 characters. */
  readonly record?: string
  /** `timeout`: which one ran out. */
  readonly which?: 'connect' | 'idle' | 'stall' | 'total'
  /** `too-large`: the limit that was passed. */
  readonly limit?: number
  /** `server`: the server's own code for the failure. */
  readonly serverCode?: string
  /** `server`: the record that reported the failure, as it came. */
  readonly data?: unknown
  /** What was thrown underneath, if anything. */
  readonly cause?: unknown
}

/**
 * The one error of nanowire: `code` names the kind, `message` says what happened and what to try,
 * `cause` keeps what was thrown underneath, and the other details are properties too.
 */
export class StreamError extends Error implements StreamErrorDetails {
  declare readonly code: StreamErrorCode
  declare readonly status?: number
  declare readonly headers?: Readonly<Record<string, string>>
  declare readonly body?: unknown
  declare readonly retryAfter?: number
  declare readonly record?: string
  declare readonly which?: 'connect' | 'idle' | 'stall' | 'total'
  declare readonly limit?: number
  declare readonly serverCode?: string
  declare readonly data?: unknown

  constructor(code: StreamErrorCode, message: string, details: StreamErrorDetails = {}) {
    super(message)
    Object.assign(this, details, { code, name: 'StreamError' })
  }
}

/**
 * Whether this is a `StreamError`; also `true` for one of a second copy of nanowire on the page.
 */
export function isStreamError(error: unknown): error is StreamError {
  return error instanceof Error && error.name === 'StreamError'
}

/** The text of a failure, from wherever back ends put it, or `undefined`. */
export function errorTextOf(failure: unknown): string | undefined {
  if (typeof failure === 'string') return failure || undefined
  if (typeof failure !== 'object' || failure === null) return undefined
  const fields = failure as Record<string, unknown>
  // Next to a message, an `error` that is a string only names the kind of failure.
  const first = typeof fields.error === 'string' ? 'message' : 'error'
  for (const key of ['errorText', 'error_description', first, ...TEXTS]) {
    const text = (key === 'message' && passedOn(fields)) || errorTextOf(fields[key])
    // FastAPI and Mistral name the part of the request in `loc`, beside the text.
    if (text) return Array.isArray(fields.loc) ? `${fields.loc.join('.')}: ${text}` : text
  }
  return undefined
}

const TEXTS = [
  'error',
  'message',
  'detail',
  'title',
  'errors',
  'msg',
  'error_msg',
  'errmsg',
  'Message',
  'content',
  'text',
  '0',
] as const

/** The provider's own error, which OpenRouter and DeepInfra pass on as text, often of JSON. */
function passedOn({ metadata, error_message }: Record<string, unknown>): string | undefined {
  const { raw = error_message } = (metadata ?? {}) as { readonly raw?: unknown }
  if (typeof raw !== 'string') return errorTextOf(raw)
  try {
    return errorTextOf(JSON.parse(raw)) ?? raw
  } catch {
    // Markup is for a browser to show, not for a person to read.
    return raw.startsWith('<') ? undefined : raw
  }
}

/** The message of what was thrown, which may be anything. */
export function thrownMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The error of a stream that ended before its end marker. */
export function truncated(record?: string): StreamError {
  return new StreamError('truncated', 'The answer was cut off before its end. Try again.', {
    ...(record && { record: shorten(record) }),
  })
}

/** The error of a record that is not what its format says. */
export function malformed(record: string, cause?: unknown): StreamError {
  return new StreamError(
    'malformed',
    'The server sent a record that is not valid in its protocol. Check which one it speaks.',
    { record: shorten(record), cause },
  )
}

/** The error of a connection that failed or broke. */
export function networkError(cause: unknown): StreamError {
  return new StreamError('network', 'The connection failed. Check the network, then try again.', {
    cause,
  })
}

function shorten(record: string): string {
  return record.length > 200 ? `${record.slice(0, 200)}…` : record
}
