import type { StreamResponseOptions } from './response-options.ts'

/** What the client is told of a failure; a mapping that fails itself tells nothing more. */
export function errorText(
  error: unknown,
  onError: StreamResponseOptions['onError'],
  advice = ' Try again.',
): string {
  const neutral = `The answer could not be completed.${advice}`
  try {
    return onError?.(error) || neutral
  } catch {
    // The failure that is to be told is the first one.
    return neutral
  }
}
