import type { Metadata } from '../message.ts'
import { errorTextOf } from '../stream-error.ts'
import type { UiChunk } from './ui-message-stream.ts'

/** A part of the AI SDK's `fullStream`, with the names of its versions 4 to 7. */
export interface FullStreamPart extends UiChunk {
  readonly textDelta?: string
  readonly reasoningDelta?: string
  readonly isFinal?: boolean
  readonly argsTextDelta?: string
  readonly toolCall?: FullStreamPart
  readonly args?: unknown
  readonly result?: unknown
  readonly invalid?: boolean
  readonly denied?: boolean
  readonly isError?: boolean
  readonly metadata?: Metadata
  readonly source?: FullStreamPart
  readonly file?: FullStreamPart
  readonly mimeType?: string
  readonly base64?: string
  readonly base64Data?: string
  readonly uint8ArrayData?: Readonly<Record<string, number>> | null
  readonly isContinued?: boolean
  readonly usage?: unknown
  readonly totalUsage?: unknown
  readonly payload?: FullStreamPart
  readonly stepResult?: { readonly reason?: string }
}

const CHUNK_TYPES: Readonly<Record<string, string>> = {
  'step-start': 'start-step',
  'step-finish': 'finish-step',
  'reasoning-signature': 'reasoning-delta',
  'redacted-reasoning': 'reasoning-delta',
  'tool-call-streaming-start': 'tool-input-start',
  'tool-call-delta': 'tool-input-delta',
  'tool-call-begin': 'tool-input-start',
  'tool-call-input-streaming-start': 'tool-input-start',
  'tool-call': 'tool-input-available',
  'tool-result': 'tool-output-available',
  'tool-error': 'tool-output-error',
  source: 'source-url',
}

/**
 * The chunk of a UI message stream that says the same. If the part is such a chunk already, or an
 * event of this package, nothing that it says is lost.
 */
export function uiChunkOf(part: FullStreamPart): UiChunk {
  const { type: given, id, toolCall, source, file, error, metadata } = part
  const known = Object.hasOwn(CHUNK_TYPES, given ?? '') ? CHUNK_TYPES[given ?? ''] : given
  const type = part.invalid
    ? 'tool-input-error'
    : part.denied
      ? 'tool-output-denied'
      : part.isError
        ? 'tool-output-error'
        : known
  const delta = part.delta ?? part.text ?? part.textDelta ?? part.reasoningDelta
  const { messageMetadata, providerMetadata = metadata } = part
  // Most parts are deltas of a text, and copying all that a part may have takes long.
  if (/^(text|reasoning)-delta$/.test(type ?? '') && delta !== undefined) {
    return { type, id, delta, messageMetadata, providerMetadata }
  }
  const chunk = { ...part, ...toolCall, ...source, ...file, type }
  if (type === 'reasoning-delta' && delta === undefined) {
    const { type: _, ...opaque } = part
    return { type, delta: '', providerMetadata: { ...opaque } }
  }
  const mediaType = chunk.mediaType ?? chunk.mimeType
  // In a file that never was JSON, `base64` is a getter, which the copy lacks.
  const base64 = file?.base64 ?? chunk.base64Data ?? base64Of(chunk.uint8ArrayData)
  return {
    ...chunk,
    delta,
    text: delta,
    inputTextDelta: part.inputTextDelta ?? part.argsTextDelta ?? part.delta,
    toolCallId: chunk.toolCallId ?? id,
    input: chunk.input ?? chunk.args,
    output: part.output === undefined ? part.result : part.output,
    errorText: errorTextOf(part.errorText ?? error ?? (part.isError ? part.result : part)),
    code: part.code ?? (error as { readonly statusCode?: unknown } | null | undefined)?.statusCode,
    sourceId: chunk.sourceId ?? chunk.id,
    mediaType,
    url: chunk.url ?? (base64 && `data:${mediaType};base64,${base64}`),
    finishReason: part.finishReason ?? part.reason,
    providerMetadata: chunk.providerMetadata ?? metadata,
    messageMetadata: messageMetadata ?? (type === 'start' ? metadata : undefined),
  }
}

/** Bytes, or the object that JSON makes of them, in base64. */
function base64Of(bytes: FullStreamPart['uint8ArrayData']): string | undefined {
  return bytes
    ? btoa(Object.values(bytes).reduce((text, byte) => text + String.fromCharCode(byte), ''))
    : undefined
}
