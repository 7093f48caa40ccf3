/** The events that say that the network or the page is back. */
const WAKING = ['online', 'pageshow', 'visibilitychange']

/** Calls back whenever the network or the page comes back; returns how to stop that. */
export function onWake(wake: () => void): () => void {
  const listener = (): void => {
    if (globalThis.document?.visibilityState !== 'hidden') wake()
  }
  const targets = [globalThis, globalThis.document].filter(target => target?.addEventListener)
  for (const target of targets) {
    for (const name of WAKING) target.addEventListener(name, listener)
  }
  return () => {
    for (const target of targets) {
      for (const name of WAKING) target.removeEventListener(name, listener)
    }
  }
}

/** How long to wait for the network before trying anyway: the server may be on this machine. */
const LONGEST_OFFLINE = 60_000

/**
 * Resolves after so many milliseconds, or when the signal aborts. With `untilWake`, also as soon as
 * the network or the page comes back, for which it waits longer while there is no network.
 */
export function pause(
  milliseconds: number,
  signal: AbortSignal,
  untilWake: boolean,
): Promise<void> {
  return new Promise(resolve => {
    // A signal that has aborted already fires no event.
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      unlisten?.()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const isOffline = untilWake && globalThis.navigator?.onLine === false
    const timer = setTimeout(done, isOffline ? LONGEST_OFFLINE : milliseconds)
    const unlisten = untilWake ? onWake(done) : undefined
    signal.addEventListener('abort', done)
  })
}
