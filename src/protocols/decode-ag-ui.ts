import type { Decoder } from '../decoder.ts'
import type { Metadata, Usage } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { fromAgUiMessages, type AgUiMessage } from './ag-ui-messages.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { parseOutput } from './parse-output.ts'
import { toolInputs } from './tool-inputs.ts'
import { addUsage, usageOf } from './usage.ts'

export function decodeAgUi(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesAgUi(_head: ResponseHead, first: WireRecord): boolean {
  const { type, model, timestamp } = unwrap((first.value ?? {}) as Wire)
  return (
    /^[A-Z]+(_[A-Z]+)+$|^(RAW|CUSTOM)$/.test(type ?? '') ||
    (/^(content|thinking|tool_call|tool_result|done)$/.test(type ?? '') &&
      (model ?? timestamp) !== undefined)
  )
}

/** Every field in all the places where a version puts it. */
interface Wire {
  readonly type?: string | null
  readonly chunk?: Wire
  readonly id?: string
  readonly model?: string
  readonly timestamp?: number
  readonly messageId?: string
  readonly stepId?: string
  readonly delta?: unknown
  readonly content?: unknown
  readonly toolCallId?: string
  readonly toolCallName?: string
  readonly toolName?: string
  readonly toolCall?: { readonly id?: string; readonly function?: Called }
  readonly args?: string
  readonly input?: unknown
  readonly result?: unknown
  readonly state?: unknown
  readonly approval?: { readonly id?: string }
  readonly subtype?: string
  readonly entityId?: string
  readonly encryptedValue?: string
  readonly signature?: string
  readonly snapshot?: unknown
  readonly messages?: readonly AgUiMessage[]
  readonly activityType?: string
  readonly name?: string
  readonly value?: unknown
  readonly data?: unknown
  readonly usage?: unknown
  readonly finishReason?: unknown
  readonly outcome?: { readonly interrupts?: readonly Interrupt[] } | null
  readonly message?: unknown
  readonly code?: unknown
  readonly error?: { readonly code?: unknown }
  readonly metadata?: { readonly tanstack?: Wire } | null
}

interface Called {
  readonly name?: string
  readonly arguments?: string
}

interface Interrupt {
  readonly id?: string
  readonly reason?: string
  readonly toolCallId?: string
}

function read(emit: Emit): RecordReader<Wire> {
  const inputs = toolInputs(emit)
  const told = new Map<string, string>()
  const signatures = new Map<string, Metadata>()
  const openTexts = new Set<string | undefined>()
  let chunked: { readonly base: string; readonly id: string | undefined } | undefined
  let thought: string | undefined
  let endedThought: string | undefined
  let usage: Usage | undefined
  let finish: StreamEvent | undefined

  /** What a record adds: its delta, or what its text so far holds beyond what came before. */
  const added = (key: string, delta: unknown, whole: unknown = ''): string => {
    const before = told.get(key) ?? ''
    let text = typeof delta === 'string' ? delta : ''
    if (text === '' && typeof whole === 'string' && !before.startsWith(whole)) {
      text = whole.startsWith(before) ? whole.slice(before.length) : whole
    }
    told.set(key, before + text)
    return text
  }

  const endTexts = (): void => {
    for (const id of openTexts) emit({ type: 'text-end', id })
    openTexts.clear()
  }

  const startCall = (id: string, name: string | undefined): void => {
    endTexts()
    inputs.start(id, name ?? '')
  }

  const readResult = (toolCallId: string, content: unknown, state?: unknown): void => {
    const output = parseOutput(content)
    emit(
      state === 'output-error' || state === 'error'
        ? { type: 'tool-error', toolCallId, errorText: errorTextOf(output) ?? 'The tool failed.' }
        : { type: 'tool-result', toolCallId, output },
    )
  }

  const readUsage = (wire: unknown): void => {
    for (const entry of [wire].flat()) {
      const more = usageOf(entry)
      if (more) usage = addUsage(usage, more)
    }
    if (usage) emit({ type: 'usage', usage })
  }

  const readInterrupt = (data: Interrupt): void => {
    const { id = '', toolCallId } = data
    emit(
      toolCallId && !data.reason?.includes('client_tool')
        ? { type: 'tool-approval-request', approvalId: id, toolCallId }
        : { type: 'data', name: 'interrupt', id, data },
    )
  }

  const readCustom = (name: string, value: unknown): void => {
    const { toolCallId = '', toolName, input, approval } = (value ?? {}) as Wire
    if (name === 'approval-requested') {
      const approvalId = approval?.id ?? ''
      emit({ type: 'tool-approval-request', approvalId, toolCallId, toolName, input })
    } else if (name === 'tool-input-available') {
      startCall(toolCallId, toolName)
      inputs.complete(toolCallId, input)
    } else emit(name === 'run.accepted' ? { type: 'start' } : { type: 'data', name, data: value })
  }

  const endChunks = (): void => {
    if (!chunked) return
    const { base, id } = chunked
    chunked = undefined
    record({ type: `${base}_END`, messageId: id, toolCallId: id } as Wire)
  }

  /** A chunk is a start, a content and, where another thing follows, an end. */
  const readChunk = (base: string, wire: Wire): void => {
    const id = wire.messageId ?? wire.toolCallId ?? chunked?.id
    if (chunked?.base !== base || chunked.id !== id) endChunks()
    const whole = { ...wire, messageId: id, toolCallId: id } as Wire
    chunked = undefined
    record({ ...whole, type: `${base}_START` })
    record({ ...whole, type: `${base}_CONTENT` })
    chunked = { base, id }
  }

  const record = (wire: Wire): void => {
    const event = unwrap(wire)
    const { messageId: id, toolCallId = '', delta, content } = event
    const type = event.type ?? ''
    const extra = event.metadata?.tanstack
    if (type.endsWith('_CHUNK')) return readChunk(type.slice(0, -6), event)
    if (!/^(RAW$|ACTIVITY_|REASONING_E)/.test(type)) endChunks()
    // A thought's encrypted form and its signature come after its end.
    if (endedThought !== undefined && !/^(REASONING_E|STEP_)/.test(type)) {
      emit({ type: 'reasoning-end', id: endedThought })
      endedThought = undefined
    }
    if (
      /^(RUN_STARTED|TEXT|REASONING|THINKING|TOOL_CALL_START|content|thinking|tool_call$)/.test(
        type,
      )
    ) {
      finish = undefined
    }

    switch (type) {
      case 'RUN_STARTED': {
        const model = event.model ?? extra?.model
        emit({ type: 'start', metadata: model ? { model } : undefined })
        return emit({ type: 'step-start' })
      }
      case 'TEXT_MESSAGE_START':
      case 'REASONING_MESSAGE_START':
        return
      case 'TEXT_MESSAGE_CONTENT': {
        const text = added(type + id, delta, content)
        if (text) openTexts.add(id)
        return emit({ type: 'text-delta', id, delta: text })
      }
      case 'TEXT_MESSAGE_END':
        if (openTexts.delete(id)) emit({ type: 'text-end', id })
        return
      case 'REASONING_MESSAGE_CONTENT':
      case 'THINKING_TEXT_MESSAGE_CONTENT':
        thought = id
        return emit({ type: 'reasoning-delta', id, delta: added(type + id, delta, content) })
      case 'REASONING_MESSAGE_END':
        endedThought = id
        return
      case 'THINKING_TEXT_MESSAGE_END':
        return emit({ type: 'reasoning-end' })
      case 'REASONING_ENCRYPTED_VALUE': {
        const { entityId = '', encryptedValue } = event
        const metadata = { encryptedValue }
        if (event.subtype === 'tool-call') {
          signatures.set(entityId, metadata)
          return
        }
        // TanStack AI may name the step in place of the message.
        const named = told.has(`REASONING_MESSAGE_CONTENT${entityId}`) ? entityId : thought
        return emit({ type: 'reasoning-delta', id: named, delta: '', metadata })
      }
      case 'STEP_FINISHED': {
        // Before AG-UI had reasoning events this was a piece of thought; for a while both were sent.
        const text = thought === undefined ? added(type + event.stepId, delta, content) : ''
        const metadata = event.signature ? { encryptedValue: event.signature } : undefined
        return emit({ type: 'reasoning-delta', id: thought, delta: text, metadata })
      }
      case 'TOOL_CALL_START':
        return startCall(toolCallId, event.toolCallName ?? event.toolName)
      case 'TOOL_CALL_ARGS':
      case 'TOOL_CALL_CONTENT':
        return inputs.append(toolCallId, added(type + toolCallId, delta, event.args))
      case 'TOOL_CALL_END':
        inputs.complete(toolCallId, event.input ?? extra?.input, signatures.get(toolCallId))
        if (event.result !== undefined) readResult(toolCallId, event.result)
        return
      case 'TOOL_CALL_RESULT':
      case 'tool_result':
        return readResult(toolCallId, content, event.state ?? extra?.state)
      case 'MESSAGES_SNAPSHOT':
        return emit({ type: 'messages', messages: fromAgUiMessages(event.messages ?? []) })
      case 'STATE_SNAPSHOT':
        return emit({
          type: 'data',
          name: 'state',
          id: 'state',
          data: event.snapshot ?? event.state,
        })
      case 'ACTIVITY_SNAPSHOT':
        return emit({ type: 'data', name: event.activityType ?? type, id, data: content })
      case 'CUSTOM':
        return readCustom(event.name ?? '', event.value ?? event.data)
      case 'approval-requested':
      case 'tool-input-available':
        return readCustom(type, event)
      case 'content':
        inputs.completeAll()
        return emit({ type: 'text-delta', delta: added(type + event.id, delta, content) })
      case 'thinking':
        return emit({ type: 'reasoning-delta', delta: added(type + event.id, delta, content) })
      case 'tool_call': {
        const { id: callId = '', function: called } = event.toolCall ?? {}
        startCall(callId, called?.name)
        return inputs.append(callId, called?.arguments ?? '')
      }
      case 'RUN_FINISHED':
      case 'done':
        inputs.completeAll()
        event.outcome?.interrupts?.forEach(readInterrupt)
        readUsage(event.usage)
        emit({ type: 'step-end' })
        finish = {
          type: 'finish',
          reason: finishReason(event.finishReason ?? extra?.finishReason),
        }
        return
      case 'RUN_ERROR':
      case 'error': {
        const code = event.code ?? event.error?.code
        readUsage(event.usage)
        if (code !== 'abort' && code !== 'aborted') return emit(errorEvent(event, code))
        return emit({ type: 'abort', reason: errorTextOf(event) })
      }
    }
    emit(unknownRecord(type, event))
  }

  return {
    record,
    end(done) {
      if (finish ?? done) emit(finish ?? { type: 'finish' })
    },
  }
}

/** TanStack AI's numbered NDJSON wraps each chunk. */
function unwrap(wire: Wire): Wire {
  return !wire.type && wire.chunk ? wire.chunk : wire
}
