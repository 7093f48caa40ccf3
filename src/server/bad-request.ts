import { errorResponse } from './error-response.ts'

/** A request that is not a valid chat request. */
export interface RefusedRequest {
  readonly ok: false
  /** What is wrong with it; the response says the same. */
  readonly message: string
  /** Status 400, or 413 for a body that is too long, with `{"error":{"message"}}` as JSON. */
  readonly response: Response
}

interface Answerable extends Error {
  readonly response: Response
}

/** The error to throw for a request that is refused; it carries the response to send. */
export function badRequest(message: string, status: 400 | 413 = 400): Answerable {
  return Object.assign(new Error(message), { response: errorResponse(status, message) })
}

export function isAnswerable(error: unknown): error is Answerable {
  return error instanceof Error && 'response' in error && error.response instanceof Response
}
