import type { ChatRequest } from '../chat-request.ts'
import type { Decoder } from '../decoder.ts'
import type { Message } from '../message.ts'
import { NO_HEAD, type Protocol, type WireRecord } from '../protocol.ts'
import { isStreamError, StreamError } from '../stream-error.ts'
import { endsAnswer, type StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { chunksOf } from './chunks-of.ts'
import { decodeBody } from './decode-body.ts'
import { readHttpStream } from './fetch-http-stream.ts'
import { eventsOfEnd, eventsOfRead } from './read-response.ts'
import { responseError } from './response-error.ts'
import { sniffedFraming } from './sniffed-framing.ts'
import { untilAborted } from './until-aborted.ts'

/**
 * What `stream` can read: an async iterable or a `ReadableStream` of pieces of text, of
 * `StreamEvent`s, of a protocol's chunk objects or of bytes; or a `Response`.
 */
export type StreamSource = AsyncIterable<unknown> | ReadableStream<unknown> | Response

/** How a source of your own is read. */
export interface StreamOptions {
  /**
   * How the source's objects, bytes or response are read. With a named protocol, pieces of text are
   * its records; otherwise they are the answer's text.
   */
  readonly protocol?: Protocol | undefined
  /** The longest record that is read from bytes, in characters; 16 Mi by default. */
  readonly maxRecordLength?: number | undefined
}

/** Events that no protocol uses as its own chunk objects. */
const EVENTS_ONLY: readonly unknown[] = [
  'usage',
  'metadata',
  'data',
  'reset',
  'messages',
  'step-end',
]

/**
 * An adapter for a source that your own function opens, by any means.
 *
 * The end of an iterable is the end of the answer: it needs no end marker. What the function or the
 * source throws fails the answer with the code `server`, and is the error's `cause`. When the user
 * stops, a source that ignores its signal is left at once, and its `return` or `cancel` is called.
 */
export function stream(
  open: (
    messages: readonly Message[],
    data: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ) => StreamSource | Promise<StreamSource>,
  options: StreamOptions = {},
  detected?: Protocol,
): ConnectionAdapter {
  const protocol = options.protocol ?? detected

  return { connect }

  async function* connect(
    request: ChatRequest,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    const { messages, data = {}, signal } = request
    if (signal.aborted) return
    const source = await open(messages, data, signal)
    if (isResponse(source)) {
      request.onResponse?.(source)
      if (!source.ok) throw await responseError(source)
      const given = { ...options, protocol: required(protocol) }
      const decoder = given.protocol.decode(source)
      return yield* readHttpStream(source, given, request, { open: () => decoder })
    }

    const records = protocol?.decode()
    let body: Decoder<Uint8Array, StreamEvent> | undefined

    const read = (value: unknown): readonly StreamEvent[] => {
      if (typeof value === 'string') {
        return options.protocol && records
          ? records.push({ data: value })
          : [{ type: 'text-delta', delta: value }]
      }
      if (typeof value !== 'object' || value === null) return []
      const event = value as StreamEvent
      return !records || EVENTS_ONLY.includes(event.type)
        ? [event]
        : records.push({ data: '', value })
    }

    const readBytes = (bytes: Uint8Array): Iterable<readonly StreamEvent[]> => {
      const named = required(protocol)
      body ??= decodeBody(sniffedFraming(NO_HEAD, named, options), named.decode())
      return eventsOfRead(body, bytes)
    }

    const values =
      'getReader' in source ? chunksOf(source, signal) : untilAborted(() => source, signal)
    for await (const value of values) {
      for (const events of value instanceof Uint8Array ? readBytes(value) : [read(value)]) {
        if (events.length > 0) yield events
        if (events.some(endsAnswer)) return
      }
    }
    if (signal.aborted) return
    for (const events of body ? eventsOfEnd(body) : [endOf(records)]) {
      yield events
      if (events.some(endsAnswer)) return
    }
    yield [{ type: 'finish' }]
  }
}

/** What the end of the objects completes. An iterable's end needs no end marker. */
function endOf(records: Decoder<WireRecord, StreamEvent> | undefined): StreamEvent[] {
  try {
    return records?.end() ?? []
  } catch (error) {
    if (isStreamError(error) && error.code === 'truncated') return []
    throw error
  }
}

function required(protocol: Protocol | undefined): Protocol {
  if (protocol) return protocol
  throw new StreamError(
    'unsupported',
    'Bytes and responses need a protocol to be read by. Name it in the options, or import stream from nanowire, which detects it.',
  )
}

function isResponse(source: StreamSource): source is Response {
  return 'headers' in source
}
