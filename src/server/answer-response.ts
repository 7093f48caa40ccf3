import type { AnswerSource } from './answer-source.ts'
import { respond } from './respond.ts'
import type { WireResponseOptions } from './response-options.ts'
import { writeAnswer } from './write-answer.ts'

/** How a wire's records are framed in the response body. */
export interface BodyFormat {
  readonly contentType: string
  readonly write: (records: readonly string[]) => string
  /** Sent as the heartbeat. */
  readonly comment: string
}

/** A response that streams an answer, and aborts its source when the client disconnects. */
export function answerResponse(
  source: AnswerSource,
  options: WireResponseOptions,
  { contentType, write, comment }: BodyFormat,
): Promise<Response> {
  const { signal, heartbeat } = options
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  const { headers, records, fail } = writeAnswer(source, controller.signal, options)

  async function* pieces(): AsyncGenerator<string, void, undefined> {
    try {
      for await (const told of records) {
        const piece = write(told)
        if (piece !== '') yield piece
      }
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  return respond(
    pieces(),
    {
      headers: { 'content-type': contentType, ...headers },
      fail(error) {
        const told = fail(error)
        return told && write(told)
      },
      // `stream()`, which reads the source, leaves one that ignores the signal.
      leave: stop,
      comment,
      heartbeat,
    },
    options,
  )
}
