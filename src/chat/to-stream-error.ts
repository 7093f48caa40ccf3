import { isStreamError, StreamError, thrownMessage } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** What was thrown, as a `StreamError`; anything else becomes its `cause`. */
export function toStreamError(thrown: unknown): StreamError {
  if (isStreamError(thrown)) return thrown
  return new StreamError('server', thrownMessage(thrown), { cause: thrown })
}

/** The error that the server sent in the stream. */
export function serverError(event: Extract<StreamEvent, { type: 'error' }>): StreamError {
  const { message, code, data } = event
  return new StreamError('server', message, { data, ...(code && { serverCode: code }) })
}
