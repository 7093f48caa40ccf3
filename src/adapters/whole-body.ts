import { createDecoder, type Decoder } from '../decoder.ts'
import { plainText } from '../framing/plain-text.ts'
import { recordLimit, type FramingOptions } from '../framing/record-limit.ts'

/** A body as one record, returned by `end`; one over `maxRecordLength` throws `too-large`. */
export function wholeBody(options?: FramingOptions): Decoder<Uint8Array, string> {
  const decoder = plainText()
  const check = recordLimit(options)
  let body = ''
  return createDecoder((bytes, out) => {
    body = check(body + (bytes ? decoder.push(bytes) : decoder.end()).join(''))
    if (!bytes) out.push(body)
  })
}
