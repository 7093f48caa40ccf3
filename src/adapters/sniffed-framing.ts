import { createDecoder } from '../decoder.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { jsonValues } from '../framing/json-values.ts'
import { plainText } from '../framing/plain-text.ts'
import type { Protocol, ResponseHead } from '../protocol.ts'
import type { FetchOptions } from './adapter.ts'
import type { Framing } from './decode-body.ts'
import { tolerantEvents } from './tolerant-events.ts'

const LONGEST_START = 64
const RECORD_SEPARATOR = '\u001e'
const FIELDS: readonly string[] = ['data:', 'event:', 'id:', 'retry:', ':']

/**
 * A framing that is chosen by what the body begins with, for responses whose content type is missing
 * or says nothing: server-sent events, JSON texts, what the protocol knows itself, or else plain text.
 * It holds back no more than the first line, and only while that may still become one of the others.
 */
export function sniffedFraming(
  head: ResponseHead,
  protocol: Protocol,
  options: Pick<FetchOptions, 'maxRecordLength'>,
): Framing {
  const text = plainText()
  const held: Uint8Array[] = []
  let start = ''
  let framing: Framing | undefined

  const choose = (atEnd: boolean): Framing | undefined => {
    const own = protocol.frame?.(head, start, options)
    if (own) return own
    if (/^\s*\{/.test(start)) return jsonValues(options)
    if (start[0] === RECORD_SEPARATOR || /^\s*\[\s*[[{"]/.test(start)) return jsonLines(options)
    if (/^(data: ?[[{"\d]|(event|id|retry|): ?[^\r\n]*[\r\n])/.test(start)) {
      return tolerantEvents(options)
    }
    return atEnd || !isUndecided(start) ? plainText() : undefined
  }

  return createDecoder((bytes, out) => {
    if (framing) {
      out.push(...(bytes ? framing.push(bytes) : framing.end()))
      return
    }
    start += (bytes ? text.push(bytes) : text.end()).join('')
    if (bytes) held.push(bytes)
    framing = choose(!bytes)
    if (!framing) return
    for (const early of held.splice(0)) out.push(...framing.push(early))
    if (!bytes) out.push(...framing.end())
  })
}

function isUndecided(start: string): boolean {
  if (/^\s*\[?\s*$|^[\da-k]:?$|^data: ?$/.test(start)) return true
  if (start.length >= LONGEST_START || /[\r\n]|^data:/.test(start)) return false
  return FIELDS.some(field => field.startsWith(start) || start.startsWith(field))
}
