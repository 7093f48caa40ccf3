import type { Decoder } from '../decoder.ts'
import type { Metadata } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
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
import { parseInput } from './tool-inputs.ts'
import { usageOf } from './usage.ts'

export function decodeOpenaiResponses(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesOpenaiResponses(_head: ResponseHead, first: WireRecord): boolean {
  const wire = (first.value ?? {}) as Wire
  const type = typeOf(wire, first)
  return (
    isWhole(wire) ||
    type.startsWith('response.') ||
    (type === 'error' && wire.sequence_number != null)
  )
}

/** An event, or a whole response that was not streamed. */
interface Wire extends Response {
  readonly type?: string
  readonly object?: string | null
  readonly sequence_number?: number | null
  readonly response?: Response | null
  readonly item?: Item | null
  readonly item_id?: string | null
  readonly output_index?: number | null
  readonly content_index?: number | null
  readonly summary_index?: number | null
  readonly command_index?: number | null
  readonly delta?: unknown
  readonly text?: unknown
  readonly refusal?: unknown
  readonly arguments?: unknown
  readonly input?: unknown
  readonly annotation?: Annotation | null
  readonly code?: unknown
}

interface Response {
  readonly id?: string | null
  readonly model?: string | null
  readonly status?: string | null
  readonly output?: readonly (Item | null)[] | null
  readonly usage?: unknown
  readonly error?: { readonly code?: unknown } | null
  readonly incomplete_details?: { readonly reason?: unknown } | null
}

interface Item {
  readonly type?: string | null
  readonly id?: string | null
  readonly call_id?: string | null
  readonly status?: string | null
  readonly name?: string | null
  readonly arguments?: unknown
  readonly input?: unknown
  readonly action?: unknown
  readonly actions?: unknown
  readonly operation?: unknown
  readonly queries?: unknown
  readonly code?: unknown
  readonly result?: string | null
  readonly output?: unknown
  readonly output_format?: string | null
  readonly error?: unknown
  readonly environment?: { readonly type?: string | null } | null
  readonly phase?: string | null
  readonly content?: readonly (Content | null)[] | null
  readonly summary?: readonly (Content | null)[] | null
  readonly encrypted_content?: string | null
}

interface Content {
  readonly text?: unknown
  readonly refusal?: unknown
  readonly annotations?: readonly (Annotation | null)[] | null
}

interface Annotation {
  readonly url?: string | null
  readonly title?: string | null
  readonly file_id?: string | null
  readonly filename?: string | null
}

interface Call {
  readonly item: Item
  readonly toolCallId: string
  readonly providerExecuted: true | undefined
}

function read(emit: Emit): RecordReader<Wire> {
  /** By part or call, what has been told of it: what is told again as a whole adds the rest. */
  const told = new Map<string, string>()
  const cited = new Map<string, number>()
  const calls = new Map<string, Call>()
  const ended = new Set<string>()
  const keys = new Map<string, string>()
  /** By item, the contents that were announced. */
  const contents = new Map<string, number[]>()
  const searches: string[] = []
  let started = false
  let isRefused = false
  let latest = ''
  let finish: StreamEvent | undefined

  /**
   * What an item is known by: its index, which holds where ids change from event to event, but for
   * the servers that leave it out, give it twice, or count on before an item is done.
   */
  const keyOf = ({ output_index: index, item_id: itemId, item }: Wire): string => {
    const id = itemId ?? item?.id
    const known = keys.get(id ?? '')
    latest = known ?? String(index ?? id ?? latest)
    if (!known && id && ended.has(latest)) latest = id
    if (item && id) keys.set(id, latest)
    return latest
  }

  const tell = (key: string, delta: unknown): string => {
    if (typeof delta !== 'string' || !delta) return ''
    told.set(key, (told.get(key) ?? '') + delta)
    return delta
  }

  const rest = (key: string, whole: unknown): string => {
    const before = told.get(key) ?? ''
    return typeof whole === 'string' && whole.startsWith(before) ? whole.slice(before.length) : ''
  }

  const say = (
    kind: 'text' | 'reasoning',
    id: string,
    delta: unknown,
    metadata?: Metadata,
  ): void => {
    const text = tell(id, delta)
    if (metadata) isRefused = true
    if (text) emit({ type: `${kind}-delta`, id, delta: text, metadata })
  }

  const cite = (key: string, annotation: Annotation | null | undefined): void => {
    cited.set(key, (cited.get(key) ?? 0) + 1)
    const { url, title, file_id: id, filename, ...metadata } = annotation ?? {}
    if (!url && !id) return
    emit({
      type: 'source',
      id: id ?? undefined,
      url: url ?? undefined,
      title: title ?? filename ?? undefined,
      filename: filename ?? undefined,
      metadata,
    })
  }

  const addInput = (key: string, delta: unknown): void => {
    const text = tell(key, delta)
    const call = calls.get(key)
    if (call) emit({ type: 'tool-input-delta', toolCallId: call.toolCallId, delta: text })
  }

  const begin = (key: string, item: Item): Call => {
    let call = calls.get(key)
    if (!call) {
      // xAI leaves the `call_id` of its own searches empty.
      const toolCallId = item.call_id || item.id || `call-${key}`
      call = { item, toolCallId, providerExecuted: isRunByServer(item) || undefined }
      calls.set(key, call)
      const toolName = toolNameOf(item)
      emit({
        type: 'tool-input-start',
        toolCallId,
        toolName,
        providerExecuted: call.providerExecuted,
      })
    }
    return call
  }

  const endCall = (key: string, item: Item, answer?: Item): void => {
    const { id, type, status, call_id: _, name, ...about } = item
    const { arguments: args, input, output: given, result, ...more } = about
    const { action, actions, operation, queries, code, error } = more
    const call = begin(key, item)
    const { toolCallId } = call
    // Hugging Face puts what a function gave in its call.
    const providerExecuted = call.providerExecuted || !!given || undefined
    calls.set(key, { ...call, providerExecuted })
    const asked = args || input || (name && (told.get(key) ?? ''))
    const inputText =
      typeof asked === 'string'
        ? asked
        : JSON.stringify(asked || action || operation || { code, queries, actions })
    // A call that another item answers, the server's or ours, is sent back as it came.
    const isAnswered = 'call_id' in item
    const extra = name
      ? type !== 'mcp_call' && Object.values(more).some(Boolean) && more
      : isAnswered && { item }
    emit({
      type: 'tool-call',
      toolCallId,
      toolName: toolNameOf(item),
      inputText,
      // A custom tool of ours takes a text, which need not be JSON.
      input:
        type === 'custom_tool_call'
          ? ((providerExecuted && parseInput(inputText)) ?? inputText)
          : parseInput(inputText),
      providerExecuted,
      metadata: extra || undefined,
    })
    if (type === 'tool_search_call' && providerExecuted) searches.push(toolCallId)
    if (type === 'mcp_approval_request') {
      emit({ type: 'tool-approval-request', approvalId: id ?? toolCallId, toolCallId })
    } else if (providerExecuted && (error || /^(failed|incomplete)$/.test(status ?? ''))) {
      const errorText = errorTextOf(error) ?? 'The tool failed.'
      emit({ type: 'tool-error', toolCallId, errorText })
    } else if (providerExecuted && (answer || !isAnswered || name)) {
      const { result: __, ...whole } = answer ?? item
      const output = (type === 'function_call' && given) || whole
      emit({ type: 'tool-result', toolCallId, output, providerExecuted })
    }
    if (result) {
      const mediaType = `image/${item.output_format ?? 'png'}`
      emit({ type: 'file', mediaType, url: `data:${mediaType};base64,${result}` })
    }
  }

  const endParts = (key: string, item: Item): void => {
    const kind = item.type === 'message' ? 'text' : 'reasoning'
    const parts = [
      ...[item.summary ?? []].flat().map((part, index) => [`${key}.s${index}`, part] as const),
      ...[item.content ?? []].flat().map((part, index) => [`${key}.${index}`, part] as const),
    ]
    for (const [id, part] of parts) {
      const refusal = part?.refusal
      say(kind, id, rest(id, part?.text ?? refusal), refusal ? { refusal: true } : undefined)
      for (const annotation of part?.annotations?.slice(cited.get(id) ?? 0) ?? []) {
        cite(id, annotation)
      }
    }
    const { id: itemId, encrypted_content: encryptedContent, phase } = item
    let metadata: Metadata | undefined = phase
      ? { phase }
      : encryptedContent
        ? { itemId, encryptedContent }
        : undefined
    if (encryptedContent && ![...told.keys()].some(id => id.startsWith(`${key}.`))) {
      told.set(`${key}.s0`, '')
    }
    for (const id of told.keys()) {
      if (!id.startsWith(`${key}.`)) continue
      if (metadata) emit({ type: `${kind}-delta`, id, delta: '', metadata })
      emit({ type: `${kind}-end`, id })
      if (encryptedContent) metadata = { itemId }
    }
  }

  const endItem = (key: string, item: Item): void => {
    const { type } = item
    if (ended.has(key) || !type) return
    ended.add(key)
    if (type === 'message' || type === 'reasoning') endParts(key, item)
    else if (isCall(item)) endCall(key, item)
    else if (type.endsWith('_output')) {
      const toolCallId = item.call_id ?? searches.shift()
      if (!toolCallId) return
      // The call may be another response's, and not be known.
      const toolName = toolNameOf(item)
      emit({ type: 'tool-result', toolCallId, toolName, output: item, providerExecuted: true })
    } else {
      const call = calls.get(key)
      if (!call) return emit({ type: 'data', name: type, id: item.id ?? undefined, data: item })
      // Perplexity puts what a call of its own found in the call's place.
      calls.set(key, { ...call, providerExecuted: true })
      endCall(key, call.item, item)
    }
  }

  /** Ends what has no end of its own, with what was told of it. */
  const endCalls = (): void => {
    for (const [key, { item, providerExecuted }] of calls) {
      if (!providerExecuted) endItem(key, item)
    }
  }

  const readResponse = (response: Response, status: string): void => {
    if (finish && status === 'created') {
      // A second answer in the same body counts its parts from zero again.
      endCalls()
      for (const memory of [told, cited, calls, ended, keys, contents]) memory.clear()
      isRefused = false
      finish = undefined
    }
    const { id, model, output, usage: counts, error, incomplete_details: details } = response
    if (!started && (id || model)) {
      started = true
      const metadata = { ...(model && { model }), ...(id && { responseId: id }) }
      emit({ type: 'start', metadata })
    }
    if (!isEnd(status)) return
    const isNew = told.size + ended.size === 0
    // What was told already may go by another id here.
    if (calls.size === 0) {
      output?.forEach((item, index) => {
        if (item && (isNew || isCall(item))) endItem(String(index), item)
      })
    }
    const usage = usageOf(counts)
    if (usage) emit({ type: 'usage', usage })
    const reason = finishReason(details?.reason) ?? 'other'
    if (status === 'failed' && (error || reason === 'other')) {
      return emit(errorEvent(response, error?.code))
    }
    if (status === 'cancelled') return emit({ type: 'abort' })
    endCalls()
    const isCalling = [...calls.values()].some(call => !call.providerExecuted)
    const ending = status === 'completed' ? (isRefused ? 'content-filter' : 'stop') : reason
    finish = {
      type: 'finish',
      reason: reason === 'other' ? (isCalling ? 'tool-calls' : ending) : reason,
    }
  }

  return {
    record(event, record) {
      const { item, delta, error } = event
      const type = typeOf(event, record)
      const [, name = '', step = ''] = /^response\.(?:(.+)\.)?(\w+)$/.exec(type) ?? []
      const response = isWhole(event) ? event : step ? event.response : undefined
      const status = step.replace('done', '') || (response?.status ?? 'completed')
      if (response || (step && !name && isEnd(status))) {
        return readResponse(response ?? event, status)
      }
      if (type === 'error' || error) {
        return emit(errorEvent(event, error?.code ?? (event.code as Response['error'])))
      }
      const key = keyOf(event)
      const index = event.content_index
      const announced = contents.get(key) ?? []
      if (name.endsWith('_part') && step === 'added' && index != null) announced.push(index)
      contents.set(key, announced)
      // vLLM counts on with each item, or with each delta.
      const place = index == null ? 0 : announced.indexOf(index)
      const id = `${key}.${place < 0 ? Math.max(announced.length - 1, 0) : place}`
      const isDelta = step === 'delta'
      switch (name) {
        case 'output_item':
          if (!item) return
          if (step === 'done') endItem(key, item)
          // A tool search gets another id until it is done.
          else if (isCall(item) && item.type !== 'tool_search_call') begin(key, item)
          return
        case 'output_text':
          return say('text', id, isDelta ? delta : rest(id, event.text))
        case 'refusal':
          return say('text', id, isDelta ? delta : rest(id, event.refusal), { refusal: true })
        case 'reasoning':
        case 'reasoning_text':
          return say('reasoning', id, isDelta ? delta : rest(id, event.text))
        case 'reasoning_summary':
        case 'reasoning_summary_part':
        case 'reasoning_summary_text': {
          const summary = `${key}.s${event.summary_index ?? 0}`
          // Vercel's gateway ends a thought after what it led to.
          if (step === 'added' && !told.has(summary)) {
            told.set(summary, '')
            emit({ type: 'reasoning-start', id: summary })
          }
          return say('reasoning', summary, isDelta ? delta : rest(summary, event.text))
        }
        case 'output_text.annotation':
          return cite(id, event.annotation)
        case 'function_call_arguments':
        case 'custom_tool_call_input':
        case 'mcp_call_arguments':
          return addInput(key, isDelta ? delta : rest(key, event.arguments ?? event.input))
        case 'code_interpreter_call_code':
        case 'apply_patch_call_operation_diff':
        case 'shell_call_command':
          // The plain text of one field, which is told as a piece of the JSON that is to come.
          if (step === 'added') addInput(key, event.command_index ? '","' : '{"commands":["')
          if (typeof delta === 'string') {
            const field = `{"${name.split('_').at(-1)}":"`
            addInput(key, (told.has(key) ? '' : field) + JSON.stringify(delta).slice(1, -1))
          }
          return
      }
      if (step === 'partial_image') {
        const toolCallId = calls.get(key)?.toolCallId ?? event.item_id
        if (toolCallId) emit({ type: 'tool-result', toolCallId, output: event, preliminary: true })
        return
      }
      emit(unknownRecord(type, event))
    },
    end(done) {
      if (!finish && !done) return
      endCalls()
      emit(finish ?? { type: 'finish' })
    },
  }
}

/** Whether this is a response itself, as of a server that does not stream. */
function isWhole({ object, type, output }: Wire): boolean {
  return object === 'response' || (!type && Array.isArray(output))
}

function isEnd(status: string): boolean {
  return /^(completed|incomplete|failed|cancelled)$/.test(status)
}

function isCall({ type }: Item): boolean {
  return /(_call|^program|_approval_request)$/.test(type ?? '')
}

/** Some call of ours waits for an output, which has to name the call. */
function isRunByServer({ type, call_id: id, environment }: Item): boolean {
  return (
    type !== 'function_call' &&
    (!id ||
      type === 'program' ||
      environment?.type?.startsWith('container') ||
      id.startsWith('xs_'))
  )
}

function toolNameOf({ name, type }: Item): string {
  return name || type?.replace(/(_call)?(_output)?$/, '') || ''
}
