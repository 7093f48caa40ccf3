import { serverSentEvent } from '../writers/server-sent-event.ts'
import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import { EVENT_STREAM } from './event-stream.ts'
import { loggedResponse, type LoggedResponseOptions } from './logged-response.ts'
import type { WireResponseOptions } from './response-options.ts'

/**
 * A response that streams an answer as server-sent events: for `fetchServerSentEvents`, and for the
 * clients of the AI SDK and TanStack AI. The format is the AI SDK's UI message stream unless `wire`
 * names another.
 *
 * The source is read only as fast as the client reads, and is stopped through its signal when the
 * client disconnects. Comments fill silences. A failure after the first event is sent as an error
 * event with the text of `onError`; one before it, within `headWithin`, is answered with status 500
 * and that text as JSON. Plain text cannot express a failure, so it breaks the connection.
 *
 * With a `log` the events are numbered, and the answer continues without its client, to be resumed
 * with `resumeResponse`; only a stop through the log ends it early.
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
