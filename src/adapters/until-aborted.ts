/**
 * The values of an iterable, until the signal aborts: then it ends at once, even if the iterable
 * ignores the signal. However it ends, `return` of the iterable is called, and not waited for.
 */
export async function* untilAborted<T>(
  open: () => AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = open()[Symbol.asyncIterator]()
  let leave: (() => void) | undefined
  const abort = (): void => leave?.()
  signal.addEventListener('abort', abort)
  try {
    while (!signal.aborted) {
      const result = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        leave = () => resolve(undefined)
        iterator.next().then(resolve, reject)
      })
      if (!result || result.done || signal.aborted) return
      yield result.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    ;(async () => iterator.return?.())().catch(() => {})
  }
}
