import type { Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { told } from './told.ts'
import { parseInput, toolInputs } from './tool-inputs.ts'
import { uniqueIds } from './unique-ids.ts'
import { usageOf } from './usage.ts'

export function decodeOllama(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOllama(_head: ResponseHead, first: WireRecord): boolean {
  const { model, done, message, response } = (first.value ?? {}) as Chunk
  return typeof done === 'boolean' && !!model && (message ?? response) != null
}

interface Chunk {
  readonly model?: string | null
  readonly message?: Said | null
  /** The text from `/api/generate`. */
  readonly response?: string | null
  readonly thinking?: string | null
  readonly image?: string | null
  readonly context?: unknown
  readonly done?: boolean | null
  readonly done_reason?: string | null
  readonly prompt_eval_count?: number | null
  readonly prompt_eval_cached_count?: number | null
  readonly eval_count?: number | null
  readonly error?: unknown
}

interface Said {
  readonly content?: string | null
  readonly thinking?: string | null
  readonly tool_calls?: readonly (ToolCall | null)[] | null
}

interface ToolCall {
  readonly id?: string | null
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null
}

function read(emit: Emit): RecordReader<Chunk> {
  const inputs = toolInputs(emit)
  const idOf = uniqueIds()
  let started = false
  let called = false
  let finish: StreamEvent | undefined

  return {
    record(chunk) {
      const { message, response, image, context: _, ...rest } = chunk
      const { model, thinking, done, done_reason: why } = rest
      if (chunk.error) return emit(errorEvent(chunk))
      if (!message && response == null && !done) return emit(unknownRecord('', chunk))
      if (!started) emit({ type: 'start', metadata: told({ model }) })
      started = true
      emit({ type: 'reasoning-delta', delta: message?.thinking ?? thinking ?? '' })
      emit({ type: 'text-delta', delta: message?.content ?? response ?? '' })
      for (const call of message?.tool_calls ?? []) {
        const { name, arguments: input } = call?.function ?? {}
        if (!name) continue
        // Every call comes whole, even if the next one has the same name, index or id.
        const id = idOf(call?.id)
        called = true
        inputs.start(id, name)
        inputs.complete(id, (typeof input === 'string' ? parseInput(input) : input) ?? {})
      }
      if (image) {
        emit({ type: 'file', mediaType: 'image/png', url: `data:image/png;base64,${image}` })
      }
      const { prompt_eval_count: inputTokens, eval_count: outputTokens } = rest
      const { prompt_eval_cached_count: cachedInputTokens } = rest
      // Some models' servers send a reason without `done`.
      if (!done && !why) return
      const usage = usageOf({ inputTokens, outputTokens, cachedInputTokens }, rest)
      if (usage) emit({ type: 'usage', usage })
      const reason = finishReason(why ?? 'stop')
      finish = { type: 'finish', reason: reason === 'stop' && called ? 'tool-calls' : reason }
      if (done) emit(finish)
    },
    end(done) {
      if (finish || (done && started)) emit(finish ?? { type: 'finish' })
    },
  }
}
