import { isStreamError, type StreamError } from '../stream-error.ts'
import type { FetchOptions, ResumeOptions } from './adapter.ts'
import type { Cursor } from './cursor.ts'

/** 529 is what Anthropic answers when it is overloaded. */
const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504, 529]
/** If a server asks for a longer wait, the failure is reported instead. */
const LONGEST_WAIT = 60_000

/**
 * The milliseconds to wait before sending a request again after so many failures, or `undefined` if
 * it must not be sent. `begun` is the cursor of an answer that broke off, of which the rest is
 * asked for; `false` if no byte has come.
 */
export function repeatWait(
  error: Partial<StreamError>,
  failures: number,
  options: FetchOptions | undefined,
  begun: Cursor | false,
): number | undefined {
  // Only a callback of the page throws anything but a `StreamError`.
  if (!isStreamError(error) || (begun && !isResumable(options, begun))) return undefined
  const { code, which, status = 0, retryAfter } = error
  const isCut = code === 'truncated' || (code === 'timeout' && which !== 'total')
  const isTransient = code === 'network' || RETRIED_STATUSES.includes(status)
  const { attempts = begun ? 5 : 2 } = (begun ? resumeOptions(options) : options?.retry) ?? {}
  // Spread at random, so that the many clients of one server do not return all at once.
  const wait = retryAfter ?? 2 ** failures * 250 * (1 + Math.random())
  const isDue = isTransient || (begun && isCut)
  return isDue && failures <= attempts && wait <= LONGEST_WAIT ? wait : undefined
}

/** Whether the server numbers its records, or can send the answer again. */
export function isResumable(options: FetchOptions | undefined, cursor: Cursor): boolean {
  return !!options?.resume && (!!cursor.id || !!resumeOptions(options).url)
}

export function resumeOptions(options: FetchOptions | undefined): ResumeOptions {
  const { resume } = options ?? {}
  return typeof resume === 'object' ? resume : {}
}
