/** What tells that the network, or the page, is back. */
const WAKING = ['online', 'pageshow', 'visibilitychange']

/** Calls back whenever the network or the page comes back, until what it returns is called. */
export function onWake(wake: () => void): () => void {
  const heard = (): void => {
    if (globalThis.document?.visibilityState !== 'hidden') wake()
  }
  const targets = [globalThis, globalThis.document].filter(target => target?.addEventListener)
  for (const target of targets) {
    for (const name of WAKING) target.addEventListener(name, heard)
  }
  return () => {
    for (const target of targets) {
      for (const name of WAKING) target.removeEventListener(name, heard)
    }
  }
}

/** How long the network is waited for before it is tried all the same: a server may be at home. */
const LONGEST_OFFLINE = 60_000

/**
 * Resolves after so many milliseconds, when the signal aborts, or, of a wait that may be cut short,
 * as soon as the network or the page comes back, which may take longer while there is none.
 */
export function pause(
  milliseconds: number,
  signal: AbortSignal,
  untilWake: boolean,
): Promise<void> {
  return new Promise(resolve => {
    // A signal that has aborted already never says so.
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
