import { createDecoder, type Decoder } from '../decoder.ts'
import { plainText } from './plain-text.ts'
import { recordLimit, type FramingOptions } from './record-limit.ts'

/**
 * Lines of UTF-8 text, without their ends: LF, CR or CRLF, mixed as they come.
 *
 * A byte order mark at the start is dropped. A line that the end of the stream leaves without its
 * end is returned by `end`. A line over `maxRecordLength` characters ends in `too-large`. Time is
 * linear in the bytes, however many reads a line is spread over.
 */
export function utf8Lines(options?: FramingOptions): Decoder<Uint8Array, string> {
  const decoder = plainText()
  const check = recordLimit(options)
  let line = ''
  let afterCr = false

  const split = (text: string, out: string[]): void => {
    // A CR ended its line at once; an LF that comes with the next read belongs to it.
    const rest = afterCr && text[0] === '\n' ? text.slice(1) : text
    afterCr = rest.endsWith('\r')
    const lines = rest.split(rest.includes('\r') ? /\r\n?|\n/ : '\n')
    lines[0] = line + lines[0]!
    line = lines.pop()!
    for (const whole of lines) out.push(check(whole))
    check(line)
  }

  return createDecoder((bytes, out) => {
    for (const text of bytes ? decoder.push(bytes) : decoder.end()) split(text, out)
    if (!bytes && line !== '') out.push(line)
  })
}
