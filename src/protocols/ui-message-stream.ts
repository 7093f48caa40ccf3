import type { Metadata } from '../message.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { errorEvent, unknownRecord, type Emit } from './decode-records.ts'
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
  readonly inputEncoding?: string | undefined
  readonly input?: unknown
  readonly inputText?: string | undefined
  readonly dynamic?: boolean | undefined
  readonly toolMetadata?: Metadata | undefined
  readonly output?: unknown
  readonly errorText?: unknown
  readonly error?: unknown
  readonly code?: unknown
  readonly preliminary?: boolean | undefined
  readonly providerExecuted?: boolean | undefined
  readonly approvalId?: string | undefined
  readonly approved?: boolean | undefined
  readonly reason?: string | undefined
  readonly isAutomatic?: boolean | undefined
  readonly signature?: string | undefined
  readonly inputSchemaInput?: unknown
  readonly approvalDescriptor?: unknown
  readonly citations?: readonly { readonly source?: UiChunk | undefined }[] | null | undefined
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
export function readUiMessageStream(emit: Emit): {
  record(chunk: UiChunk): void
  end(done: boolean): void
} {
  let finish: StreamEvent | undefined
  const sources = new Set<string>()
  const open = new Set<string>()
  const bounds: StreamEvent[] = []
  const ownIds = new Map<string, string>()
  /** The calls that have a result, and whether a step has begun since. */
  const answered = new Map<string, boolean>()
  /** The inputs that are plain text and not JSON, as far as they have come. */
  const texts = new Map<string, string>()

  /** Some models number their calls anew in every step. */
  const ownIdOf = (id: string, type: string): string => {
    if (answered.get(id) && /^tool-input-[ase]/.test(type)) {
      ownIds.set(id, `${ownIds.get(id) ?? id}-2`)
      answered.delete(id)
    }
    if (type.startsWith('tool-output')) answered.set(id, false)
    return ownIds.get(id) ?? id
  }

  /** In merged streams, a step of one must not end a text of another, so its bounds wait. */
  const emitBounds = (...more: readonly StreamEvent[]): void => {
    bounds.push(...more)
    if (open.size === 0) bounds.splice(0).forEach(emit)
  }

  const readSource = (source: UiChunk): void => {
    const { sourceId: id = source.id, url, title, mediaType, filename } = source
    // A text may cite sources that were sent before it, or that will be sent after it.
    const key = `${id} ${url}`
    if (sources.has(key)) return
    sources.add(key)
    const metadata = source.providerMetadata
    emit({ type: 'source', id, url, title, mediaType, filename, metadata })
  }

  return {
    record(chunk) {
      const { messageMetadata, providerMetadata: metadata, reason } = chunk
      const id = chunk.id ?? undefined
      const type = chunk.type ?? ''
      const name = `${type[0]} ${id}`
      const { toolCallId: wireId = '' } = chunk
      const toolCallId = wireId && ownIdOf(wireId, type)
      // A function, because most chunks are text and need none of this.
      const called = (told = metadata) => {
        const { toolName = '', input, providerExecuted, dynamic, title, toolMetadata } = chunk
        const beside = withMore(told, { dynamic, title, toolMetadata })
        return { toolCallId, toolName, input, providerExecuted, metadata: beside }
      }
      const result = () => called(metadata && { resultProviderMetadata: metadata })
      if (messageMetadata) {
        emit({ type: 'metadata', metadata: messageMetadata })
        // The format has no other place for the usage.
        const { totalUsage, usage = totalUsage } = messageMetadata
        const counts = Object.entries(usage ?? {}).filter(([, count]) => typeof count === 'number')
        if (counts.length > 0) {
          emit({ type: 'usage', usage: { ...Object.fromEntries(counts), raw: usage } })
        }
      }
      switch (type) {
        case 'message-metadata':
          return
        case 'start':
          return emit({ type, messageId: chunk.messageId })
        case 'start-step':
          for (const call of answered.keys()) answered.set(call, true)
          return emitBounds({ type: 'step-start' })
        case 'finish-step':
          return emitBounds({ type: 'step-end' })
        case 'reset-step':
          open.clear()
          emitBounds()
          return emit({ type: 'reset', scope: 'step' })
        case 'text-start':
        case 'reasoning-start':
          if (open.delete(name))
            emit({ type: type === 'text-start' ? 'text-end' : 'reasoning-end', id })
          emitBounds()
          open.add(name)
          return emit({ type, id, metadata })
        case 'text-end':
        case 'reasoning-end': {
          const { citations } = chunk
          emit({ type, id, metadata: withMore(metadata, { citations }) })
          open.delete(name)
          emitBounds()
          for (const { source } of citations ?? []) if (source) readSource(source)
          return
        }
        case 'text-delta':
        case 'reasoning-delta':
          return emit({ type, id, delta: chunk.delta ?? '', metadata })
        // AI SDK 5.0.0 sent its reasoning like this.
        case 'reasoning':
          return emit({ type: 'reasoning-delta', delta: chunk.text ?? '', metadata })
        case 'reasoning-part-finish':
          return emit({ type: 'reasoning-end' })
        case 'tool-input-start':
          if (chunk.inputEncoding === 'text') texts.set(toolCallId, '')
          return emit({ ...called(), type })
        case 'tool-input-delta': {
          const { inputTextDelta: delta = '', input } = chunk
          if (input !== undefined) return emit({ type, toolCallId, input })
          const before = texts.get(toolCallId)
          if (before === undefined) return emit({ type, toolCallId, delta })
          texts.set(toolCallId, before + delta)
          return emit({ type, toolCallId, delta, input: before + delta })
        }
        case 'tool-input-available':
          return emit({ ...called(), type: 'tool-call', inputText: chunk.inputText })
        case 'tool-output-available':
          return emit({
            ...result(),
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
          return emit({ ...result(), type: 'tool-error', errorText, denied })
        }
        case 'tool-approval-request': {
          const { approvalId = '', isAutomatic, signature, inputSchemaInput } = chunk
          const approval = withMore(undefined, {
            requestReason: reason,
            isAutomatic,
            signature,
            inputSchemaInput,
            descriptor: chunk.approvalDescriptor,
          })
          return emit({ ...called(withMore(metadata, { approval })), type, approvalId })
        }
        case 'tool-approval-response': {
          const { approvalId = '', approved, providerExecuted } = chunk
          return emit({
            type,
            approvalId,
            approved: !!approved,
            reason,
            providerExecuted,
            metadata,
          })
        }
        case 'source-url':
        case 'source-document':
          return readSource(chunk)
        case 'file':
        case 'reasoning-file': {
          const { url = '', mediaType = '', filename } = chunk
          const reasoning = type !== 'file'
          const beside = withMore(metadata, { reasoning })
          return emit({ type: 'file', mediaType, url, filename, metadata: beside })
        }
        // The SDK wants these back as they are.
        case 'custom':
        case 'steering-message':
          return emit({ type: 'data', name: type, id, data: chunk })
        case 'finish':
          finish = { type, reason: finishReason(chunk.finishReason) }
          return
        case 'error':
          return emit(errorEvent(chunk))
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

/** The provider's metadata, with what the AI SDK has to add to it, if anything. */
function withMore(metadata: Metadata | undefined, more: Metadata): Metadata | undefined {
  const told = Object.entries(more).filter(([, value]) => value)
  return told.length > 0 ? { ...metadata, ...Object.fromEntries(told) } : metadata
}
