import { connect } from 'node:net'
import { now } from './pace.ts'

export interface HeardStream {
  /** Resolves with the first token. */
  readonly opened: Promise<void>
  /** Whether every token came once and in order, and then the end of the body. */
  readonly isWhole: Promise<boolean>
}

/**
 * Reads one stream over a socket of its own, and adds the delay of each token but the first, in
 * milliseconds from when it was due. It parses no more than that, since it shares the machine with
 * the server.
 */
export function listen(port: number, count: number, delays: number[]): HeardStream {
  let open: () => void
  const opened = new Promise<void>(resolve => (open = resolve))
  const isWhole = new Promise<boolean>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let rest = ''
    let next = 0
    let isInOrder = true
    const settle = (isEnd: boolean): void => {
      resolve(isEnd && isInOrder)
      socket.destroy()
    }
    socket.setEncoding('latin1')
    socket.write(
      `POST /${count} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    )
    socket.on('data', (data: string) => {
      const at = now()
      const text = rest + data
      let end = 0
      for (const [token, index, due] of text.matchAll(/(\d+)@([\d.]+);/g)) {
        isInOrder &&= Number(index) === next
        next++
        if (index === '0') open()
        else delays.push(at - Number(due))
        end = text.indexOf(token, end) + token.length
      }
      rest = text.slice(Math.max(end, text.length - 64))
      // The empty chunk that ends a body, also on a connection that stays open.
      if (rest.endsWith('\r\n0\r\n\r\n')) settle(next === count)
    })
    socket.once('error', reject)
    socket.once('close', () => settle(false))
  })
  return { opened, isWhole }
}
