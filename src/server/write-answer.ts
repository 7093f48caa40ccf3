import type { StreamEvent } from '../stream-event.ts'
import { eventsOf, type AnswerSource } from './answer-source.ts'
import { errorText } from './error-text.ts'
import { keptAnswer } from './kept-answer.ts'
import type { WireResponseOptions } from './response-options.ts'
import { toldError } from './told-error.ts'
import { writerOf } from './writer-of.ts'

/** An answer in the records of its wire. */
export interface WrittenAnswer {
  readonly headers: Readonly<Record<string, string>>
  /** The data of the records that one read of the source tells. Throws where the source fails. */
  readonly records: AsyncGenerator<readonly string[], void, undefined>
  /** What ends the answer where it has failed; `undefined` where the wire has no words for that. */
  fail(error: unknown): readonly string[] | undefined
}

/**
 * Writes what a source tells in a wire, an answer long; what the wire has no words for is left out. The
 * answer goes by `answerId` where neither the options nor the source name it.
 */
export function writeAnswer(
  source: AnswerSource,
  signal: AbortSignal,
  options: WireResponseOptions,
  answerId?: string,
): WrittenAnswer {
  const { protocol, onError, onFinish } = options
  const writer = writerOf(options)
  // Whoever keeps the answer knows it by the same id as the client.
  const ownId = answerId ?? (onFinish && crypto.randomUUID())

  return { headers: writer.headers, records: records(), fail }

  async function* records(): AsyncGenerator<readonly string[], void, undefined> {
    const kept = keptAnswer(options.messageId ?? ownId ?? '', options)
    /** Of an answer that has failed, or that nobody reads, no more can fail. */
    const settle = (status: 'stopped' | 'error', failure?: unknown): Promise<unknown> | undefined =>
      kept?.end(status, failure).catch(thrown => errorText(thrown, onError))
    let isOpen = false
    const put = (event: StreamEvent, written: string[]): void => {
      kept?.add(event)
      for (const record of writer.write(event) ?? []) if (record !== '') written.push(record)
    }
    try {
      for await (const events of eventsOf(source, signal, protocol)) {
        const written: string[] = []
        for (const event of events) {
          if (event.type === 'error') {
            if (written.length > 0) yield written
            throw toldError(event)
          }
          if (!isOpen && event.type !== 'start') put(named({ type: 'start' }), written)
          isOpen = true
          put(event.type === 'start' ? named(event) : event, written)
        }
        if (written.length > 0) yield written
      }
      // Before the client hears of the end: what it asks then finds the answer kept.
      await kept?.end(signal.aborted ? 'stopped' : 'complete')
      // Nobody may be there to read it; where the run was stopped for another reason, somebody is.
      yield [...(signal.aborted ? (writer.write({ type: 'abort' }) ?? []) : []), ...writer.end()]
    } catch (error) {
      await settle('error', error)
      throw error
    } finally {
      await settle('stopped')
    }
  }

  function named(event: StreamEvent & { readonly type: 'start' }): StreamEvent {
    return { ...event, messageId: options.messageId ?? event.messageId ?? ownId }
  }

  function fail(error: unknown): readonly string[] | undefined {
    // A source that is told to stop may well throw.
    const told = signal.aborted
      ? writer.write({ type: 'abort' })
      : writer.write({ type: 'error', message: errorText(error, onError) })
    return told && [...told, ...writer.end()]
  }
}

/** What ends an answer of this wire from without, wherever it stands. */
export function writeEnd(
  options: WireResponseOptions,
  event: StreamEvent & { readonly type: 'abort' | 'error' },
): readonly string[] {
  const writer = writerOf(options)
  // A writer that is new would begin the answer first.
  return [...(writer.write(event) ?? []).slice(-1), ...writer.end()]
}
