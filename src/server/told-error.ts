import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** The failure that a model's own stream has told, for whoever decides what is said of it. */
export function toldError({
  message,
  code,
  data,
}: Extract<StreamEvent, { readonly type: 'error' }>): StreamError {
  return new StreamError('server', message, { data, ...(code && { serverCode: code }) })
}
