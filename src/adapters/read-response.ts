import type { ChatRequest } from '../chat-request.ts'
import type { Decoder } from '../decoder.ts'
import type { WireRecord } from '../protocol.ts'
import { isStreamError, networkError } from '../stream-error.ts'
import { endsAnswer, type StreamEvent } from '../stream-event.ts'
import { chunksOf } from './chunks-of.ts'
import { decodeBody, type Framing } from './decode-body.ts'
import { responseError } from './response-error.ts'

const NOTHING = new Uint8Array()

/** The response's content type without parameters, in lower case; empty if it has none. */
export function mediaType({ headers }: Response): string {
  return (headers.get('content-type') ?? '').replace(/;.*/, '').trim().toLowerCase()
}

/**
 * The events of a response, one list for each read.
 *
 * Ends after the event that ends the answer, even if the server keeps the connection open, and
 * quietly once `request.signal` aborts.
 */
export async function* readResponse(
  response: Response,
  framing: Framing,
  protocol: Decoder<WireRecord, StreamEvent>,
  { signal, onProgress }: Pick<ChatRequest, 'signal' | 'onProgress'>,
): AsyncGenerator<StreamEvent[], void, undefined> {
  if (!response.body) throw await responseError(response)
  const decoder = decodeBody(framing, protocol)
  try {
    for await (const bytes of chunksOf(response.body, signal)) {
      onProgress?.({ bytes: bytes.length })
      for (const events of eventsOfRead(decoder, bytes)) {
        yield events
        if (events.some(endsAnswer)) return
      }
    }
  } catch (error) {
    if (signal.aborted) return
    throw isStreamError(error) ? error : networkError(error)
  }
  if (signal.aborted) return
  for (const events of eventsOfEnd(decoder)) {
    yield events
    if (signal.aborted) return
  }
}

/**
 * The events of one read, then the error that came after them, without waiting for another read.
 */
export function* eventsOfRead(
  decoder: Decoder<Uint8Array, StreamEvent>,
  bytes: Uint8Array,
): Generator<StreamEvent[], void, undefined> {
  for (const input of [bytes, NOTHING]) {
    const events = decoder.push(input)
    if (events.length > 0) yield events
  }
}

/** The events that the end completes, then the error that came after them. */
export function* eventsOfEnd(
  decoder: Pick<Decoder<never, StreamEvent>, 'end'>,
): Generator<StreamEvent[], void, undefined> {
  for (let events; (events = decoder.end()).length > 0;) yield events
}
