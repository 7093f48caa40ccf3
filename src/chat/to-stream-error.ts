import { isStreamError, StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** What was thrown, as a `StreamError`; what a source of one's own throws is its `cause`. */
export function toStreamError(thrown: unknown): StreamError {
  if (isStreamError(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new StreamError('server', message, { cause: thrown })
}

/** The error that the server told in the stream. */
export function serverError(event: Extract<StreamEvent, { type: 'error' }>): StreamError {
  const { message, code, data } = event
  return new StreamError('server', message, { data, ...(code && { serverCode: code }) })
}
