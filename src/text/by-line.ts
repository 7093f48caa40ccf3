import type { Decoder } from '../decoder.ts'
import { cutPieces, type Pieces, type TextOptions, type TextSource } from './read-pieces.ts'

/**
 * The lines of a text, each as soon as it has ended, with its LF, CR or CRLF.
 *
 * Joined, the pieces are the text: nothing is trimmed or dropped. A line without an end comes last.
 * A failure of the source is thrown after the text held back; leaving the loop closes the source.
 */
export function byLine(source: TextSource, options: TextOptions = {}): Pieces {
  return cutPieces(source, options, lines())
}

/** Cuts a text into lines, each with its end. */
export function lines(): Decoder<string, string> {
  let held = ''
  /** A CR that may be the first half of a CRLF. */
  let carriage = ''
  return {
    push(text) {
      const open = carriage + text
      carriage = open.endsWith('\r') ? '\r' : ''
      const found = open
        .slice(0, open.length - carriage.length)
        .match(/[^\r\n]*(\r\n?|\n)|[^\r\n]+/g)
      const ready: string[] = []
      for (const line of found ?? []) {
        held += line
        if (!/[\r\n]$/.test(line)) continue
        ready.push(held)
        held = ''
      }
      return ready
    },
    end() {
      const last = held + carriage
      return last ? [last] : []
    },
  }
}
