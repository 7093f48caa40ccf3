import type { StreamEvent } from '../stream-event.ts'
import type { Decoder } from '../decoder.ts'
import type { FinishReason } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { toolCallFragments, type ToolCallFragment } from './tool-call-fragments.ts'
import { usageOf } from './usage.ts'

export function decodeOpenaiChat(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOpenaiChat(_head: ResponseHead, first: WireRecord): boolean {
  const { object, choices } = (first.value ?? {}) as Chunk
  return Array.isArray(choices) || /^(chat\.completion|text_completion)/.test(object ?? '')
}

interface Chunk {
  readonly id?: string
  readonly object?: string
  readonly model?: string
  readonly choices?: readonly Choice[] | null
  readonly usage?: unknown
  readonly x_groq?: { readonly usage?: unknown } | null
  readonly citations?: readonly string[] | null
  readonly error?: unknown
  readonly code?: unknown
  readonly message?: unknown
}

interface Choice {
  readonly index?: number
  readonly delta?: Delta | null
  readonly message?: Delta | null
  readonly text?: string | null
  readonly finish_reason?: string | null
  readonly error?: unknown
}

interface Delta {
  readonly content?: string | readonly ContentItem[] | null
  readonly refusal?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly reasoning_details?: readonly ReasoningDetail[] | null
  readonly tool_calls?: readonly ToolCallFragment[] | null
  readonly function_call?: ToolCallFragment['function'] | null
  readonly annotations?: readonly { readonly url_citation?: { url?: string; title?: string } }[]
  readonly images?: readonly { readonly image_url?: { readonly url?: string } }[] | null
}

interface ContentItem {
  readonly type?: string
  readonly text?: string
  readonly thinking?: string | readonly ContentItem[]
}

interface ReasoningDetail {
  readonly text?: string | null
  readonly summary?: string | null
}

function read(emit: Emit): RecordReader<Chunk> {
  const calls = toolCallFragments(emit)
  const citations = new Set<string>()
  let finish: { readonly reason: FinishReason | undefined } | undefined
  let started = false

  const readDelta = (delta: Delta): void => {
    emit({ type: 'reasoning-delta', delta: reasoningOf(delta) })
    for (const item of typeof delta.content === 'string'
      ? [{ text: delta.content }]
      : (delta.content ?? [])) {
      emit({ type: 'reasoning-delta', delta: textOf(item.thinking) })
      emit({ type: 'text-delta', delta: item.text ?? '' })
    }
    emit({ type: 'text-delta', delta: delta.refusal ?? '' })
    for (const call of delta.tool_calls ?? []) calls.add(call)
    if (delta.function_call) calls.add({ index: 0, function: delta.function_call })
    for (const { url_citation: source } of delta.annotations ?? []) {
      if (source?.url) emit({ type: 'source', url: source.url, title: source.title })
    }
    for (const { image_url: image } of delta.images ?? []) {
      if (image?.url) emit({ type: 'file', mediaType: mediaTypeOf(image.url), url: image.url })
    }
  }

  return {
    record(chunk) {
      const choice = chunk.choices?.find(({ index = 0 }) => index === 0)
      const error = chunk.error ?? choice?.error
      if (error || chunk.object === 'error') {
        return emit(
          errorEvent(
            choice?.error ?? chunk,
            chunk.code ?? (error as { code?: unknown } | undefined)?.code,
          ),
        )
      }
      if (!chunk.choices && !chunk.usage) return emit(unknownRecord(chunk.object ?? '', chunk))
      if (!started && (chunk.id || chunk.model)) {
        started = true
        emit({ type: 'start', metadata: chunk.model ? { model: chunk.model } : undefined })
      }
      const delta = choice?.delta ?? choice?.message
      if (delta) readDelta(delta)
      emit({ type: 'text-delta', delta: choice?.text ?? '' })
      const usage = usageOf(chunk.usage ?? chunk.x_groq?.usage)
      if (usage) emit({ type: 'usage', usage })
      for (const url of chunk.citations ?? []) citations.add(url)
      if (choice?.finish_reason) finish = { reason: finishReason(choice.finish_reason) }
    },
    end(done) {
      if (!finish && !done) return
      calls.completeAll()
      for (const url of citations) emit({ type: 'source', url })
      // Gemini and Ollama stop where others say that they call a tool.
      const reason = finish?.reason === 'stop' && calls.count > 0 ? 'tool-calls' : finish?.reason
      emit({ type: 'finish', reason })
    },
  }
}

/** The same thoughts come under up to two names, of which one is read. */
function reasoningOf({ reasoning_details: details, ...delta }: Delta): string {
  const text = (details ?? []).map(detail => detail.text ?? detail.summary ?? '').join('')
  return text || delta.reasoning_content || delta.reasoning || ''
}

function textOf(thinking: ContentItem['thinking']): string {
  return typeof thinking === 'string' ? thinking : (thinking ?? []).map(({ text }) => text).join('')
}

function mediaTypeOf(url: string): string {
  return /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*'
}
