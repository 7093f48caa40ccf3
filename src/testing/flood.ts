import type { ServerResponse } from 'node:http'
import { nextTurn } from './next-turn.ts'

export interface Flood {
  /** Pieces that the connection has taken so far. */
  readonly written: number
  /** Resolves once the connection takes no more. */
  stalled(): Promise<void>
}

/** Writes this piece so many times, as fast as the connection takes it, then ends with `last`. */
export function flood(response: ServerResponse, piece: string, times: number, last = ''): Flood {
  let written = 0
  const write = (): void => {
    while (written < times) {
      written++
      if (!response.write(piece)) return
    }
    response.end(last)
  }
  response.on('drain', write)
  write()
  return {
    get written() {
      return written
    },
    async stalled() {
      // Client and server share one event loop: anything that can move does so within these turns.
      for (let turns = 0, before = written; turns < 100; turns++) {
        await nextTurn()
        if (written !== before) turns = 0
        before = written
      }
    },
  }
}
