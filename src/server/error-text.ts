import type { StreamResponseOptions } from './response-options.ts'

/** The text of a failure for the client: what `onError` returns, or else a neutral sentence. */
export function errorText(
  error: unknown,
  onError: StreamResponseOptions['onError'],
  advice = ' Try again.',
): string {
  const neutral = `The answer could not be completed.${advice}`
  try {
    return onError?.(error) || neutral
  } catch {
    // An error thrown by `onError` must not hide the failure itself.
    return neutral
  }
}
