/**
 * The chunks of a stream. It ends when the signal aborts, even if the stream ignores that; however
 * it ends, the stream is cancelled and unlocked. Safari has no async iteration of streams, so a
 * reader is used.
 */
export async function* chunksOf<T>(
  stream: ReadableStream<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader()
  // Ends a read under way, without waiting for the source to clean up.
  const cancel = (): void => {
    reader.cancel().catch(() => {})
  }
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted) cancel()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal?.aborted) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
    reader.releaseLock()
  }
}
