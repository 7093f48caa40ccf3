import { breakConnection, type Breakable } from './break-connection.ts'

/** What is needed of the response of `node:http`, `node:http2`, Express, Connect, Koa or Fastify's `reply.raw`. */
export interface NodeResponse extends Breakable {
  statusCode: number
  statusMessage: string
  readonly headersSent: boolean
  readonly destroyed: boolean
  setHeader(name: string, value: string | string[]): unknown
  /** All have it; the types of `node:http2` do not know. */
  flushHeaders?(): void
  write(piece: Uint8Array): boolean
  end(): unknown
  on(event: 'close' | 'drain', listener: () => void): unknown
  off(event: 'close' | 'drain', listener: () => void): unknown
  /** Put there by middleware that compresses, which else would keep pieces back. */
  flush?(): void
}

/** Headers of the connection are the server's to set, and HTTP/2 refuses them; cookies are set together. */
const OWN = /^(connection|keep-alive|transfer-encoding|set-cookie)$/

/**
 * Sends a `Response` through the response of `node:http` or Express, a piece at a time and no faster
 * than the client takes them. Resolves once all is sent, or the client has left: the body is cancelled
 * then, which stops the model. A body that fails breaks the connection.
 */
export async function toNodeResponse(
  response: Response | Promise<Response>,
  target: NodeResponse,
): Promise<void> {
  let wake: (() => void) | undefined
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const onClose = (): void => {
    // Ends a read that is under way; nobody waits for the source to have heard of it.
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
      // That of a client who has left in the midst of its question can be told to nobody.
      if (target.destroyed) return
      throw error
    }
    // What was written last is on its way only after this turn of the loop.
    await new Promise(resolve => setTimeout(resolve))
    // A cut is what tells the client that this is not the end.
    breakConnection(target)
  } finally {
    target.off('close', onClose)
    target.off('drain', onDrain)
    reader?.releaseLock()
  }
}
