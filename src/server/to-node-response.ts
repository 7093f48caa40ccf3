import { breakConnection, type Breakable } from './break-connection.ts'

/**
 * The part that is used of a response of `node:http`, `node:http2`, Express, Connect, Koa, or
 * Fastify's `reply.raw`.
 */
export interface NodeResponse extends Breakable {
  statusCode: number
  statusMessage: string
  readonly headersSent: boolean
  readonly destroyed: boolean
  setHeader(name: string, value: string | string[]): unknown
  /** Optional only because the types of `node:http2` lack it. */
  flushHeaders?(): void
  write(piece: Uint8Array): boolean
  end(): unknown
  on(event: 'close' | 'drain', listener: () => void): unknown
  off(event: 'close' | 'drain', listener: () => void): unknown
  /** Added by middleware that compresses, which buffers the pieces unless it is called. */
  flush?(): void
}

/**
 * Connection headers are the server's to set, and HTTP/2 refuses them; cookies are set as one
 * array.
 */
const OWN = /^(connection|keep-alive|transfer-encoding|set-cookie)$/

/**
 * Sends a `Response` through the response of `node:http` or Express, a piece at a time and no
 * faster than the client reads. Resolves once everything is written, or the client has
 * disconnected, in which case the body is cancelled, which stops the model. A body that fails
 * breaks the connection. Rejects if no `Response` comes of the promise: send an error of your own
 * then.
 */
export async function toNodeResponse(
  response: Response | Promise<Response>,
  target: NodeResponse,
): Promise<void> {
  let wake: (() => void) | undefined
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const onClose = (): void => {
    // Ends a pending read. Not awaited: the source may take its time to clean up.
    reader?.cancel().catch(() => {})
    wake?.()
  }
  const onDrain = (): void => wake?.()
  target.on('close', onClose)
  target.on('drain', onDrain)
  try {
    const { status, statusText, headers, body } = await response
    reader = body?.getReader()
    if (target.destroyed) return void onClose()
    target.statusCode = status
    if (statusText) target.statusMessage = statusText
    for (const [name, value] of headers) {
      if (!OWN.test(name)) target.setHeader(name, value)
    }
    const cookies = headers.getSetCookie()
    if (cookies.length > 0) target.setHeader('set-cookie', cookies)
    target.flushHeaders?.()
    while (reader) {
      const { done, value } = await reader.read()
      if (target.destroyed) return void onClose()
      if (done) break
      const hasRoom = target.write(value)
      target.flush?.()
      if (hasRoom) continue
      await new Promise<void>(resolve => {
        wake = resolve
        if (target.destroyed) resolve()
      })
    }
    target.end()
  } catch (error) {
    if (!target.headersSent) {
      // The client disconnected while still sending its request: there is nobody to answer.
      if (target.destroyed) return
      throw error
    }
    // The last write reaches the socket only after this turn of the event loop.
    await new Promise(resolve => setTimeout(resolve))
    // A normal end would look like a finished answer.
    breakConnection(target)
  } finally {
    target.off('close', onClose)
    target.off('drain', onDrain)
    reader?.releaseLock()
  }
}
