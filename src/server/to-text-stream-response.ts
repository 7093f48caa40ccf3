import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import type { StreamResponseOptions } from './response-options.ts'

/**
 * A response that streams an answer's text as it is, `text/plain`, and nothing else of it: for
 * `fetchHttpStream`, the AI SDK's text transport, and a terminal. Text has no words for a failure: one
 * after the first piece breaks the connection, and one before it is answered with 500.
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
