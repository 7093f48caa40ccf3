/**
 * The chunks of a stream. It ends when the signal aborts, even where the stream is deaf to it; and the
 * stream is left cancelled and unlocked, however it ends. Safari has no async iteration of streams; a
 * reader works everywhere.
 */
export async function* chunksOf<T>(
  stream: ReadableStream<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader()
  // Ends a read that is under way; nobody waits for the source to have heard of it.
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
