import { stream, type StreamSource } from '../adapters/stream.ts'
import type { Protocol } from '../protocol.ts'
import { detect } from '../protocols/detect.ts'
import type { StreamEvent } from '../stream-event.ts'

/**
 * A stream to answer with: whatever `stream()` takes (an async iterable or a `ReadableStream` of
 * text, `StreamEvent`s, bytes, or the chunk objects of any known protocol; or a `Response`), or an
 * object that holds one as `fullStream`, `stream` or `textStream`, in this order of preference.
 */
export type AnswerStream =
  | StreamSource
  | { readonly fullStream: StreamSource }
  | { readonly stream: StreamSource }
  | { readonly textStream: StreamSource }

/** A stream, a promise of one, or a function that opens one and stops it when its signal aborts. */
export type AnswerSource =
  | AnswerStream
  | Promise<AnswerStream>
  | ((signal: AbortSignal) => AnswerStream | Promise<AnswerStream>)

/**
 * The events of an answer, one batch per read. Throws if the source fails, returns once the signal
 * aborts, and closes the source in every case.
 */
export function eventsOf(
  source: AnswerSource,
  signal: AbortSignal,
  protocol?: Protocol,
): AsyncIterable<readonly StreamEvent[]> {
  const open = async (): Promise<StreamSource> =>
    streamOf(await (typeof source === 'function' ? source(signal) : source))
  const request = { chatId: '', runId: '', messages: [], trigger: 'send', signal } as const
  return stream(open, { protocol }, detect()).connect(request)
}

function streamOf(answer: AnswerStream): StreamSource {
  if (isStream(answer)) return answer
  if ('fullStream' in answer) return answer.fullStream
  if ('stream' in answer) return answer.stream
  if ('textStream' in answer) return answer.textStream
  throw new TypeError(
    'The source of the answer is no stream. Give an async iterable, a ReadableStream or a Response.',
  )
}

function isStream(answer: AnswerStream): answer is StreamSource {
  return Symbol.asyncIterator in answer || 'getReader' in answer || 'headers' in answer
}
