import { createDecoder, type Decoder } from '../decoder.ts'

/**
 * The text of UTF-8 bytes, never cut inside a character.
 *
 * A byte order mark at the start is dropped; invalid bytes, and a character that the end of the
 * stream cuts off, become U+FFFD. See https://encoding.spec.whatwg.org/#utf-8-decode.
 */
export function plainText(): Decoder<Uint8Array, string> {
  const decoder = new TextDecoder()
  return createDecoder((bytes, out) => {
    const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    if (text !== '') out.push(text)
  })
}
