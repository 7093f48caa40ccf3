/** The part of a Node response that is used to break its connection. */
export interface Breakable {
  destroy(error?: Error): unknown
  /** In `node:http` only: whether a last chunk marks the end of the body. */
  readonly chunkedEncoding?: boolean
  readonly socket?: { resetAndDestroy?(): unknown } | null
  /** In `node:http2` only. */
  readonly stream?: unknown
}

/**
 * Breaks a response off so that neither client nor proxy can take the part received for the whole.
 */
export function breakConnection(target: Breakable): void {
  // Without an error HTTP/2 would end the stream normally. Nobody sees this error.
  if (target.stream) return void target.destroy(new Error('The answer broke off.'))
  // In HTTP/1.0, nginx's default towards its upstream, a closed connection is the body's normal
  // end.
  if (target.chunkedEncoding === false) resetConnection(target)
  target.destroy()
}

function resetConnection({ socket }: Breakable): void {
  try {
    socket?.resetAndDestroy?.()
  } catch {
    // Only TCP sockets can be reset: neither TLS nor Unix domain sockets can.
  }
}
