import type { Decoder } from '../decoder.ts'
import type { Metadata, Usage } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import { agUiDocuments } from './ag-ui-documents.ts'
import { fromAgUiMessages } from './ag-ui-messages.ts'
import { plain, type Wire } from './ag-ui-wire.ts'
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
  const { chunk, ...wire } = (first.value ?? {}) as Wire
  const { type = chunk?.type, model, timestamp } = wire
  return (
    /^([A-Z]+(_[A-Z]+)+|RAW|CUSTOM|[A-Z][a-z]+[A-Z].+)$/.test(type ?? '') ||
    (/^(content|thinking|tool_call|tool_result|done)$/.test(type ?? '') &&
      (model ?? timestamp) !== undefined)
  )
}

interface Chunked {
  readonly base: string
  readonly id: string | undefined
}

function read(emit: Emit): RecordReader<Wire> {
  const inputs = toolInputs(emit)
  /** The text so far, by the kind of record and the id; `''` only marks that something has come. */
  const told = new Map<string, string>()
  const readDocument = agUiDocuments(emit)
  const openTexts = new Set<string | undefined>()
  /** The part that chunks have opened, by the subagent that sends them. */
  const chunked = new Map<string, Chunked>()
  let thought: string | undefined
  let endedThought: StreamEvent | undefined
  let usage: Usage | undefined
  let finish: StreamEvent | undefined
  let named = false
  let endsWithBody = false

  /** What a record adds: its delta, or what its text so far adds to the text before. */
  const added = (key: string, delta: unknown, whole: unknown = ''): string => {
    const before = told.get(key) ?? ''
    let text = typeof delta === 'string' ? delta : ''
    if (text === '' && typeof whole === 'string' && !before.startsWith(whole)) {
      text = whole.startsWith(before) ? whole.slice(before.length) : whole
    }
    told.set(key, before + text)
    return text
  }

  /** The answer takes the first id that the server gives to any part of it. */
  const nameAnswer = (messageId: string | undefined): void => {
    if (!named && messageId) emit({ type: 'start', messageId })
    named = true
  }

  const startCall = (id: string, name: string | undefined, metadata?: Metadata | null): void => {
    for (const open of openTexts) emit({ type: 'text-end', id: open })
    openTexts.clear()
    told.set(`call ${id}`, '')
    inputs.start(id, name ?? '', undefined, metadata?.providerExecuted === true)
  }

  /** Adds metadata to a call; that of an unknown call is dropped. */
  const describeCall = (toolCallId: string, metadata: Metadata): void => {
    if (told.has(`call ${toolCallId}`)) emit({ type: 'tool-input-delta', toolCallId, metadata })
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

  const endChunks = (lane: string): void => {
    const { base, id } = chunked.get(lane) ?? {}
    if (!chunked.delete(lane)) return
    record({ type: `${base}_END`, messageId: id, toolCallId: id, subagentRunId: lane } as Wire)
  }

  /** A chunk is a start, a content and, once something else follows, an end. */
  const readChunk = (base: string, lane: string, wire: Wire): void => {
    const before = chunked.get(lane)
    const id = wire.messageId ?? wire.toolCallId ?? before?.id
    if (before?.base !== base || before.id !== id) endChunks(lane)
    const whole = { ...wire, messageId: id, toolCallId: id } as Wire
    chunked.delete(lane)
    record({ ...whole, type: `${base}_START` })
    record({ ...whole, type: `${base}_CONTENT` })
    chunked.set(lane, { base, id })
  }

  const readEvent = (type: string, event: Wire): unknown => {
    const { messageId: id, toolCallId = '', subagentRunId, delta, content } = event
    const by = subagentRunId ? { subagentRunId } : undefined
    switch (type) {
      case 'RUN_STARTED':
        emit({ type: 'start', metadata: event.model ? { model: event.model } : undefined })
        return emit({ type: 'step-start' })
      case 'TEXT_MESSAGE_START':
        // A server may also send the messages of others in the conversation.
        if (/^(user|system|developer)$/.test(event.role ?? '')) told.set(`other ${id}`, '')
        else if (!told.has(`other ${id}`)) nameAnswer(id)
        return
      case 'TEXT_MESSAGE_CONTENT': {
        if (told.has(`other ${id}`)) break
        if (event.id) inputs.completeAll()
        const text = added(type + (id ?? event.id), delta, content)
        if (text) openTexts.add(id)
        return emit({ type: 'text-delta', id, delta: text, metadata: text ? by : undefined })
      }
      case 'TEXT_MESSAGE_END':
        if (openTexts.delete(id)) emit({ type: 'text-end', id })
        return
      case 'REASONING_MESSAGE_START':
        return
      case 'REASONING_MESSAGE_CONTENT': {
        thought = id
        const text = added(type + (id ?? event.id), delta, content)
        return emit({ type: 'reasoning-delta', id, delta: text, metadata: text ? by : undefined })
      }
      case 'REASONING_MESSAGE_END':
        endedThought = { type: 'reasoning-end', id }
        return
      case 'REASONING_ENCRYPTED_VALUE': {
        const { entityId = '', encryptedValue } = event
        const metadata = { encryptedValue }
        if (event.subtype === 'tool-call') return describeCall(entityId, metadata)
        // TanStack AI may send the step's id in place of the message's.
        const isMessage = told.has(`REASONING_MESSAGE_CONTENT${entityId}`)
        const about = isMessage ? entityId : thought
        return emit({ type: 'reasoning-delta', id: about, delta: '', metadata })
      }
      case 'STEP_FINISHED': {
        if (!event.stepId) break
        // Before AG-UI had reasoning events, this carried thoughts; for a while both were sent.
        const text = thought === undefined ? added(type + event.stepId, delta, content) : ''
        const metadata = event.signature ? { encryptedValue: event.signature } : undefined
        return emit({ type: 'reasoning-delta', id: thought, delta: text, metadata })
      }
      case 'TOOL_CALL_START':
        nameAnswer(event.parentMessageId)
        startCall(toolCallId, event.toolCallName ?? event.toolName, event.metadata)
        if (by) describeCall(toolCallId, by)
        return
      case 'TOOL_CALL_ARGS':
      case 'TOOL_CALL_CONTENT':
        return inputs.append(toolCallId, added(type + toolCallId, delta, event.args))
      case 'TOOL_CALL_END':
        inputs.complete(toolCallId, event.input ?? undefined)
        if (isTold(event.result)) {
          told.set(`result ${toolCallId}`, '')
          readResult(toolCallId, event.result, event.state)
        }
        return
      case 'TOOL_CALL_RESULT':
        return told.has(`result ${toolCallId}`) || readResult(toolCallId, content, event.state)
      case 'MESSAGES_SNAPSHOT':
        return emit({ type: 'messages', messages: fromAgUiMessages(event.messages ?? []) })
      case 'STATE_SNAPSHOT':
      case 'STATE_DELTA':
      case 'AGENT_STATE_MESSAGE':
      case 'ACTIVITY_SNAPSHOT':
      case 'ACTIVITY_DELTA':
      case 'SUBAGENT_STARTED':
      case 'SUBAGENT_FINISHED':
      case 'SUBAGENT_ERROR':
        if (readDocument(type, event)) return
        break
      case 'CUSTOM':
        return emit({ type: 'data', name: event.name ?? '', data: event.value ?? event.data })
      case 'run.accepted':
        return emit({ type: 'start' })
      case 'approval-requested': {
        const { toolName, input, approval } = event
        const approvalId = approval?.id ?? ''
        return emit({ type: 'tool-approval-request', approvalId, toolCallId, toolName, input })
      }
      case 'tool-input-available':
        startCall(toolCallId, event.toolName)
        return inputs.complete(toolCallId, event.input)
      case 'tool_call': {
        const { id: callId = '', function: called } = event.toolCall ?? {}
        startCall(callId, called?.name)
        return inputs.append(callId, called?.arguments ?? '')
      }
      case 'RUN_FINISHED':
        inputs.completeAll()
        for (const interrupt of event.outcome?.interrupts ?? event.interrupts ?? []) {
          const { id: approvalId = '', toolCallId: callId, reason, metadata } = interrupt
          // An answer has to name the run that waits for it.
          const data = { ...interrupt, runId: event.runId }
          const isApproval = [reason, metadata?.kind].some(word =>
            /^(tool_call|confirmation)$|approv/.test(word ?? ''),
          )
          emit(
            callId && isApproval
              ? {
                  type: 'tool-approval-request',
                  approvalId,
                  toolCallId: callId,
                  metadata: { approval: data },
                }
              : { type: 'data', name: 'interrupt', id: approvalId, data },
          )
        }
        if (isTold(event.result)) emit({ type: 'metadata', metadata: { result: event.result } })
        readUsage(event.usage)
        emit({ type: 'step-end' })
        finish =
          event.outcome?.type === 'cancelled'
            ? { type: 'abort' }
            : { type: 'finish', reason: finishReason(event.finishReason) }
        return
      case 'RUN_ERROR': {
        const code = event.code ?? event.error?.code
        readUsage(event.usage)
        if (code !== 'abort' && code !== 'aborted') return emit(errorEvent(event, code))
        return emit({ type: 'abort', reason: errorTextOf(event) })
      }
    }
    emit(unknownRecord(type, event))
  }

  const record = (wire: Wire): void => {
    const event = plain(wire)
    const type = event.type ?? ''
    endsWithBody ||= /^[A-Z][a-z]/.test(wire.type ?? '')
    const lane = event.subagentRunId ?? ''
    if (type.endsWith('_CHUNK')) return readChunk(type.slice(0, -6), lane, event)
    if (type.startsWith('RUN_')) for (const other of chunked.keys()) endChunks(other)
    else if (!/^(RAW$|ACTIVITY_|REASONING_ENC)/.test(type)) endChunks(lane)
    // A thought's encrypted form and its signature come after its end.
    if (endedThought && !/^(REASONING_E|STEP_)/.test(type)) {
      emit(endedThought)
      endedThought = undefined
    }
    if (/^(RUN_S|TEXT|REASON|TOOL_CALL_START|tool_call)/.test(type)) finish = undefined
    readEvent(type, event)
    const { tanstack: _, ...metadata } = event.metadata ?? {}
    if (Object.keys(metadata).length === 0) return
    if (event.toolCallId) describeCall(event.toolCallId, metadata)
    else if (/^(RUN|TEXT|REASON)/.test(type)) emit({ type: 'metadata', metadata })
  }

  return {
    record,
    end(done) {
      if (!(finish ?? (done || endsWithBody))) return
      for (const lane of chunked.keys()) endChunks(lane)
      inputs.completeAll()
      emit(finish ?? { type: 'finish' })
    },
  }
}

/** .NET servers write `null` for missing values. */
function isTold(value: unknown): boolean {
  return (value ?? undefined) !== undefined
}
