import type { Metadata } from '../message.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { errorEvent, unknownRecord, type Emit, type RecordReader } from './decode-records.ts'
import { finishReason } from './finish-reason.ts'

/** A chunk of the AI SDK's UI message stream. */
export interface UiChunk {
  readonly type?: string | null | undefined
  readonly id?: string | undefined
  readonly messageId?: string | undefined
  readonly messageMetadata?: Metadata | undefined
  readonly providerMetadata?: Metadata | undefined
  readonly delta?: string | undefined
  readonly text?: string | undefined
  readonly inputTextDelta?: string | undefined
  readonly toolCallId?: string | undefined
  readonly toolName?: string | undefined
  readonly input?: unknown
  readonly output?: unknown
  readonly errorText?: unknown
  readonly preliminary?: boolean | undefined
  readonly providerExecuted?: boolean | undefined
  readonly approvalId?: string | undefined
  readonly approved?: boolean | undefined
  readonly reason?: string | undefined
  readonly sourceId?: string | undefined
  readonly url?: string | undefined
  readonly title?: string | undefined
  readonly filename?: string | undefined
  readonly mediaType?: string | undefined
  readonly data?: unknown
  readonly transient?: boolean | undefined
  readonly finishReason?: string | undefined
}

/** Reads the chunks of a UI message stream, which is complete with `finish` or `[DONE]`. */
export function readUiMessageStream(emit: Emit): RecordReader<UiChunk> {
  let finish: StreamEvent | undefined

  return {
    record(chunk) {
      const { id, messageMetadata, providerMetadata: metadata, toolCallId = '', reason } = chunk
      const type = chunk.type ?? ''
      // A function, for most chunks are of text.
      const call = () => {
        const { toolName = '', input, providerExecuted } = chunk
        return { toolCallId, toolName, input, providerExecuted, metadata }
      }
      if (messageMetadata) emit({ type: 'metadata', metadata: messageMetadata })
      switch (type) {
        case 'message-metadata':
          return
        case 'start':
          return emit({ type, messageId: chunk.messageId })
        case 'start-step':
          return emit({ type: 'step-start' })
        case 'finish-step':
          return emit({ type: 'step-end' })
        case 'reset-step':
          return emit({ type: 'reset', scope: 'step' })
        case 'text-start':
        case 'text-end':
        case 'reasoning-start':
        case 'reasoning-end':
          return emit({ type, id, metadata })
        case 'text-delta':
        case 'reasoning-delta':
          return emit({ type, id, delta: chunk.delta ?? '', metadata })
        // So AI SDK 5.0.0 told its thoughts.
        case 'reasoning':
          return emit({ type: 'reasoning-delta', delta: chunk.text ?? '', metadata })
        case 'reasoning-part-finish':
          return emit({ type: 'reasoning-end' })
        case 'tool-input-start':
          return emit({ ...call(), type })
        case 'tool-input-delta':
          return emit({ type, toolCallId, delta: chunk.inputTextDelta ?? '' })
        case 'tool-input-available':
          return emit({ ...call(), type: 'tool-call' })
        case 'tool-output-available':
          return emit({
            ...call(),
            type: 'tool-result',
            output: chunk.output,
            preliminary: chunk.preliminary,
          })
        case 'tool-input-error':
        case 'tool-output-error':
        case 'tool-output-denied': {
          const denied = type.endsWith('denied')
          const errorText =
            errorTextOf(chunk.errorText) ?? (denied ? (reason ?? '') : 'The tool failed.')
          return emit({ ...call(), type: 'tool-error', errorText, denied })
        }
        case 'tool-approval-request':
          return emit({ ...call(), type, approvalId: chunk.approvalId ?? '' })
        case 'tool-approval-response':
          return emit({
            type,
            approvalId: chunk.approvalId ?? '',
            approved: !!chunk.approved,
            reason,
          })
        case 'source-url':
        case 'source-document': {
          const { sourceId, url, title, mediaType, filename } = chunk
          return emit({ type: 'source', id: sourceId, url, title, mediaType, filename, metadata })
        }
        case 'file':
        case 'reasoning-file': {
          const { url = '', mediaType = '', filename } = chunk
          return emit({ type: 'file', mediaType, url, filename, metadata })
        }
        case 'finish':
          finish = { type, reason: finishReason(chunk.finishReason) }
          return
        case 'error':
          return emit(errorEvent(chunk.errorText))
        case 'abort':
          return emit({ type, reason })
      }
      emit(
        type.startsWith('data-')
          ? { type: 'data', name: type.slice(5), id, data: chunk.data, transient: chunk.transient }
          : unknownRecord(type, chunk),
      )
    },
    end(done) {
      if (finish ?? done) emit(finish ?? { type: 'finish' })
    },
  }
}
