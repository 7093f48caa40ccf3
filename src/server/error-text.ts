import type { StreamResponseOptions } from './response-options.ts'

const NEUTRAL = 'The answer could not be completed. Try again.'

/** What the client is told of a failure; a mapping that fails itself tells nothing more. */
export function errorText(error: unknown, onError: StreamResponseOptions['onError']): string {
  try {
    return onError?.(error) || NEUTRAL
  } catch {
    // The failure that is to be told is the first one.
    return NEUTRAL
  }
}
