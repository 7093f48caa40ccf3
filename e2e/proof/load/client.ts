import { connect } from 'node:net'
import { now } from './pace.ts'

export interface HeardStream {
  /** Every token came, in its order and once, and then the end of the body. */
  readonly isWhole: boolean
}

/**
 * Reads one stream over a socket of its own, and adds the delay of each token, in milliseconds from
 * when it was due. No more is made of the bytes than that, for the readers share the machine.
 */
export function listen(port: number, count: number, delays: number[]): Promise<HeardStream> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let rest = ''
    let next = 0
    let isInOrder = true
    const settle = (isWhole: boolean): void => {
      resolve({ isWhole: isWhole && isInOrder })
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
        delays.push(at - Number(due))
        end = text.indexOf(token, end) + token.length
      }
      rest = text.slice(Math.max(end, text.length - 64))
      // The chunk of no bytes that ends a body, also where the connection is kept.
      if (rest.endsWith('\r\n0\r\n\r\n')) settle(next === count)
    })
    socket.once('error', reject)
    socket.once('close', () => settle(false))
  })
}
