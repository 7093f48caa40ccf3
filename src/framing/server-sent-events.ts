import { createDecoder, type Decoder } from '../decoder.ts'
import { eachLine } from './each-line.ts'
import { LONGEST_RECORD, recordLimit, type FramingOptions } from './record-limit.ts'

/**
 * One event, as the standard dispatches it
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 */
export interface ServerSentEvent {
  /** The event's name, `message` if it was given none. */
  readonly event: string
  /** Its lines of data, joined by newlines. */
  readonly data: string
  /** The last event id so far, which stays with the events after it. */
  readonly id: string
}

/** Where the decoder is to be more lenient than the standard, and where it begins. */
export interface ServerSentEventsOptions extends FramingOptions {
  /**
   * Whether `end` hands over an event that the end of the stream cut off before its empty line.
   * The standard discards it, and so does the default; some servers leave the line out.
   */
  readonly unfinished?: boolean | undefined
  /**
   * Whether a JSON object that stands among the lines without a field's name is an event, as is JSON
   * behind a digit or letter and a colon, the AI SDK's coded line, and an object in a field `error`,
   * llama.cpp's failure. The standard ignores all three, and so does the default; gateways put their
   * failures so, and some servers all they say.
   */
  readonly bareJson?: boolean | undefined
  /** The id that a reconnection resumes after, which its events keep until the stream gives one. */
  readonly lastEventId?: string | undefined
}

export interface ServerSentEventsDecoder extends Decoder<Uint8Array, ServerSentEvent> {
  /** The id to resume after: that of the last event handed over, or of an event without data. */
  readonly lastEventId: string
  /** Milliseconds to wait before a reconnection, if the server has said so. */
  readonly retry: number | undefined
}

/**
 * The events of a server-sent events stream, exactly by the rules of
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
 *
 * A line, or an event's data, over `maxRecordLength` characters ends in `too-large`.
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

  /** Reads a coded line, or one of an object, which ends where it opens or with a line that begins with `}`. */
  const readJson = (line: string, out: ServerSentEvent[]): void => {
    const isLast = json === undefined ? /^.:|\}$/.test(line) : line.startsWith('}')
    json = json === undefined ? line : check(`${json}\n${line}`)
    if (isLast) endJson(out)
  }

  const endJson = (out: ServerSentEvent[]): void => {
    if (json !== undefined) out.push({ event: 'message', data: json, id })
    json = undefined
  }

  const read = (line: string, out: ServerSentEvent[]): void => {
    if (json !== undefined || (options.bareJson && /^(\{|[\da-k]:["[{])/.test(line))) {
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
      // Most lines are data or empty, and are not cut out to be read.
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
