/** The items one by one, the pace before each; ends early when the signal aborts. */
export async function* paced<T>(
  items: readonly T[],
  pace: number,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  for (const item of items) {
    await pause(pace, signal)
    if (signal.aborted) return
    yield item
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
