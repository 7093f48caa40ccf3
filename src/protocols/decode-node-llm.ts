import { createDecoder, type Decoder } from '../decoder.ts'
import type { Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  isFailure,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { namedCalls } from './named-calls.ts'
import { told } from './told.ts'
import { toolCallFragments, type ToolCallFragment } from './tool-call-fragments.ts'
import { usageOf } from './usage.ts'

export function matchesNodeLlm(_head: ResponseHead, first: WireRecord): boolean {
  const { type, ...chunk } = (first.value ?? {}) as Chunk
  const { event, content } = chunk
  // Agno's events repeat the whole answer; Google's ADK and OpenAI's threads put parts into theirs.
  const { parts = Array.isArray(content) } = (content ?? {}) as Chunk
  // Cohere's first Chat, Letta and LlamaIndex have fields of their own; Pydantic AI's example of a
  // chat sends the question first, and then the whole answer so far each time.
  const isOther = ['event_type', 'message_type', 'delta'].some(name => name in chunk)
  if (parts || isOther || /^(user|model)$/.test(chunk.role ?? '') || /^[A-Z]/.test(event ?? ''))
    return false
  return type === undefined
    ? FIELDS.some(field => field in chunk)
    : /^(chatId|chunk|token|done|state-change)$/.test(type) ||
        ['agentId', 'chatId', 'tool'].some(field => field in chunk)
}

const FIELDS = ['content', 'thinking', 'tool_calls', 'function_call']

interface Chunk {
  readonly type?: string
  readonly event?: string
  readonly parts?: unknown
  readonly role?: string | null
  readonly chatId?: string
  readonly sessionId?: string
  readonly messageId?: string
  readonly chunk?: Chunk
  readonly content?: string | Chunk | null
  readonly thinking?: { readonly text?: string; readonly signature?: string } | null
  readonly reasoning?: string | null
  readonly reasoning_content?: string | null
  readonly tool_calls?: readonly ToolCallFragment[] | null
  readonly function_call?: ToolCallFragment['function']
  readonly finish_reason?: string | null
  /** MaxKB: whether this is the last chunk. */
  readonly is_end?: boolean
  /** llama.cpp: whether this is the last chunk, why, and the token counts. */
  readonly stop?: boolean
  readonly stop_type?: string
  readonly tokens_evaluated?: number
  readonly tokens_predicted?: number
  readonly usage?: unknown
  readonly error?: { readonly code?: unknown; readonly status_code?: unknown } | null
  readonly model?: string
  readonly metadata?: Metadata | null
  readonly tool?: string
  readonly args?: unknown
  readonly result?: unknown
}

export function decodeNodeLlm(): Decoder<WireRecord, StreamEvent> {
  let decoder: Decoder<WireRecord, StreamEvent> | undefined
  return {
    push: record => (decoder ??= isText(record) ? decodeText() : decodeRecords(read)).push(record),
    end: () => (decoder ??= decodeRecords(read)).end(),
  }
}

/** Whether a stream that begins with this record is text rather than JSON. */
function isText({ value, event, data }: WireRecord): boolean {
  return value === undefined && event === undefined && !data.startsWith('{')
}

function read(emit: Emit): RecordReader<Chunk> {
  const calls = toolCallFragments(emit)
  const idOf = namedCalls(emit)
  let finish: StreamEvent = { type: 'finish' }
  let isCut = false
  let echo: string | null | undefined
  let model: string | undefined

  const record = (chunk: Chunk, wire: WireRecord): void => {
    const { type, content, thinking, tool, error } = chunk
    const { reasoning = chunk.reasoning_content, finish_reason: reason = chunk.stop_type } = chunk
    if (isFailure(chunk, wire)) {
      return emit(errorEvent(chunk, error?.code ?? error?.status_code))
    }
    const { chatId, sessionId, messageId } = chunk
    const metadata = told({ chatId, sessionId })
    if (type && metadata) emit({ type: 'metadata', metadata })
    if (type === 'done' && messageId) emit({ type: 'start', messageId })
    if (type === 'chunk' && chunk.chunk) return record(chunk.chunk, wire)
    if (type === 'tool-call') {
      const toolCallId = idOf('call', tool)
      return emit({ type, toolCallId, toolName: tool, input: chunk.args })
    }
    if (type === 'tool-result') {
      return emit({ type, toolCallId: idOf('result', tool), toolName: tool, output: chunk.result })
    }
    const pieces = content === undefined ? /^(text-delta|done)$/ : /^(chunk|token|text-delta|done)$/
    if (type && !pieces.test(type)) {
      if (!metadata) emit(unknownRecord(type, chunk))
      return
    }

    if (typeof content === 'object' && content) return record({ ...chunk, ...content }, wire)

    if (chunk.model && !model) emit({ type: 'start', metadata: { model: (model = chunk.model) } })
    if (chunk.metadata) emit({ type: 'metadata', metadata: chunk.metadata })

    // node-llm sends some models' thoughts twice: under the old name, then under both names.
    const isEcho = thinking && echo && thinking.text === echo
    echo = thinking ? undefined : reasoning
    const signature = thinking?.signature
    emit({
      type: 'reasoning-delta',
      delta: isEcho ? '' : (thinking?.text ?? reasoning ?? ''),
      metadata: signature === undefined ? undefined : { signature },
    })
    emit({ type: 'text-delta', delta: content ?? '' })

    chunk.tool_calls?.forEach((call, index) => calls.add({ index, ...call }))
    if (chunk.function_call) calls.add({ index: 0, function: chunk.function_call })
    const { stop, tokens_evaluated: inputTokens, tokens_predicted: outputTokens } = chunk
    const usage = usageOf(chunk.usage ?? (stop && { inputTokens, outputTokens }))
    if (usage) emit({ type: 'usage', usage })
    if (reason) finish = { type: 'finish', reason: finishReason(reason) }
    isCut = (stop ?? chunk.is_end) === false
  }

  return {
    record,
    end() {
      if (isCut) return
      calls.completeAll()
      emit(finish)
    },
  }
}

const FAILURE = '\nError: '

/** Reads text, in which a last line `Error: …` reports a failure, as in node-llm's guide. */
function decodeText(): Decoder<WireRecord, StreamEvent> {
  let held = ''
  return createDecoder((record, out) => {
    const say = (delta: string): void => {
      if (delta !== '') out.push({ type: 'text-delta', delta })
    }
    if (!record) {
      const failed = held.length > FAILURE.length
      if (!failed) say(held)
      out.push(failed ? errorEvent(held.slice(FAILURE.length)) : { type: 'finish' })
      return
    }
    let text = record.data
    const lineEnd = text.lastIndexOf('\n')
    if (lineEnd !== -1) {
      say(held + text.slice(0, lineEnd))
      held = ''
      text = text.slice(lineEnd)
    } else if (held === '') return say(text)
    const isSettled = held.length >= FAILURE.length
    held += text
    if (isSettled || FAILURE.startsWith(held.slice(0, FAILURE.length))) return
    say(held)
    held = ''
  })
}
