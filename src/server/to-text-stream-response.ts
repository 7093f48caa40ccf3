import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import type { StreamResponseOptions } from './response-options.ts'

/**
 * A response that streams only the text of an answer, as `text/plain`: for `fetchHttpStream`, the
 * AI SDK's text transport, and a terminal. Plain text cannot express a failure: one after the first
 * piece breaks the connection, and one before it, within `headWithin`, is answered with status 500.
 */
export function toTextStreamResponse(
  source: AnswerSource,
  options: StreamResponseOptions = {},
): Promise<Response> {
  return answerResponse(
    source,
    { ...options, wire: 'plain-text', heartbeat: 0 },
    {
      contentType: 'text/plain; charset=utf-8',
      write: records => records.join(''),
      comment: '',
    },
  )
}
