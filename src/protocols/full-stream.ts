import { errorTextOf } from '../stream-error.ts'
import type { UiChunk } from './ui-message-stream.ts'

/** A part of the AI SDK's `fullStream`, by the names of its versions 4 to 7. */
export interface FullStreamPart extends UiChunk {
  readonly textDelta?: string
  readonly argsTextDelta?: string
  readonly toolCall?: FullStreamPart
  readonly args?: unknown
  readonly result?: unknown
  readonly invalid?: boolean
  readonly error?: unknown
  readonly source?: FullStreamPart
  readonly file?: FullStreamPart
  readonly mimeType?: string
  readonly base64Data?: string
  readonly usage?: unknown
  readonly totalUsage?: unknown
}

const CHUNK_TYPES: Readonly<Record<string, string>> = {
  'step-start': 'start-step',
  'step-finish': 'finish-step',
  'reasoning-signature': 'reasoning-delta',
  'redacted-reasoning': 'reasoning-delta',
  'tool-call-streaming-start': 'tool-input-start',
  'tool-call-delta': 'tool-input-delta',
  'tool-call': 'tool-input-available',
  'tool-result': 'tool-output-available',
  'tool-error': 'tool-output-error',
  source: 'source-url',
}

/** The chunk of a UI message stream that says the same; a chunk of one comes back as it is. */
export function uiChunkOf(part: FullStreamPart): UiChunk {
  const { type: given, id, toolCall, source, file, error } = part
  const known = Object.hasOwn(CHUNK_TYPES, given ?? '') ? CHUNK_TYPES[given ?? ''] : given
  const type = part.invalid ? 'tool-input-error' : known
  const delta = part.delta ?? part.text ?? part.textDelta
  const chunk = { ...part, ...toolCall, ...source, ...file, type }
  if (type === 'reasoning-delta' && delta === undefined) {
    const { type: _, ...opaque } = part
    return { type, delta: '', providerMetadata: { ...opaque } }
  }
  const mediaType = chunk.mediaType ?? chunk.mimeType
  return {
    ...chunk,
    delta,
    text: delta,
    inputTextDelta: part.inputTextDelta ?? part.argsTextDelta ?? part.delta,
    toolCallId: chunk.toolCallId ?? id,
    input: chunk.input ?? chunk.args,
    output: part.output === undefined ? part.result : part.output,
    errorText: errorTextOf(part.errorText ?? error ?? part),
    sourceId: chunk.sourceId ?? chunk.id,
    mediaType,
    url: chunk.url ?? (chunk.base64Data && `data:${mediaType};base64,${chunk.base64Data}`),
    finishReason: part.finishReason ?? part.reason,
  }
}
