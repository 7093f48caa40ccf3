import type { Decoder } from '../decoder.ts'
import { jsonLines } from '../framing/json-lines.ts'
import type { FramingOptions } from '../framing/record-limit.ts'
import { truncated } from '../stream-error.ts'

/**
 * JSON lines. If the answer can be resumed, half a line comes again whole, so it must not reach the
 * decoder, which continues.
 */
export function wholeLines(
  options: FramingOptions & { readonly resume?: unknown },
): Decoder<Uint8Array, string> {
  const { push, end } = jsonLines(options)
  if (!options.resume) return { push, end }
  return {
    push,
    end() {
      const lines = end()
      for (const line of lines) {
        try {
          JSON.parse(line)
        } catch {
          throw truncated(line)
        }
      }
      return lines
    },
  }
}
