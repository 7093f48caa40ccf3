import type { Metadata } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { uiRequest } from './ui-request.ts'
import { usageOf } from './usage.ts'

/**
 * Vercel's AI SDK 5, 6 and 7: its UI message stream, and the parts of `fullStream` written as JSON,
 * also by the names that AI SDK 4 gave them.
 *
 * The answer is complete with `finish` or `[DONE]`.
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol
 */
export const aiSdk: Protocol = {
  name: 'ai-sdk',
  encode: uiRequest,
  decode: () => decodeRecords(read),
  matches: (head, first) =>
    head.headers.get('x-vercel-ai-ui-message-stream') !== null ||
    /^(start|abort|finish|source|reasoning|(start|finish)-step|step-(start|finish)|(text|reasoning)-(start|delta|end)|tool-(input|output|call|result|error|approval).*|source-.+|message-metadata|data-.+)$/.test(
      (first.value as Chunk | undefined)?.type ?? '',
    ),
}

interface Chunk {
  readonly type?: string | null
  readonly id?: string
  readonly messageId?: string
  readonly messageMetadata?: Metadata
  readonly providerMetadata?: Metadata
  readonly delta?: string
  readonly text?: string
  readonly textDelta?: string
  readonly inputTextDelta?: string
  readonly argsTextDelta?: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly toolCall?: Chunk
  readonly input?: unknown
  readonly args?: unknown
  readonly output?: unknown
  readonly result?: unknown
  readonly invalid?: boolean
  readonly preliminary?: boolean
  readonly providerExecuted?: boolean
  readonly approvalId?: string
  readonly approved?: boolean
  readonly reason?: string
  readonly error?: unknown
  readonly errorText?: string
  readonly source?: Chunk
  readonly file?: Chunk
  readonly sourceId?: string
  readonly url?: string
  readonly title?: string
  readonly filename?: string
  readonly mediaType?: string
  readonly mimeType?: string
  readonly base64Data?: string
  readonly data?: unknown
  readonly transient?: boolean
  readonly signature?: string
  readonly finishReason?: string
  readonly usage?: unknown
  readonly totalUsage?: unknown
}

function read(emit: Emit): RecordReader<Chunk> {
  let finish: StreamEvent | undefined

  return {
    record(chunk) {
      const { id, messageMetadata, providerMetadata: metadata, reason } = chunk
      const type = chunk.type ?? ''
      const call = {
        toolCallId: chunk.toolCallId ?? chunk.toolCall?.toolCallId ?? id ?? '',
        toolName: chunk.toolName ?? chunk.toolCall?.toolName ?? '',
        input: chunk.input ?? chunk.args ?? chunk.toolCall?.input,
        providerExecuted: chunk.providerExecuted,
        metadata,
      }
      const delta =
        chunk.delta ??
        chunk.text ??
        chunk.textDelta ??
        chunk.inputTextDelta ??
        chunk.argsTextDelta ??
        ''
      if (messageMetadata) emit({ type: 'metadata', metadata: messageMetadata })
      switch (type) {
        case 'start':
          return emit({ type, messageId: chunk.messageId })
        case 'start-step':
        case 'step-start':
          return emit({ type: 'step-start' })
        case 'finish-step':
        case 'step-finish':
          return emit({ type: 'step-end' })
        case 'text-start':
        case 'text-end':
        case 'reasoning-start':
        case 'reasoning-end':
          return emit({ type, id, metadata })
        case 'text-delta':
        case 'reasoning-delta':
          return emit({ type, id, delta, metadata })
        case 'reasoning':
          return emit({ type: 'reasoning-delta', delta, metadata })
        case 'reasoning-signature':
        case 'redacted-reasoning': {
          const { type: _, ...opaque } = chunk
          return emit({ type: 'reasoning-delta', delta: '', metadata: { ...opaque } })
        }
        case 'tool-input-start':
        case 'tool-call-streaming-start':
          return emit({ ...call, type: 'tool-input-start' })
        case 'tool-input-delta':
        case 'tool-call-delta':
          return emit({ type: 'tool-input-delta', toolCallId: call.toolCallId, delta })
        case 'tool-input-available':
        case 'tool-call':
          return emit(chunk.invalid ? toolError(call, chunk) : { ...call, type: 'tool-call' })
        case 'tool-input-error':
        case 'tool-output-error':
        case 'tool-error':
          return emit(toolError(call, chunk))
        case 'tool-output-denied':
          return emit({ ...call, type: 'tool-error', errorText: reason ?? '', denied: true })
        case 'tool-output-available':
        case 'tool-result':
          return emit({
            ...call,
            type: 'tool-result',
            output: chunk.output === undefined ? chunk.result : chunk.output,
            preliminary: chunk.preliminary,
          })
        case 'tool-approval-request':
          return emit({ ...call, type, approvalId: chunk.approvalId ?? '' })
        case 'tool-approval-response':
          return emit({
            type,
            approvalId: chunk.approvalId ?? '',
            approved: !!chunk.approved,
            reason,
          })
        case 'source':
        case 'source-url':
        case 'source-document': {
          const { url, title, mediaType, filename, ...source } = chunk.source ?? chunk
          const sourceId = source.sourceId ?? source.id
          return emit({ type: 'source', id: sourceId, url, title, mediaType, filename, metadata })
        }
        case 'file':
        case 'reasoning-file': {
          const { mediaType, mimeType, base64Data, filename, url } = chunk.file ?? chunk
          const media = mediaType ?? mimeType ?? 'application/octet-stream'
          const address = url ?? `data:${media};base64,${base64Data}`
          return emit({ type: 'file', mediaType: media, url: address, filename, metadata })
        }
        case 'reset-step':
          return emit({ type: 'reset', scope: 'step' })
        case 'finish':
          finish = {
            type,
            reason: finishReason(chunk.finishReason ?? reason),
            usage: usageOf(chunk.totalUsage ?? chunk.usage),
          }
          return
        case 'error':
          return emit(errorEvent(chunk.errorText ?? chunk.error ?? chunk))
        case 'abort':
          return emit({ type, reason })
        case 'message-metadata':
          return
      }
      if (type.startsWith('data-')) {
        emit({
          type: 'data',
          name: type.slice(5),
          id,
          data: chunk.data,
          transient: chunk.transient,
        })
      } else emit(unknownRecord(type, chunk))
    },
    end(done) {
      if (finish ?? done) emit(finish ?? { type: 'finish' })
    },
  }
}

function toolError(call: { readonly toolCallId: string }, chunk: Chunk): StreamEvent {
  const errorText = errorTextOf(chunk.errorText ?? chunk.error) ?? 'The tool failed.'
  return { ...call, type: 'tool-error', errorText }
}
