import type { AnswerSource } from './answer-source.ts'
import { respond } from './respond.ts'
import type { WireResponseOptions } from './response-options.ts'
import { writeAnswer } from './write-answer.ts'

/** How the records of a wire become a body. */
export interface BodyFormat {
  readonly contentType: string
  readonly write: (records: readonly string[]) => string
  /** What fills a silence. */
  readonly comment: string
}

/** A response that tells an answer and stops its source when the client leaves. */
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
      // The source ends by its signal; a source that is deaf to it is left by what reads it.
      leave: stop,
      comment,
      heartbeat,
    },
    options,
  )
}
