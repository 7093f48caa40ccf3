import { createDecoder } from '../decoder.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { jsonValues } from '../framing/json-values.ts'
import { plainText } from '../framing/plain-text.ts'
import { recordLimit } from '../framing/record-limit.ts'
import type { Protocol, ResponseHead } from '../protocol.ts'
import type { FetchOptions } from './adapter.ts'
import type { Framing } from './decode-body.ts'
import { tolerantEvents } from './tolerant-events.ts'

/** The beginning of a JSON object, perhaps first in an array; and a part of such a beginning. */
const JSON_START = /^(\[\s*)?\{\s*("([^"\\]|\\.){0,64}"\s*:|\}\s*([{,\]\r\n]))/
const JSON_BEGUN = /^(\[\s*)?(\{\s*("([^"\\]|\\.){0,64}\\?("\s*)?|\}\s*)?)?$/
/** The lines that may stand before an event's data. */
const LINES_BEFORE = /^((:[^\r\n]*|(event|id|retry):[^\r\n]{0,200})[\r\n]+)*/
const DATA_START = /^data: ?(\{[ \t]*["}\r\n]|\[[\s"{[\]D]|"|null[\r\n]|[\da-k]:["[{])/
const DATA_BEGUN = /^data: ?(\{[ \t]*|\[|nu?l{0,2}|[\da-k]:?)?$/
const LINE_BEGUN =
  /^(d|da|dat|data|e|ev|eve|even|i|r|re|ret|retr|:[^\r\n]*|(event|id|retry)(:[^\r\n]{0,200})?)?$/
/** A line without an end yet that may be a coded line of the AI SDK's. */
const CODE_BEGUN = /^[\da-k](:(["[{][^\n]*)?)?$/

/**
 * A framing chosen by the start of the body, for responses whose content type is missing or says
 * nothing: server-sent events, JSON texts, the protocol's own, or else plain text. Text is held
 * back only while it may still become one of the others.
 */
export function sniffedFraming(
  head: ResponseHead,
  protocol: Protocol,
  options: Pick<FetchOptions, 'maxRecordLength'>,
): Framing {
  const text = plainText()
  const check = recordLimit(options)
  const held: Uint8Array[] = []
  let start = ''
  let framing: Framing | undefined

  const choose = (atEnd: boolean): Framing | undefined => {
    const own = protocol.frame?.(head, atEnd ? `${start}\n` : start, options)
    if (own) return own
    const kind = kindOf(start.trimStart(), atEnd)
    if (kind === 'events') return tolerantEvents(options)
    if (kind === 'values') return jsonValues(options)
    if (kind === 'lines') return jsonLines(options)
    return kind && text
  }

  return createDecoder((bytes, out) => {
    if (framing) {
      out.push(...(bytes ? framing.push(bytes) : framing.end()))
      return
    }
    start += (bytes ? text.push(bytes) : text.end()).join('')
    if (bytes) held.push(bytes)
    framing = choose(!bytes)
    if (!framing) {
      check(start)
      return
    }
    if (framing === text) {
      if (start !== '') out.push({ data: start, isText: true })
      return
    }
    for (const early of held.splice(0)) out.push(...framing.push(early))
    if (!bytes) out.push(...framing.end())
  })
}

/** The kind of a body with this start; `undefined` if more is needed to decide. */
function kindOf(start: string, atEnd: boolean): 'events' | 'values' | 'lines' | 'text' | undefined {
  if (start.startsWith('\x1e')) return 'lines'
  const json = JSON_START.exec(start) ?? (atEnd && start.includes('{') && JSON_BEGUN.exec(start))
  if (json) return json[1] ? 'lines' : 'values'
  const { length } = LINES_BEFORE.exec(start)?.[0] ?? ''
  const rest = start.slice(length)
  if (DATA_START.test(start) || (length > 0 && /^(data:|\{)/.test(rest))) return 'events'
  if (atEnd) return /^(:|retry: ?\d+[\r\n])/.test(start) && rest === '' ? 'events' : 'text'
  const isBegun = [JSON_BEGUN, CODE_BEGUN, DATA_BEGUN].some(begun => begun.test(start))
  return isBegun || LINE_BEGUN.test(rest) ? undefined : 'text'
}
