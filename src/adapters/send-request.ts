import { networkError } from '../stream-error.ts'
import type { Attempt, FetchOptions, PerAttempt } from './adapter.ts'

/** The response to one attempt at a request, with everything that may be a function asked for anew. */
export async function sendRequest(
  url: PerAttempt<string | URL>,
  options: FetchOptions,
  attempt: Attempt,
  accept: string,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  const { protocol, body, fetch = globalThis.fetch, method = 'POST' } = options
  const headers = new Headers(await perAttempt(options.headers, attempt))
  const setDefault = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  setDefault('accept', accept)
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
  const credentials = await perAttempt(options.credentials, attempt)
  // What of the options is not for fetch, it ignores.
  const init = { ...options, method, headers, credentials, body: content, signal } as RequestInit
  return fetch(await perAttempt(url, attempt), init).catch(cause => {
    throw networkError(cause)
  })
}

/** The value, asked for if it is a function. */
export function perAttempt<T>(value: PerAttempt<T>, attempt: Attempt): T | Promise<T> {
  return typeof value === 'function'
    ? (value as (attempt: Attempt) => T | Promise<T>)(attempt)
    : value
}
