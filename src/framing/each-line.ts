import { LONGEST_RECORD, recordLimit, type FramingOptions } from './record-limit.ts'

const LF = 10
const CR = 13
/**
 * Bytes decoded at once, about. Engines keep and search a text twice as fast if it is all ASCII,
 * and Node decodes it ten times as fast, so that one dash should not slow down a whole read.
 */
const PIECE = 2_048
/** Bytes of the buffer that is kept for later lines. */
const ROOM = 65_536

/** Calls back for each line, with a text and the line's start and end in it. */
export type EachLine = (
  bytes: Uint8Array | undefined,
  read: (text: string, start: number, end: number) => void,
) => void

/**
 * A reader of UTF-8 bytes that calls back with each line whose end has come: LF, CR or CRLF, in any
 * mix. Called without bytes, at the end, it gives a last line without its end.
 *
 * A byte order mark at the start is dropped. A line over `maxRecordLength` characters without an
 * end throws `too-large` at the next call; one that has its end is the caller's to check. Time is
 * linear in the bytes, however many reads a line is spread over.
 */
export function eachLine(options: FramingOptions = {}): EachLine {
  const { maxRecordLength: limit = LONGEST_RECORD } = options
  const check = recordLimit(options)
  // Only whole lines are decoded, so no half of a character has to be kept between calls.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let isStart = true
  let afterCr = false
  /** A copy of what has not been read yet: the bytes are not ours to keep. */
  let held = new Uint8Array(ROOM)
  let length = 0
  /** A `length` up to this cannot be too many characters. */
  let allowed = limit

  const decode = (start: number, end: number): string => {
    const text = decoder.decode(held.subarray(start, end))
    return isStart && text.startsWith('\uFEFF') ? text.slice(1) : text
  }

  const hold = (bytes: Uint8Array): void => {
    const before = length
    length += bytes.length
    if (length > held.length) {
      const more = new Uint8Array(4 * length)
      more.set(held)
      held = more
    }
    held.set(bytes, before)
  }

  return (bytes, read) => {
    if (length > allowed) allowed = length + limit - check(decode(0, length)).length
    let end = length
    if (bytes) {
      if (bytes.length === 0) return
      const lf = bytes.lastIndexOf(LF)
      const last = bytes.includes(CR, lf + 1) ? bytes.lastIndexOf(CR) : lf
      end += last + 1
      hold(bytes)
      if (last < 0) return
    }
    for (let at = afterCr && held[0] === LF ? 1 : 0; at < end;) {
      const start = at
      at = end - at > PIECE ? held.indexOf(LF, at + PIECE) + 1 : end
      // With only CRs, `indexOf` finds no LF, or an old one after the end.
      if (at === 0 || at > end) at = end
      const text = decode(start, at)
      isStart = false
      split(text, read)
    }
    afterCr = held[end - 1] === CR
    length -= end
    allowed = limit
    if (length > 0) held.copyWithin(0, end, end + length)
    else if (held.length > ROOM) held = new Uint8Array(ROOM)
  }
}

function split(text: string, read: Parameters<EachLine>[1]): void {
  const { length } = text
  const find = (end: string, from: number): number => {
    const at = text.indexOf(end, from)
    return at < 0 ? length : at
  }
  let lf = -1
  let cr = -1
  for (let at = 0; at < length;) {
    // If the text has none of one kind, it is searched for that once, not with every line.
    if (lf < at) lf = text.charCodeAt(at) === LF ? at : find('\n', at)
    if (cr < at) cr = find('\r', at)
    const end = Math.min(lf, cr)
    read(text, at, end)
    at = end + (cr + 1 === lf ? 2 : 1)
  }
}
