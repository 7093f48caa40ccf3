import type { AnswerSource } from './answer-source.ts'
import { answerResponse } from './answer-response.ts'
import type { WireResponseOptions } from './response-options.ts'

/**
 * A response that streams an answer as one JSON text a line, `application/x-ndjson`: for
 * `fetchHttpStream`, and for TanStack AI's where the wire is `ag-ui`. In all else it is as
 * `toServerSentEventsResponse`; a silence is filled with empty lines.
 */
export function toHttpStreamResponse(
  source: AnswerSource,
  options: WireResponseOptions & { readonly wire?: 'ai-sdk' | 'ag-ui' | undefined } = {},
): Promise<Response> {
  return answerResponse(source, options, {
    contentType: 'application/x-ndjson',
    // The mark at the end of server-sent events is no JSON; the last record tells the end here.
    write: records =>
      records
        .filter(data => data !== '[DONE]')
        .map(data => `${data}\n`)
        .join(''),
    comment: '\n',
  })
}
