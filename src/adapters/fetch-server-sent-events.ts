import type { ChatRequest } from '../chat-request.ts'
import { isStreamError } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { ConnectionAdapter, FetchOptions, PerAttempt } from './adapter.ts'
import { connection } from './connection.ts'
import type { Cursor } from './cursor.ts'
import { mediaType, readResponse } from './read-response.ts'
import { responseError } from './response-error.ts'
import { tolerantEvents } from './tolerant-events.ts'
import { wholeBody } from './whole-body.ts'

/**
 * An adapter for a back end that answers with server-sent events.
 *
 * The response must be `text/event-stream`, or one whole answer as `application/json`; anything
 * else throws `content-type`. `url` and `options`, and in them `headers`, `credentials` and `body`,
 * may be functions, which are called again for every attempt. Before the first byte of the answer,
 * a failed request is sent up to twice more; after it, never, unless `resume` is set.
 */
export function fetchServerSentEvents(
  url: PerAttempt<string | URL>,
  options: PerAttempt<FetchOptions>,
): ConnectionAdapter {
  return connection(
    url,
    options,
    'text/event-stream',
    async function* (response, used, request, cursor) {
      const type = mediaType(response)
      if (type === 'text/event-stream') {
        yield* readResponse(
          response,
          tolerantEvents(used),
          cursor.open(used.protocol, response),
          request,
        )
      } else if (type === 'application/json') {
        yield* readWhole(response, used, request, cursor)
      } else throw await responseError(response)
    },
  )
}

/** JSON in which the protocol finds no answer throws `content-type`, with what the JSON says. */
async function* readWhole(
  response: Response,
  options: FetchOptions,
  request: ChatRequest,
  cursor: Cursor,
): AsyncGenerator<StreamEvent[], void, undefined> {
  const copy = response.clone()
  try {
    yield* readResponse(
      response,
      wholeBody(options),
      cursor.open(options.protocol, response),
      request,
    )
  } catch (error) {
    const isUnanswered = isStreamError(error) && /^(truncated|malformed)$/.test(error.code)
    throw isUnanswered ? await responseError(copy) : error
  } finally {
    copy.body?.cancel().catch(() => {})
  }
}
