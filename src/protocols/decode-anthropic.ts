import type { Decoder } from '../decoder.ts'
import type { Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { malformed } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import type {
  Answer,
  Block,
  Citation,
  Content,
  ContentItem,
  Counts,
  Delta,
  Ending,
  Wire,
} from './anthropic-wire.ts'
import {
  decodeRecords,
  errorEvent,
  typeOf,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { requestUsage } from './request-usage.ts'
import { told } from './told.ts'
import { cutCall, parseInput } from './tool-inputs.ts'
import { uniqueIds } from './unique-ids.ts'
import { uniqueSources } from './unique-sources.ts'
import { usageOf } from './usage.ts'

export function decodeAnthropic(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesAnthropic(_head: ResponseHead, first: WireRecord): boolean {
  const wire = (first.value ?? {}) as Wire
  const type = typeOf(wire, first)
  return (
    /^(message_(start|delta|stop)|content_block_(start|delta|stop))$/.test(type) ||
    (type === 'message' && wire.role === 'assistant' && Array.isArray(wire.content)) ||
    (type === 'error' && typeof wire.error?.type === 'string' && !('code' in wire.error))
  )
}

/** Blocks that show the user nothing, but that the API wants back. */
export const KEPT_BLOCK: RegExp =
  /^(compaction|connector_text|container_upload|fallback|mcp_tool_listing)$/

interface OpenBlock {
  readonly id: string
  block: Block
  /** The call's id, if the block is a call. */
  toolCallId?: string
  /** The fragments of its input so far, if the block is a call. */
  text: string
  readonly citations: Citation[]
  /** The kind of part that it has opened, if any. */
  said?: 'text' | 'reasoning'
  /** Emits what is complete only at the block's end. */
  end?: () => void
}

function read(emit: Emit): RecordReader<Wire> {
  const open = new Map<string, OpenBlock>()
  let latest: OpenBlock | undefined
  const addSource = uniqueSources(emit)
  const uniqueId = uniqueIds()
  let answer: { readonly id: string | undefined; isEmpty: boolean } | undefined
  let ending: string | null | undefined
  let hasStopped = false
  let counts: Counts = {}
  const spent = requestUsage(emit)

  const openBlock = (id: string, block: Block): OpenBlock => {
    latest = { id, block, text: '', citations: [] }
    open.set(id, latest)
    if (answer) answer.isEmpty = false
    return latest
  }

  const say = (
    to: OpenBlock,
    type: 'text' | 'reasoning',
    delta: string | null | undefined,
    metadata?: Metadata,
  ): void => {
    if (!delta && !metadata) return
    // Some proxies put thoughts and text into one block.
    if (to.said && to.said !== type) emit({ type: `${to.said}-end`, id: to.id })
    to.said = type
    emit({ type: `${type}-delta`, id: to.id, delta: delta ?? '', metadata })
  }

  /** The block at this index; if there is none, the latest if it is empty, or else a new one. */
  const blockAt = (id: string): OpenBlock => {
    const found = open.get(id)
    if (found || !latest?.block.type || latest.text || latest.said || !open.delete(latest.id))
      return found ?? openBlock(id, {})
    // A start's index can be off by one.
    open.set(id, latest)
    return latest
  }

  const sign = (to: OpenBlock, { thinking, signature }: Block): void =>
    say(to, 'reasoning', thinking, told({ signature }))

  const cite = (to: OpenBlock, citation: Citation): void => {
    const { url, source, title, document_title: name } = citation
    to.citations.push(citation)
    const link = url ?? (/^https?:/.test(source ?? '') ? source : undefined)
    addSource({ url: link, title: title ?? name ?? source ?? null })
  }

  const beginCall = (to: OpenBlock): void => {
    const { id, name: toolName = '', input, ...block } = to.block
    const toolCallId = (to.toolCallId = uniqueId(id))
    const call = { toolCallId, toolName, providerExecuted: block.type !== 'tool_use' || undefined }
    // The block's other fields are needed to send the call back.
    const isPlain = !call.providerExecuted && Object.keys(block).length === 1
    emit({ type: 'tool-input-start', ...call, metadata: isPlain ? undefined : { block } })
    to.end = () => {
      const inputText = inputTextOf(to)
      const isBlank = !to.text && inputText === '{}'
      if (isBlank && to === latest && finishReason(ending) === 'length') emit(cutCall(toolCallId))
      else emit({ type: 'tool-call', ...call, inputText, input: parseInput(inputText) })
    }
  }

  const tellResult = ({ tool_use_id: toolCallId = '', ...block }: Block): void => {
    const { content: output, ...result } = block
    // GLM's `tool_result` does not name the tool.
    const toolName = (block.type ?? '').replace(/_?tool_result$/, '')
    const call = { toolCallId, toolName, providerExecuted: true }
    const [first] = [output].flat() as readonly ContentItem[]
    if (block.is_error || first?.type?.endsWith('_error')) {
      const errorText = textOf(output) || 'The tool failed.'
      emit({ type: 'tool-error', ...call, errorText, metadata: { result: block } })
    } else {
      emit({ type: 'tool-result', ...call, output, metadata: { result } })
    }
    for (const item of [output].flat() as readonly ContentItem[]) {
      if (item?.type === 'web_search_result') addSource(item)
    }
  }

  const begin = (id: string, block: Block): void => {
    close(id)
    const to = openBlock(id, block)
    const type = block.type ?? ''
    if (type.endsWith('tool_use')) beginCall(to)
    else if (type.endsWith('tool_result')) tellResult(block)
    else if (type === 'text') {
      say(to, 'text', block.text)
      for (const citation of block.citations ?? []) cite(to, citation ?? {})
    } else if (type === 'thinking') sign(to, block)
    else if (type === 'redacted_thinking') {
      say(to, 'reasoning', '', told({ redactedData: block.data }))
    } else {
      // The block says that another model has taken over.
      if (block.to?.model) emit({ type: 'metadata', metadata: { model: block.to.model } })
      to.end = () =>
        emit({ ...unknownRecord(type, to.block), transient: !KEPT_BLOCK.test(type) } as StreamEvent)
    }
  }

  const proceed = (to: OpenBlock, delta: Delta): void => {
    const { type = '' } = delta
    if (to.block.type === 'connector_text') {
      const { connector_text: before = '' } = to.block
      const { connector_text: more = '', signature } = delta
      // This is not a thought, so its signature stays with the block.
      to.block = { ...to.block, connector_text: before + more, ...told({ signature }) }
    } else if (type === 'compaction_delta' || to.block.type === 'compaction') {
      to.block = { ...to.block, ...(delta as Block), type: 'compaction' }
    } else if (type === 'text_delta') say(to, 'text', delta.text)
    else if (type === 'thinking_delta' || (type === 'signature_delta' && to.said !== 'text'))
      sign(to, delta)
    else if (type === 'citations_delta') cite(to, delta.citation ?? {})
    else if (type === 'input_json_delta') {
      const { toolCallId } = to
      const fragment = delta.partial_json ?? ''
      to.text += fragment
      if (toolCallId) emit({ type: 'tool-input-delta', toolCallId, delta: fragment })
    } else emit(unknownRecord(type, delta))
  }

  const close = (id: string): void => {
    const closed = open.get(id)
    if (!closed) return
    open.delete(id)
    const { citations } = closed
    say(closed, 'text', '', citations.length > 0 ? { citations } : undefined)
    if (closed.said) emit({ type: `${closed.said}-end`, id: closed.id })
    closed.end?.()
  }

  const settle = (by: Ending, usage: Counts | null | undefined): void => {
    ending = by.stop_reason ?? ending
    const { stop_sequence: stopSequence, stop_details: stopDetails, container } = by
    const metadata = told({ stopSequence, stopDetails, container })
    if (metadata) emit({ type: 'metadata', metadata })
    counts = { ...counts, ...known(usage ?? {}) }
    const { input_tokens: fresh, cache_read_input_tokens: cached } = counts
    const cache = (cached ?? 0) + (counts.cache_creation_input_tokens ?? 0)
    const input = fresh === undefined ? fresh : fresh + cache
    spent.tell(usageOf({ ...counts, input_tokens: input, cached_tokens: cached }, counts))
  }

  const start = (by: Answer): void => {
    answer = { id: by.id, isEmpty: true }
    hasStopped = false
    ending = undefined
    counts = {}
    spent.next()
    emit({ type: 'start', metadata: told({ model: by.model }) })
    for (const [index, block] of (by.content ?? []).entries()) begin(String(index), block ?? {})
    settle(by, by.usage)
  }

  const finish = (): void => emit({ type: 'finish', reason: finishReason(ending) })

  const stop = (): void => {
    for (const id of open.keys()) close(id)
    hasStopped = true
    answer = undefined
    // A server that runs the tools sends the next message in the same stream.
    if (!/^(tool_use|pause_turn)$/.test(ending ?? '')) finish()
  }

  return {
    record(wire, record) {
      const type = typeOf(wire, record)
      const id = String(wire.index)
      switch (type) {
        case 'ping':
          return
        case 'message':
          // MiniMax repeats the whole message at the end of a stream.
          if (answer && !answer.isEmpty) return
          start(wire)
          return stop()
        case 'message_start': {
          const by = wire.message ?? {}
          // Some proxies repeat the start; another message within this one is two streams mixed up.
          if (answer && by.id === answer.id) return
          if (answer && !answer.isEmpty) throw malformed(JSON.stringify(wire))
          return start(by)
        }
        case 'content_block_start':
          return begin(id, wire.content_block ?? {})
        case 'content_block_delta':
          return proceed(blockAt(id), wire.delta ?? {})
        case 'content_block_stop':
          // Proxies that interleave calls stop them before their input is complete.
          return isWhole(open.get(id)) ? close(id) : undefined
        case 'message_delta':
          return settle(wire.delta ?? {}, wire.usage)
        case 'message_stop':
          return stop()
        default:
          emit(
            type === 'error' || wire.error
              ? errorEvent(wire, wire.error?.type)
              : unknownRecord(type, wire),
          )
      }
    },
    end(done) {
      if (done) stop()
      if (hasStopped) finish()
    },
  }
}

/** The input that the block began with counts only if no fragment followed. */
function inputTextOf({ text, block: { input } }: OpenBlock): string {
  return text || (typeof input === 'string' ? input : JSON.stringify(input ?? {}))
}

/** Whether a stopped block is complete: a call is not while its input is `{}` or cut off. */
function isWhole(to: OpenBlock | undefined): boolean {
  return (
    to?.block.type !== 'tool_use' || (inputTextOf(to) !== '{}' && !!parseInput(inputTextOf(to)))
  )
}

/** The object without the values that are `null` or `undefined`. */
function known<T extends object>(wire: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(wire).filter(([, value]) => (value ?? undefined) !== undefined),
  ) as Partial<T>
}

/** The error text of a result, which may have any of several shapes. */
function textOf(content: Content): string | undefined {
  if (typeof content !== 'object') return content
  if (Array.isArray(content)) return content.map(textOf).join('')
  const { text, error_message: message, error_code: code } = (content ?? {}) as ContentItem
  return text ?? message ?? code
}
