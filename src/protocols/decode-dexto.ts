import type { Decoder } from '../decoder.ts'
import type { Usage } from '../message.ts'
import type { ResponseHead, WireRecord } from '../protocol.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'
import {
  decodeRecords,
  errorEvent,
  unknownRecord,
  type Emit,
  type RecordReader,
} from './decode-records.ts'
import { finishReason } from './finish-reason.ts'
import { addUsage, usageOf } from './usage.ts'

export function decodeDexto(): Decoder<WireRecord, StreamEvent> {
  return decodeRecords(read)
}

export function matchesDexto(_head: ResponseHead, first: WireRecord): boolean {
  const payload = (first.value ?? {}) as Payload
  return (
    /^(llm|run|tool|approval|context|message|session|service|interaction):/.test(
      nameOf(payload, first),
    ) ||
    (payload.response !== undefined && payload.sessionId !== undefined)
  )
}

interface Payload {
  readonly name?: string
  readonly type?: string
  readonly chunkType?: string
  readonly content?: string
  readonly reasoning?: string
  readonly isComplete?: boolean
  readonly toolName?: string
  readonly toolCallId?: string
  readonly callId?: string
  readonly args?: unknown
  readonly success?: boolean
  readonly sanitized?: unknown
  readonly rawResult?: unknown
  readonly approvalStatus?: string
  readonly approvalId?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
  readonly metadata?: Payload
  readonly response?: string
  readonly sessionId?: string
  readonly provider?: string
  readonly model?: string
  readonly tokenUsage?: unknown
  readonly usage?: unknown
  readonly finishReason?: string
  readonly error?: unknown
  readonly recoverable?: boolean
}

interface Call {
  readonly id: string
  readonly name: string | undefined
  called: boolean
}

/** The event's name; on its own server `type` means other things, so it is asked last. */
function nameOf({ name, type = '' }: Payload, { event = 'message' }: WireRecord): string {
  return name ?? (event === 'message' ? type : event)
}

function read(emit: Emit): RecordReader<Payload> {
  const open: Call[] = []
  let calls = 0
  let spoken = false
  let thought = false
  let usage: Usage | undefined
  let finish: StreamEvent | undefined

  /**
   * The call that an event tells of, which it may begin. Without an id it is the last of its name, or
   * of all, that still waits: for its input or else for its result.
   */
  const callOf = ({ callId, toolCallId, toolName: name }: Payload, called = true): Call => {
    const id = toolCallId ?? callId
    const known = open.findLast(call =>
      id ? call.id === id : (!name || call.name === name) && call.called === called,
    )
    if (known) return known
    calls++
    const call = { id: id ?? `call-${calls}`, name, called: false }
    open.push(call)
    if (name) emit({ type: 'tool-input-start', toolCallId: call.id, toolName: name })
    return call
  }

  const readChunk = (kind: 'text' | 'reasoning', delta: string | undefined): void => {
    if (kind === 'text') spoken = true
    else thought = true
    emit({ type: `${kind}-delta`, delta: delta ?? '' })
  }

  const readUsage = ({ tokenUsage, usage: own }: Payload): void => {
    const more = usageOf(tokenUsage ?? own)
    if (more) emit({ type: 'usage', usage: (usage = addUsage(usage, more)) })
  }

  return {
    record(payload, record) {
      const name = nameOf(payload, record)
      const { content, toolName, args, finishReason: reason, approvalId = '' } = payload
      if (/^llm:(thinking|chunk|tool)/.test(name)) finish = undefined
      switch (name) {
        case 'llm:thinking':
          return emit({ type: 'step-start' })
        case 'llm:chunk': {
          const kind = (payload.chunkType ?? payload.type) === 'reasoning' ? 'reasoning' : 'text'
          readChunk(kind, content)
          if (payload.isComplete) emit({ type: `${kind}-end` })
          return
        }
        case 'interaction:blocked':
          return readChunk('text', content)
        case 'llm:tool-call-partial':
          return emit({
            type: 'tool-input-delta',
            toolCallId: callOf(payload, false).id,
            input: args,
          })
        case 'llm:tool-call': {
          const call = callOf(payload, false)
          call.called = true
          return emit({ type: 'tool-call', toolCallId: call.id, toolName, input: args })
        }
        case 'llm:tool-result': {
          const call = callOf(payload)
          const { id: toolCallId } = call
          const { sanitized, rawResult, approvalStatus } = payload
          open.splice(open.indexOf(call), 1)
          return emit(
            payload.success === false
              ? {
                  type: 'tool-error',
                  toolCallId,
                  errorText: errorTextOf(payload.error) ?? 'The tool failed.',
                  denied: approvalStatus === 'rejected',
                }
              : { type: 'tool-result', toolCallId, toolName, output: sanitized ?? rawResult },
          )
        }
        case 'approval:request': {
          const about = payload.metadata ?? {}
          if (!about.toolName) {
            return emit({ type: 'data', name, id: approvalId, data: payload })
          }
          return emit({
            type: 'tool-approval-request',
            approvalId,
            toolCallId: callOf(about).id,
            toolName: about.toolName,
            input: about.args,
          })
        }
        case 'approval:response':
          return emit({
            type: 'tool-approval-response',
            approvalId,
            approved: payload.status === 'approved',
            reason: payload.reason ?? payload.message,
          })
        case 'llm:response': {
          // It repeats what came in chunks, and is all there is where none came.
          if (!thought && !spoken) readChunk('reasoning', payload.reasoning)
          if (!spoken) readChunk('text', content)
          spoken = thought = false
          const { provider, model } = payload
          if (model) emit({ type: 'metadata', metadata: { provider, model } })
          readUsage(payload)
          emit({ type: 'step-end' })
          const ends = finishReason(reason)
          finish = ends === 'tool-calls' ? undefined : { type: 'finish', reason: ends }
          return
        }
        case 'llm:error':
          return emit(payload.recoverable ? unknownRecord(name, payload) : errorEvent(payload))
        case 'error':
          return emit(errorEvent(payload))
        case 'run:complete':
          if (reason === 'cancelled') return emit({ type: 'abort' })
          if (reason === 'error') return emit(errorEvent(payload.error))
          return emit({ type: 'finish', reason: finishReason(reason) })
      }
      if (payload.response !== undefined) {
        readChunk('text', payload.response)
        readUsage(payload)
        return emit({ type: 'finish' })
      }
      emit(unknownRecord(name, payload))
    },
    end() {
      if (finish) emit(finish)
    },
  }
}
