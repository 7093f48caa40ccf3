import { errorResponse } from './error-response.ts'

/** A request that is not one of a chat. */
export interface RefusedRequest {
  readonly ok: false
  /** What is wrong with it, as the response tells it. */
  readonly message: string
  /** 400, or 413 for a body that is too long, with the message as JSON. */
  readonly response: Response
}

interface Answerable extends Error {
  readonly response: Response
}

/** Why a request is refused, with the response that says so. */
export function badRequest(message: string, status: 400 | 413 = 400): Answerable {
  return Object.assign(new Error(message), { response: errorResponse(status, message) })
}

export function isAnswerable(error: unknown): error is Answerable {
  return error instanceof Error && 'response' in error && error.response instanceof Response
}
