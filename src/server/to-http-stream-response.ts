import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import type { WireResponseOptions } from './response-options.ts'

/**
 * A response that streams an answer as `application/x-ndjson`, one JSON text per line: for
 * `fetchHttpStream`, and with `wire: 'ag-ui'` for TanStack AI's function of that name. Otherwise it
 * is like `toServerSentEventsResponse`, but takes no `log`, and its heartbeats are empty lines.
 */
export function toHttpStreamResponse(
  source: AnswerSource,
  options: WireResponseOptions & { readonly wire?: 'ai-sdk' | 'ag-ui' | undefined } = {},
): Promise<Response> {
  return answerResponse(source, options, {
    contentType: 'application/x-ndjson',
    // `[DONE]` is not JSON; the record before it says that the answer has ended.
    write: records =>
      records
        .filter(data => data !== '[DONE]')
        .map(data => `${data}\n`)
        .join(''),
    comment: '\n',
  })
}
