import { addEnd, createDecoder, type Decoder } from '../decoder.ts'
import type { WireRecord } from '../protocol.ts'
import { isStreamError, malformed, truncated } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** Cuts a body into records. */
export type Framing = Decoder<Uint8Array, WireRecord | string>

/**
 * The events of a body's bytes: its framing, then its protocol.
 *
 * A last record without its end is accepted if it is whole, since several servers leave the end
 * out; one that the protocol cannot read was cut off, and throws `truncated`.
 */
export function decodeBody(
  framing: Framing,
  protocol: Decoder<WireRecord, StreamEvent>,
): Decoder<Uint8Array, StreamEvent> {
  let last = ''
  // A record of an unforeseen shape may make the decoder throw anything.
  const errorOf = (error: unknown): unknown =>
    isStreamError(error) ? error : malformed(last, error)
  return createDecoder((bytes, out) => {
    for (const given of bytes ? framing.push(bytes) : framing.end()) {
      const record = typeof given === 'string' ? { data: given } : given
      if (isSignOfLife(record)) continue
      last = record.data
      try {
        out.push(...protocol.push(record))
      } catch (error) {
        throw bytes ? errorOf(error) : truncated(last)
      }
    }
    if (bytes) return
    try {
      addEnd(protocol, out)
    } catch (error) {
      throw errorOf(error)
    }
  })
}

/** Whether an event is only a sign of life, such as proxies send, which belongs to no protocol. */
function isSignOfLife({ event = '', data }: WireRecord): boolean {
  return (
    data[0] !== '{' &&
    /^(ping|heart_?beat|keep-?alive|open|connected|ready|done|end|close)$/i.test(event) &&
    !/^\s*[[{]/.test(data)
  )
}
