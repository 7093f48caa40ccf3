import { createDecoder, type Decoder } from '../decoder.ts'
import { jsonValues } from './json-values.ts'
import type { FramingOptions } from './record-limit.ts'
import { utf8Lines } from './utf8-lines.ts'

const RECORD_SEPARATOR = 0x1e
const OPENING_BRACKET = 0x5b
const BEFORE_A_VALUE: readonly number[] = [0xef, 0xbb, 0xbf, 9, 10, 13, 32]

/**
 * The JSON texts of a stream, one a record, unparsed.
 *
 * Reads NDJSON and JSON Lines; blank lines are skipped, and so are the fields of a server-sent
 * event other than its data. From the first character it also recognises JSON text sequences (RFC
 * 7464) and one JSON array that arrives in pieces. `end` returns a last line without its line end
 * as it is, so it may be half a text; it throws `truncated` if a sequence or an array ends halfway.
 * A record over `maxRecordLength` characters throws `too-large`. See https://jsonlines.org.
 */
export function jsonLines(options?: FramingOptions): Decoder<Uint8Array, string> {
  let records: Decoder<Uint8Array, string> | undefined
  return createDecoder((bytes, out) => {
    if (!records) {
      const start = bytes?.findIndex(byte => !BEFORE_A_VALUE.includes(byte)) ?? -1
      if (start === -1) return
      bytes = bytes?.subarray(start)
      const first = bytes?.[0]
      records =
        first === RECORD_SEPARATOR
          ? jsonValues(options)
          : first === OPENING_BRACKET
            ? jsonValues({ ...options, array: true })
            : utf8Lines(options)
    }
    for (const record of bytes ? records.push(bytes) : records.end()) {
      // Servers that mix framings write an event's fields around a line.
      const json = record.replace(/^(data: ?|(:|(event|id|retry):).*)/, '')
      if (json.trim() !== '') out.push(json)
    }
  })
}
