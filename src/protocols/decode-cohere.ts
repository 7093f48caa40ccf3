import type { Decoder } from '../decoder.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  typeOf,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import type { ToolCallFragment } from './tool-call-fragments.ts'
import { toolInputs } from './tool-inputs.ts'
import { usageOf } from './usage.ts'

export function decodeCohere(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesCohere(_head: ResponseHead, first: WireRecord): boolean {
  const wire = (first.value ?? {}) as Wire
  // The AI SDK has an event of the same name, with a `toolCallId`.
  return isWhole(wire) || (EVENT.test(typeOf(wire, first)) && !('toolCallId' in wire))
}

const EVENT =
  /^(message-(start|end)|content-(start|delta|end)|tool-plan-delta|tool-call-(start|delta|end)|citation-(start|end))$/

/** An event of the stream, or a whole answer that was not streamed. */
interface Wire extends Ending {
  readonly type?: string
  readonly index?: number | null
  readonly delta?: (Ending & { readonly message?: Message | null }) | null
  readonly message?: string | Message | null
}

interface Ending {
  readonly finish_reason?: string | null
  /** Cohere's TypeScript package uses camel case, and servers pass that on. */
  readonly finishReason?: string | null
  readonly usage?: {
    readonly tokens?: object | null
    readonly cached_tokens?: number | null
    readonly cachedTokens?: number | null
  } | null
  readonly error?: unknown
}

/** A message, or a delta of one, which has a single item where a message has a list. */
interface Message {
  readonly content?: OneOrMore<Content>
  readonly tool_plan?: string | null
  readonly toolPlan?: string | null
  readonly tool_calls?: OneOrMore<ToolCallFragment>
  readonly toolCalls?: OneOrMore<ToolCallFragment>
  readonly citations?: OneOrMore<Citation>
}

type OneOrMore<T> = T | readonly (T | null)[] | null | undefined

interface Content {
  readonly text?: string | null
  readonly thinking?: string | null
}

interface Citation {
  readonly sources?: readonly (Source | null)[] | null
}

interface Source {
  readonly id?: string
  readonly document?: Page | null
  readonly tool_output?: Page | null
  readonly toolOutput?: Page | null
}

interface Page {
  readonly title?: unknown
  readonly url?: unknown
}

/** The id of the part that holds the plan; the ids of the others are content indexes. */
const PLAN = 'plan'

function read(emit: Emit): RecordReader<Wire> {
  const open = new Map<string, 'text' | 'reasoning'>()
  const callIds = new Map<number, string>()
  const sources = new Set<string | undefined>()
  const citations: Citation[] = []
  const calls = toolInputs(event =>
    // For a tool without arguments, Cohere sends `null`.
    emit(
      event.type === 'tool-call' && event.input === null
        ? { ...event, input: {}, inputText: '{}' }
        : event,
    ),
  )

  const say = (
    type: 'text' | 'reasoning',
    id: string,
    delta: string | null | undefined,
    metadata?: { readonly toolPlan: true },
  ): void => {
    if (!delta) return
    open.set(id, type)
    emit({ type: `${type}-delta`, id, delta, metadata })
  }

  const close = (id: string): void => {
    const type = open.get(id)
    open.delete(id)
    if (type) emit({ type: `${type}-end`, id })
  }

  const cite = (citation: Citation): void => {
    citations.push(citation)
    for (const source of citation.sources ?? []) {
      const { id, document, tool_output, toolOutput } = source ?? {}
      const { url, title } = document ?? tool_output ?? toolOutput ?? {}
      if (id && sources.has(id)) continue
      sources.add(id)
      emit({ type: 'source', id: id ?? undefined, url: textOf(url), title: textOf(title) })
    }
  }

  /** Reads a message, or the delta of one at this index. */
  const readMessage = (message: Message, at = 0): void => {
    const { content, citations: cited } = message
    const { tool_plan: plan = message.toolPlan, tool_calls: made = message.toolCalls } = message
    for (const [offset, item] of listOf(content).entries()) {
      say('reasoning', String(at + offset), item.thinking)
      say('text', String(at + offset), item.text)
    }
    if (plan) say('reasoning', PLAN, plan, { toolPlan: true })
    else close(PLAN)
    for (const [offset, { id, function: called }] of listOf(made).entries()) {
      const index = at + offset
      if (id) {
        callIds.set(index, id)
        calls.start(id, called?.name ?? '')
      }
      const input = called?.arguments ?? ''
      const known = callIds.get(index)
      if (known) calls.append(known, typeof input === 'string' ? input : JSON.stringify(input))
    }
    for (const citation of listOf(cited)) cite(citation)
  }

  const finish = (ending: Ending): void => {
    const { finish_reason: reason = ending.finishReason, usage, error } = ending
    if (citations.length > 0) emit({ type: 'metadata', metadata: { citations } })
    const counts = { ...usage?.tokens, cached_tokens: usage?.cached_tokens ?? usage?.cachedTokens }
    const used = usageOf(counts, usage)
    if (used) emit({ type: 'usage', usage: used })
    if (error || /^(error|timeout)/i.test(reason ?? '')) return emit(errorEvent(ending, reason))
    const word = finishReason(reason)
    calls.completeAll(word === 'length')
    emit({ type: 'finish', reason: word })
  }

  return {
    record(wire, record) {
      const type = typeOf(wire, record)
      const { delta, message } = wire
      const index = wire.index ?? 0
      if (isWhole(wire)) {
        readMessage(message as Message)
        finish(wire)
      } else if (type === 'message-end') finish(delta ?? {})
      else if (EVENT.test(type)) {
        if (type === 'content-end') close(String(index))
        if (type === 'tool-call-end') calls.complete(callIds.get(index) ?? '')
        readMessage(delta?.message ?? {}, index)
      } else {
        const isFailure = wire.error || typeof message === 'string'
        emit(isFailure ? errorEvent(wire) : unknownRecord(type, wire))
      }
    },
    end(done) {
      if (done) finish({})
    },
  }
}

function isWhole(wire: Wire): boolean {
  const { message, finish_reason: reason = wire.finishReason } = wire
  return !!message && /^[A-Z_]+$/.test(reason ?? '')
}

function listOf<T>(value: OneOrMore<T>): readonly T[] {
  if (!value) return []
  return ([value].flat() as readonly (T | null | undefined)[]).filter(
    (item): item is T => (item ?? undefined) !== undefined,
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
