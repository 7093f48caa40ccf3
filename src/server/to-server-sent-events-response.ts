import { serverSentEvent } from '../writers/server-sent-event.ts'
import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import { EVENT_STREAM } from './event-stream.ts'
import { loggedResponse, type LoggedResponseOptions } from './logged-response.ts'
import type { WireResponseOptions } from './response-options.ts'

/**
 * A response that streams an answer as server-sent events, in the AI SDK's UI message stream unless
 * another wire is named: for `fetchServerSentEvents`, and for the AI SDK's and TanStack AI's own clients.
 *
 * The model goes only as fast as the client reads, and is stopped through its signal when the client
 * leaves. A silence is filled with comments. A failure after the first event becomes an error event
 * with what `onError` says, and one before it a response with 500 and that text as JSON. Plain text,
 * which has no words for a failure, breaks the connection.
 *
 * With a `log` the events are numbered and the answer goes on without its client, to be taken up by
 * `resumeResponse`; only a stop through the log ends it before its time.
 */
export function toServerSentEventsResponse(
  source: AnswerSource,
  options: WireResponseOptions | LoggedResponseOptions = {},
): Promise<Response> {
  if ('log' in options && options.log) return loggedResponse(source, options)
  return answerResponse(source, options, {
    ...EVENT_STREAM,
    write: records => records.map(data => serverSentEvent({ data })).join(''),
  })
}
