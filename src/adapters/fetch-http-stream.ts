import type { ChatRequest } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter, FetchOptions, PerAttempt } from './adapter.ts'
import { connection } from './connection.ts'
import type { Cursor } from './cursor.ts'
import type { Framing } from './decode-body.ts'
import { mediaType, readResponse } from './read-response.ts'
import { isBinary, responseError } from './response-error.ts'
import { sniffedFraming } from './sniffed-framing.ts'
import { tolerantEvents } from './tolerant-events.ts'
import { wholeLines } from './whole-lines.ts'

/**
 * An adapter for a back end that answers with a stream of any framing: NDJSON, a JSON array or
 * sequence, server-sent events, plain text.
 *
 * The content type names the framing; if it is missing or says nothing, the first bytes of the body
 * decide. HTML throws `content-type`, and a binary framing `unsupported`. Otherwise it works as
 * `fetchServerSentEvents` does.
 */
export function fetchHttpStream(
  url: PerAttempt<string | URL>,
  options: PerAttempt<FetchOptions>,
): ConnectionAdapter {
  return connection(url, options, ACCEPT, readHttpStream)
}

const ACCEPT = 'application/x-ndjson, text/event-stream, text/plain, */*'

/** The events of a response of any framing; HTML and binary formats are refused. */
export async function* readHttpStream(
  response: Response,
  options: ReadOptions,
  request: Pick<ChatRequest, 'signal' | 'onProgress'>,
  cursor: Pick<Cursor, 'open'>,
): AsyncGenerator<StreamEvent[], void, undefined> {
  const type = mediaType(response)
  if (type === 'text/html' || isBinary(type)) throw await responseError(response)
  const decoder = cursor.open(options.protocol, response)
  yield* readResponse(response, framingOf(response, options), decoder, request)
}

type ReadOptions = Pick<FetchOptions, 'protocol' | 'maxRecordLength'>

/** The framing that the response's content type names, or that its first bytes show. */
export function framingOf(response: Response, options: ReadOptions): Framing {
  const type = mediaType(response)
  if (type === 'text/event-stream') return tolerantEvents(options)
  if (/^application\/(x-)?(ndjson|jsonl|jsonlines|json-seq)$/.test(type)) return wholeLines(options)
  return sniffedFraming(response, options.protocol, options)
}
