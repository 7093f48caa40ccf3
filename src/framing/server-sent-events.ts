import { createDecoder, type Decoder } from '../decoder.ts'
import { eachLine } from './each-line.ts'
import { LONGEST_RECORD, recordLimit, type FramingOptions } from './record-limit.ts'

/**
 * One event, as the standard defines it
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 */
export interface ServerSentEvent {
  /** The event's name; `message` if it has none. */
  readonly event: string
  /** Its lines of data, joined by newlines. */
  readonly data: string
  /** The last event id so far; it also applies to later events without an id. */
  readonly id: string
}

/** Where the decoder is more lenient than the standard, and the id that it starts with. */
export interface ServerSentEventsOptions extends FramingOptions {
  /**
   * Whether `end` returns an event that the end of the stream cut off before its empty line.
   * `false` by default, as the standard discards it; some servers leave the line out.
   */
  readonly unfinished?: boolean | undefined
  /**
   * Whether these count as events: a JSON object on a line without a field name, also one of an array
   * (Gemini's), JSON after a digit or letter and a colon (the AI SDK's coded lines), and an object in
   * a field `error` (llama.cpp's failures). `false` by default, as the standard ignores all of them;
   * gateways write their failures so, and some servers whole answers.
   */
  readonly bareJson?: boolean | undefined
  /** The id that a reconnection resumes after; events have it until the stream sends another. */
  readonly lastEventId?: string | undefined
}

/** What `serverSentEvents` returns: the decoder, and what the stream says about reconnecting. */
export interface ServerSentEventsDecoder extends Decoder<Uint8Array, ServerSentEvent> {
  /** The id to resume after: that of the last event returned, or of an event without data. */
  readonly lastEventId: string
  /** Milliseconds to wait before a reconnection, if the server has sent them. */
  readonly retry: number | undefined
}

/**
 * The events of a server-sent events stream, exactly by the rules of
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
 *
 * A line, or an event's data, over `maxRecordLength` characters throws `too-large`.
 */
export function serverSentEvents(options: ServerSentEventsOptions = {}): ServerSentEventsDecoder {
  const lines = eachLine(options)
  const { maxRecordLength: limit = LONGEST_RECORD } = options
  const check = recordLimit(options)
  let event = ''
  let data: string | undefined
  let json: string | undefined
  let id = options.lastEventId ?? ''
  let lastEventId = id
  let retry: number | undefined

  const dispatch = (out: ServerSentEvent[]): void => {
    lastEventId = id
    if (data !== undefined) out.push({ event: event || 'message', data, id })
    data = undefined
    event = ''
  }

  const addData = (value: string): void => {
    data = data === undefined ? value : check(`${data}\n${value}`)
  }

  /**
   * Reads bare JSON: a coded line, or an object on one line or up to a line that starts with `}`.
   */
  const readJson = (line: string, out: ServerSentEvent[]): void => {
    const isLast = json === undefined ? /^.:|\}$/.test(line) : line.startsWith('}')
    json = json === undefined ? line.replace(/^\[/, '') : check(`${json}\n${line}`)
    if (isLast) endJson(out)
  }

  const endJson = (out: ServerSentEvent[]): void => {
    if (json !== undefined) out.push({ event: 'message', data: json, id })
    json = undefined
  }

  const read = (line: string, out: ServerSentEvent[]): void => {
    if (json !== undefined || (options.bareJson && /^(\{|\[\{$|[\da-k]:["[{])/.test(line))) {
      return readJson(line, out)
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'data') addData(value)
    else if (field === 'event') event = value
    else if (field === 'error' && options.bareJson && value[0] === '{')
      addData(`{"error":${value}}`)
    else if (field === 'id') {
      if (!value.includes('\0')) id = value
    } else if (field === 'retry' && /^\d+$/.test(value)) retry = Number(value)
  }

  const decoder = createDecoder<Uint8Array, ServerSentEvent>((bytes, out) => {
    lines(bytes, (text, start, end) => {
      if (!bytes && !options.unfinished) return
      // Most lines are data or empty, and are read without being copied.
      if (json !== undefined || end - start > limit) read(check(text.slice(start, end)), out)
      else if (start === end) dispatch(out)
      else if (text.startsWith('data:', start)) {
        addData(text.slice(start + (text[start + 5] === ' ' ? 6 : 5), end))
      } else read(text.slice(start, end), out)
    })
    if (bytes || !options.unfinished) return
    endJson(out)
    dispatch(out)
  })

  return {
    ...decoder,
    get lastEventId() {
      return lastEventId
    },
    get retry() {
      return retry
    },
  }
}
