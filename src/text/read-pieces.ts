import { chunksOf } from '../adapters/chunks-of.ts'
import { untilAborted } from '../adapters/until-aborted.ts'
import type { Decoder } from '../decoder.ts'

/** Text as it arrives: `textStream` of `openStream`, a generator, a `ReadableStream` of strings. */
export type TextSource = AsyncIterable<string> | ReadableStream<string>

/** The options that all of these functions take. */
export interface TextOptions {
  /** Closes the source when it aborts; the text held back is then the last piece. */
  readonly signal?: AbortSignal | undefined
}

/** Pieces of a text as they become whole; they can be read once, in one loop. */
export interface Pieces {
  next(): Promise<IteratorResult<string, void>>
  return(): Promise<IteratorResult<string, void>>
  [Symbol.asyncIterator](): Pieces
}

/**
 * What `read` makes of a source's texts. Leaving the loop closes the source, even a silent one:
 * `return()` waits neither for the next text nor for the source to clean up.
 */
export function readPieces(
  source: TextSource,
  { signal }: TextOptions,
  read: (texts: AsyncGenerator<string, void, undefined>) => AsyncGenerator<string, void, undefined>,
): Pieces {
  const left = new AbortController()
  const leave = (): void => left.abort()
  const open = (): AsyncIterable<string> => ('getReader' in source ? chunksOf(source) : source)

  async function* run(): AsyncGenerator<string, void, undefined> {
    signal?.addEventListener('abort', leave)
    if (signal?.aborted) leave()
    try {
      yield* read(untilAborted(open, left.signal))
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  const pieces = run()
  return {
    next: () => pieces.next(),
    return() {
      leave()
      return pieces.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The pieces that `cutter` makes of a source's texts; a failure comes after what was held. */
export function cutPieces(
  source: TextSource,
  options: TextOptions,
  cutter: Decoder<string, string>,
): Pieces {
  return readPieces(source, options, async function* (texts) {
    try {
      for await (const text of texts) yield* cutter.push(text)
    } catch (error) {
      yield* cutter.end()
      throw error
    }
    yield* cutter.end()
  })
}
