import { networkError } from '../stream-error.ts'
import { resumeOptions } from './repeat-wait.ts'
import { valueFor } from './value-for.ts'
import type { Attempt, FetchOptions, PerAttempt } from './adapter.ts'

/** How far an answer that is resumed has been read. */
export interface Resume {
  readonly isResuming: boolean
  readonly lastEventId: string
}

/** The response to one attempt; every option that may be a function is called again. */
export async function sendRequest(
  url: PerAttempt<string | URL>,
  options: FetchOptions,
  attempt: Attempt,
  accept: string,
  signal: AbortSignal,
  { isResuming, lastEventId }: Resume,
): Promise<Response> {
  const { protocol, body, fetch = globalThis.fetch } = options
  const resume = isResuming ? resumeOptions(options) : {}
  const { method = resume.url ? 'GET' : (options.method ?? 'POST') } = resume
  const headers = new Headers(await valueFor(options.headers, attempt))
  const setDefault = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  setDefault('accept', accept)
  if (lastEventId) headers.set('last-event-id', byteString(lastEventId))
  let content
  if (!/^(get|head)$/i.test(method)) {
    content =
      typeof body === 'function'
        ? await body(attempt)
        : { ...(protocol.encode(attempt.request) as object), ...body }
    // Strings, forms, blobs and buffers go out as they are.
    if ({}.toString.call(content) === '[object Object]') {
      setDefault('content-type', 'application/json')
      content = JSON.stringify(content)
    }
  }
  const credentials = await valueFor(options.credentials, attempt)
  // `fetch` ignores the options that are not its own.
  const init = { ...options, method, headers, credentials, body: content, signal } as RequestInit
  const address = await valueFor(resume.url ?? url, attempt)
  signal.throwIfAborted()
  return fetch(address, init).catch(cause => {
    throw networkError(cause)
  })
}

/** UTF-8 as a byte string, as headers take it and the standard asks for. */
function byteString(text: string): string {
  return Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join('')
}
