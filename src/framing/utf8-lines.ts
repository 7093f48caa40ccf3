import { createDecoder, type Decoder } from '../decoder.ts'
import { eachLine } from './each-line.ts'
import { recordLimit, type FramingOptions } from './record-limit.ts'

/**
 * Lines of UTF-8 text, without their ends: LF, CR or CRLF, mixed as they come.
 *
 * A byte order mark at the start is dropped. A line that the end of the stream leaves without its
 * end is returned by `end`. A line over `maxRecordLength` characters ends in `too-large`. Time is
 * linear in the bytes, however many reads a line is spread over.
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
