import type { StreamEvent } from '../stream-event.ts'
import { eventsOf, type AnswerSource } from './answer-source.ts'
import { errorText } from './error-text.ts'
import { keptAnswer } from './kept-answer.ts'
import type { WireResponseOptions } from './response-options.ts'
import { toldError } from './told-error.ts'
import { writerOf } from './writer-of.ts'

/** An answer as records of its wire. */
export interface WrittenAnswer {
  readonly headers: Readonly<Record<string, string>>
  /** The data of the records, one batch per read of the source. Throws if the source fails. */
  readonly records: AsyncGenerator<readonly string[], void, undefined>
  /** The records that end a failed answer; `undefined` if the wire cannot express a failure. */
  fail(error: unknown): readonly string[] | undefined
}

/**
 * Writes a source's answer as records of a wire; what the wire cannot express is left out.
 * `answerId` is the message's id if neither the options nor the source give one.
 */
export function writeAnswer(
  source: AnswerSource,
  signal: AbortSignal,
  options: WireResponseOptions,
  answerId?: string,
): WrittenAnswer {
  const { protocol, onError, onFinish } = options
  const writer = writerOf(options)
  // So that `onFinish` gets the answer under the id that the client has.
  const ownId = answerId ?? (onFinish && crypto.randomUUID())

  return { headers: writer.headers, records: records(), fail }

  async function* records(): AsyncGenerator<readonly string[], void, undefined> {
    const kept = keptAnswer(options.messageId ?? ownId ?? '', options)
    /** The answer has failed or is unread already, so an error of `onFinish` is only reported. */
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
      // Before the client gets the end, so that its next request finds the answer stored.
      await kept?.end(signal.aborted ? 'stopped' : 'complete')
      // After a stop through the log there are still readers, who need the end.
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
    // A source often throws because it was aborted, which is not a failure.
    const told = signal.aborted
      ? writer.write({ type: 'abort' })
      : writer.write({ type: 'error', message: errorText(error, onError) })
    return told && [...told, ...writer.end()]
  }
}

/** The records that end an answer of this wire from outside, at any point of it. */
export function writeEnd(
  options: WireResponseOptions,
  event: StreamEvent & { readonly type: 'abort' | 'error' },
): readonly string[] {
  const writer = writerOf(options)
  // A new writer would write the start of the answer first.
  return [...(writer.write(event) ?? []).slice(-1), ...writer.end()]
}
