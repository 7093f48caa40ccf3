import { StreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** An error event of the model's stream as the error that `onError` is given. */
export function toldError({
  message,
  code,
  data,
}: Extract<StreamEvent, { readonly type: 'error' }>): StreamError {
  return new StreamError('server', message, { data, ...(code && { serverCode: code }) })
}
