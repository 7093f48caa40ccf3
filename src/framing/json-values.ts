import { createDecoder, type Decoder } from '../decoder.ts'
import { truncated } from '../stream-error.ts'
import { plainText } from './plain-text.ts'
import { recordLimit, type FramingOptions } from './record-limit.ts'

export interface JsonValuesOptions extends FramingOptions {
  /** Whether the values are the elements of one array, instead of standing side by side. */
  readonly array?: boolean | undefined
}

/**
 * The JSON texts of a stream that holds them side by side (RFC 7464's record separators allowed) or
 * as the elements of one array, each as soon as its last character has come.
 *
 * A record separator drops what before it is unfinished, as RFC 7464 asks. The end of the stream
 * inside a text, or before an array's closing bracket, throws `truncated`; a text over
 * `maxRecordLength` characters ends in `too-large`.
 * See https://www.rfc-editor.org/rfc/rfc7464.
 */
export function jsonValues(options: JsonValuesOptions = {}): Decoder<Uint8Array, string> {
  const decoder = plainText()
  const check = recordLimit(options)
  const base = options.array ? 1 : 0
  let depth = 0
  let inString = false
  let escaped = false
  let open = false
  let value = ''

  const scan = (text: string, out: string[]): void => {
    let start = 0
    const begin = (at: number): void => {
      if (!open) start = at
      open = true
    }
    const finish = (at: number): void => {
      if (!open) return
      out.push(check(value + text.slice(start, at)))
      value = ''
      open = false
    }
    for (let i = 0; i < text.length; i++) {
      const char = text[i]
      if (char === '\x1e') {
        if (open) check(value + text.slice(start, i))
        value = ''
        open = inString = escaped = false
        depth = base
      } else if (inString) {
        if (escaped) escaped = false
        else if (char === '\\') escaped = true
        else if (char === '"') {
          inString = false
          if (depth === base) finish(i + 1)
        }
      } else if (char === '"') {
        begin(i)
        inString = true
      } else if (char === '{' || char === '[') {
        if (depth++ >= base) begin(i)
      } else if (char === '}' || char === ']') {
        if (depth <= base) finish(i)
        depth = Math.max(0, depth - 1)
        if (depth === base) finish(i + 1)
      } else if (char === ' ' || char === '\n' || char === '\r' || char === '\t' || char === ',') {
        if (depth === base) finish(i)
      } else begin(i)
    }
    if (open) value = check(value + text.slice(start))
  }

  return createDecoder((bytes, out) => {
    for (const text of bytes ? decoder.push(bytes) : decoder.end()) scan(text, out)
    if (bytes || (!open && depth === 0)) return
    throw truncated(value)
  })
}
