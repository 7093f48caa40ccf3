import type { ApprovalResponse } from '../chat-request.ts'
import { networkError } from '../stream-error.ts'
import { responseError } from './response-error.ts'
import { valueFor } from './value-for.ts'

/** A value, or a function that is called for it at every answer. */
type PerAnswer<T> = T | ((answer: ApprovalResponse) => T | Promise<T>)

/** How an approval is sent to Dexto's server. Functions are called for each answer. */
export interface DextoApprovalsOptions {
  readonly headers?: PerAnswer<RequestInit['headers']> | undefined
  readonly credentials?: PerAnswer<RequestInit['credentials']> | undefined
  /** More fields to send, such as `rememberChoice`, or the `formData` that the server asks for. */
  readonly body?: PerAnswer<Readonly<Record<string, unknown>>> | undefined
  /** Used instead of the global `fetch`, which is looked up at every answer. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * A function for a chat's `onApproval` that sends approvals to Dexto's server, which waits for
 * them.
 *
 * `url` is the address of the server's approvals, such as `/api/approvals`, to which the approval's
 * id is added; a function returns the whole address. The user's reason is sent as `message`. The
 * request is sent once. A failure throws a `StreamError`, `network` or `http`; the status 404 means
 * that the server no longer waits. An abort ends the request and throws the signal's reason.
 */
export function dextoApprovals(
  url: string | URL | ((answer: ApprovalResponse) => string | URL | Promise<string | URL>),
  options: DextoApprovalsOptions = {},
): (answer: ApprovalResponse, context: { readonly signal: AbortSignal }) => Promise<void> {
  return async (answer, { signal }) => {
    const { fetch = globalThis.fetch } = options
    const { approved, reason: message } = answer
    const headers = new Headers(await valueFor(options.headers, answer))
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    const credentials = await valueFor(options.credentials, answer)
    const status = approved ? 'approved' : 'denied'
    const more = await valueFor(options.body, answer)
    const address = typeof url === 'function' ? await url(answer) : addressOf(url, answer)
    const init = { method: 'POST', headers, signal, ...(credentials && { credentials }) }
    signal.throwIfAborted()
    const response = await fetch(address, {
      ...init,
      body: JSON.stringify({ message, ...more, status }),
    }).catch(cause => {
      signal.throwIfAborted()
      throw networkError(cause)
    })
    if (!response.ok) throw await responseError(response)
    // The body is not needed, and unread it would hold the connection open.
    response.body?.cancel().catch(() => {})
  }
}

function addressOf(url: string | URL, { approvalId }: ApprovalResponse): string {
  return String(url).replace(/\/?(?=$|[?#])/, `/${encodeURIComponent(approvalId)}`)
}
