import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { ConnectionAdapter, FetchOptions, PerAttempt } from './adapter.ts'
import { connection } from './connection.ts'
import type { Framing } from './decode-body.ts'
import { mediaType, readResponse } from './read-response.ts'
import { responseError } from './response-error.ts'
import { sniffedFraming } from './sniffed-framing.ts'

/**
 * An adapter for a back end that answers with a stream of any framing: NDJSON, a JSON array or
 * sequence, server-sent events, plain text.
 *
 * The framing is read from the content type, or from the first bytes where that is missing or says
 * nothing; HTML throws `content-type`. Otherwise it is as `fetchServerSentEvents`.
 */
export function fetchHttpStream(
  url: PerAttempt<string | URL>,
  options: PerAttempt<FetchOptions>,
): ConnectionAdapter {
  const accept = 'application/x-ndjson, text/event-stream, text/plain, */*'
  return connection(url, options, accept, async function* (response, given, request) {
    if (mediaType(response) === 'text/html') throw await responseError(response)
    yield* readResponse(response, framingOf(response, given), given.protocol, request)
  })
}

/** The framing that the response's content type names, or that its first bytes show. */
export function framingOf(
  response: Response,
  options: Pick<FetchOptions, 'protocol' | 'maxRecordLength'>,
): Framing {
  const type = mediaType(response)
  if (type === 'text/event-stream') return serverSentEvents({ ...options, unfinished: true })
  if (/^application\/(x-)?(ndjson|jsonl|jsonlines|json-seq)$/.test(type)) return jsonLines(options)
  return sniffedFraming(response, options.protocol, options)
}
