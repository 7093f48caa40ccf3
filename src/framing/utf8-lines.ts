import { createDecoder, type Decoder } from '../decoder.ts'
import { eachLine } from './each-line.ts'
import { recordLimit, type FramingOptions } from './record-limit.ts'

/**
 * Lines of UTF-8 text, without their line ends: LF, CR or CRLF, in any mix.
 *
 * A byte order mark at the start is dropped. `end` returns a last line without a line end. A line
 * over `maxRecordLength` characters throws `too-large`. The time is linear in the bytes, however
 * many reads a line is spread over.
 */
export function utf8Lines(options?: FramingOptions): Decoder<Uint8Array, string> {
  const read = eachLine(options)
  const check = recordLimit(options)
  return createDecoder((bytes, out) =>
    read(bytes, (text, start, end) => {
      out.push(check(text.slice(start, end)))
    }),
  )
}
