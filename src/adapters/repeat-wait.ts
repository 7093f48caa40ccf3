import { isStreamError, type StreamError } from '../stream-error.ts'
import type { FetchOptions, ResumeOptions } from './adapter.ts'
import type { Cursor } from './cursor.ts'

const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504]
/** A server that asks for a longer wait is told to the user instead. */
const LONGEST_WAIT = 60_000

/**
 * The milliseconds to wait before a request of which no byte has come is made again, after so many
 * failures; `undefined` where it must not be.
 */
export function retryWait(
  error: Partial<StreamError>,
  failures: number,
  options: FetchOptions | undefined,
): number | undefined {
  return isTransient(error) ? waitAfter(error, failures, options?.retry?.attempts ?? 2) : undefined
}

/** The same for an answer that broke off, after so many failures since its last record. */
export function resumeWait(
  error: Partial<StreamError>,
  failures: number,
  options: FetchOptions | undefined,
  cursor: Cursor,
): number | undefined {
  const { code, which } = error
  const isCut = code === 'truncated' || (code === 'timeout' && which !== 'total')
  return isResumable(options, cursor) && (isCut || isTransient(error))
    ? waitAfter(error, failures, resumeOptions(options).attempts ?? 5)
    : undefined
}

/** Whether the server numbers its records, or can tell the answer again. */
export function isResumable(options: FetchOptions | undefined, cursor: Cursor): boolean {
  return !!options?.resume && (!!cursor.id || !!resumeOptions(options).url)
}

export function resumeOptions(options: FetchOptions | undefined): ResumeOptions {
  const { resume } = options ?? {}
  return typeof resume === 'object' ? resume : {}
}

/** What a callback of the page throws is no `StreamError`, whatever status it may carry. */
function isTransient(error: Partial<StreamError>): boolean {
  const { code, status = 0 } = error
  return isStreamError(error) && (code === 'network' || RETRIED_STATUSES.includes(status))
}

function waitAfter(
  { retryAfter }: Partial<StreamError>,
  failures: number,
  attempts: number,
): number | undefined {
  // Spread at random, so that the many clients of one server do not return all at once.
  const wait = retryAfter ?? 2 ** failures * 250 * (1 + Math.random())
  return failures > attempts || wait > LONGEST_WAIT ? undefined : wait
}
