import { errorTextOf, StreamError } from '../stream-error.ts'
import { chunksOf } from './chunks-of.ts'

const MAX_BODY_LENGTH = 10_000
const MAX_MESSAGE_LENGTH = 1_000
const LONGEST_READ = 3_000

/**
 * The error of a response that is not the expected stream, with what its body says: `http` if its
 * status is not 2xx, `unsupported` if it is binary, otherwise `content-type`.
 */
export async function responseError(response: Response): Promise<StreamError> {
  const { ok, status, statusText } = response
  const headers = Object.fromEntries(response.headers)
  const type = headers['content-type']
  const isUnread = ok && isBinary(type)
  const body = isUnread ? undefined : await readStart(response)
  // Markup is for a browser to show, not for a person to read.
  const isMarkup = typeof body === 'string' && /^\s*</.test(body)
  const text = (!isMarkup && errorTextOf(body)) || (ok ? type : statusText)
  const whole = text?.trim().replace(/\.$/, '') ?? ''
  const shown = whole.length > MAX_MESSAGE_LENGTH ? `${whole.slice(0, MAX_MESSAGE_LENGTH)}…` : whole
  const retryAfter = retryAfterOf(headers, body)
  return new StreamError(
    isUnread ? 'unsupported' : ok ? 'content-type' : 'http',
    `The server answered ${ok ? 'without a stream' : status}${shown ? `: ${shown}` : ''}. ${adviceFor(status)}`,
    { status, headers, body, ...(retryAfter !== undefined && { retryAfter }) },
  )
}

/** AG-UI's protobuf and AWS's event stream. */
export function isBinary(type = ''): boolean {
  return /^application\/vnd\.(ag-ui\.event\+proto|amazon\.eventstream)/.test(type)
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return 'Sign in, then try again.'
  if (status === 429 || status >= 500) return 'Try again in a moment.'
  return 'Check the address and the request.'
}

/**
 * The milliseconds to wait: from OpenAI's header, the standard one in seconds or as a date, or
 * Google's body, which proxies pass on as text.
 */
function retryAfterOf(
  { 'retry-after-ms': ms, 'retry-after': after = '' }: Readonly<Record<string, string>>,
  body: unknown,
): number | undefined {
  const [, delay] = /retryDelay\W+([\d.]+)s/.exec(JSON.stringify(body)) ?? []
  const waits = [Number(ms || NaN), Number(after || NaN) * 1000]
  return [...waits, Date.parse(after) - Date.now(), Number(delay) * 1000].find(wait => wait >= 0)
}

/** The start of the body, parsed if it is JSON: bounded in length, and in the time to read it. */
async function readStart({ body }: Response): Promise<unknown> {
  const decoder = new TextDecoder()
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), LONGEST_READ)
  let text = ''
  try {
    for await (const bytes of body ? chunksOf(body, controller.signal) : []) {
      text += decoder.decode(bytes, { stream: true })
      if (text.length > MAX_BODY_LENGTH) break
    }
    return JSON.parse(text)
  } catch {
    // Not JSON, or cut off: the text itself says more than that.
    return text.slice(0, MAX_BODY_LENGTH)
  } finally {
    clearTimeout(timer)
  }
}
