/** What is needed of a response of Node's to break it off. */
export interface Breakable {
  destroy(error?: Error): unknown
  /** That of `node:http` alone: whether the body's end has a mark of its own. */
  readonly chunkedEncoding?: boolean
  readonly socket?: { resetAndDestroy?(): unknown } | null
  /** That of `node:http2` alone. */
  readonly stream?: unknown
}

/** Breaks a response off, so that neither its client nor a proxy takes what has come for the whole. */
export function breakConnection(target: Breakable): void {
  // Without an error HTTP/2 closes the stream as one that is over; nobody is told of this one.
  if (target.stream) return void target.destroy(new Error('The answer broke off.'))
  // To HTTP/1.0, which nginx speaks unless told otherwise, the end of the connection is that of the body.
  if (target.chunkedEncoding === false) resetConnection(target)
  target.destroy()
}

function resetConnection({ socket }: Breakable): void {
  try {
    socket?.resetAndDestroy?.()
  } catch {
    // Only TCP can be reset: not TLS, nor a socket in the file system.
  }
}
