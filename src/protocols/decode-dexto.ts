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
import { namedCalls } from './named-calls.ts'
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
    (payload.sessionId !== undefined && (payload.response !== undefined || payload.busy === true))
  )
}

interface Payload {
  readonly name?: string
  readonly type?: string
  readonly chunkType?: string
  readonly content?: string | readonly Item[] | null
  readonly reasoning?: string
  readonly isComplete?: boolean
  readonly toolName?: string
  readonly toolCallId?: string
  readonly callId?: string
  readonly args?: unknown
  readonly success?: boolean
  readonly sanitized?: { readonly content?: readonly Item[] | null } | null
  readonly rawResult?: unknown
  readonly approvalStatus?: string
  readonly approvalId?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: Payload
  readonly metadata?: Payload
  readonly response?: string
  readonly sessionId?: string
  readonly provider?: string
  readonly model?: string
  readonly tokenUsage?: unknown
  readonly usage?: unknown
  readonly finishReason?: string
  readonly error?: Payload | null
  readonly recoverable?: boolean
  readonly title?: string
  readonly service?: string
  readonly busy?: boolean
}

interface Item {
  readonly text?: string
  readonly data?: string
  readonly image?: string
  readonly mimeType?: string
  readonly filename?: string
}

/**
 * The event's name. Dexto's own server uses `type` for other things, so it is read last. To other
 * agents, the server sends the same events under other names.
 */
function nameOf({ name, type = '' }: Payload, { event = 'message' }: WireRecord): string {
  return (name ?? (event === 'message' ? type : event))
    .replace(/^task\./, 'llm:')
    .replace(/[A-Z]/, letter => `-${letter.toLowerCase()}`)
}

function read(emit: Emit): RecordReader<Payload> {
  const idOf = namedCalls(emit)
  let spoken = false
  let thought = false
  let usage: Usage | undefined
  let finish: StreamEvent | undefined

  const readChunk = (kind: 'text' | 'reasoning', delta: string | undefined): void => {
    if (!delta) return
    if (kind === 'text') spoken = true
    else thought = true
    emit({ type: `${kind}-delta`, delta })
  }

  const readUsage = ({ tokenUsage, usage: own }: Payload): void => {
    const more = usageOf(tokenUsage ?? own)
    if (more) emit({ type: 'usage', usage: (usage = addUsage(usage, more)) })
  }

  return {
    record(payload, record) {
      const name = nameOf(payload, record)
      const { content, toolName, args, finishReason: reason, approvalId = '' } = payload
      const id = payload.toolCallId ?? payload.callId
      if (/^llm:(thinking|chunk|tool)/.test(name)) finish = undefined
      switch (name) {
        case 'llm:thinking':
          spoken = thought = false
          return emit({ type: 'step-start' })
        case 'llm:chunk': {
          const kind = (payload.chunkType ?? payload.type) === 'reasoning' ? 'reasoning' : 'text'
          readChunk(kind, textOf(content))
          if (payload.isComplete && (kind === 'text' ? spoken : thought)) {
            emit({ type: `${kind}-end` })
          }
          return
        }
        case 'interaction:blocked':
          return readChunk('text', textOf(content))
        case 'llm:tool-call-partial':
          return emit({
            type: 'tool-input-delta',
            toolCallId: idOf('input', toolName, id),
            input: args,
          })
        case 'llm:tool-call': {
          const toolCallId = idOf('call', toolName, id)
          return emit({ type: 'tool-call', toolCallId, toolName, input: args })
        }
        case 'llm:tool-result': {
          const toolCallId = idOf('result', toolName, id)
          const { sanitized, rawResult, error } = payload
          if (payload.success === false) {
            const errorText = errorTextOf(error) || textOf(sanitized?.content) || 'The tool failed.'
            const denied = payload.approvalStatus === 'rejected'
            return emit({ type: 'tool-error', toolCallId, toolName, errorText, denied })
          }
          emit({ type: 'tool-result', toolCallId, toolName, output: sanitized ?? rawResult })
          for (const item of itemsOf(sanitized?.content)) {
            const { image, data = image, mimeType, filename } = item
            // Data that the server keeps for itself is only a reference, which begins with `@`.
            if (!mimeType || !data || data.startsWith('@')) continue
            const url = /^[a-z]+:/.test(data) ? data : `data:${mimeType};base64,${data}`
            emit({ type: 'file', mediaType: mimeType, url, filename })
          }
          return
        }
        case 'approval:request': {
          const about = payload.metadata ?? {}
          if (!about.toolName) {
            return emit({ type: 'data', name, id: approvalId, data: payload })
          }
          const toolCallId = idOf('about', about.toolName, about.toolCallId)
          return emit({
            type: 'tool-approval-request',
            approvalId,
            toolCallId,
            toolName: about.toolName,
            input: about.args,
            metadata: { approval: payload },
          })
        }
        case 'approval:response':
          return emit({
            type: 'tool-approval-response',
            approvalId,
            approved: payload.status === 'approved',
            reason: (payload.reason ?? textOf(payload.message)) || undefined,
          })
        case 'llm:message':
        case 'llm:response': {
          // It repeats what came in chunks, and is all there is if none came.
          if (!thought && !spoken) readChunk('reasoning', payload.reasoning)
          if (!spoken) readChunk('text', textOf(content ?? payload.message?.content))
          spoken = thought = false
          const { provider, model } = payload
          if (model) emit({ type: 'metadata', metadata: { provider, model } })
          readUsage(payload)
          emit({ type: 'step-end' })
          const ends = finishReason(reason)
          finish = ends === 'tool-calls' ? undefined : { type: 'finish', reason: ends }
          if (reason === 'cancelled') finish = { type: 'abort' }
          return
        }
        case 'llm:error':
          return emit(
            (payload.recoverable ?? payload.error?.recoverable)
              ? unknownRecord(name, payload)
              : errorEvent(payload),
          )
        case 'error':
          return emit(errorEvent(payload))
        case 'run:complete':
          if (reason === 'cancelled') return emit({ type: 'abort' })
          if (reason === 'error') return emit(errorEvent(payload.error))
          return emit({ type: 'finish', reason: finishReason(reason) })
        case 'session:title-updated':
          return emit({ type: 'metadata', metadata: { title: payload.title } })
        case 'service:event':
          return emit({ type: 'data', name, id: `${payload.service} ${id ?? ''}`, data: payload })
      }
      if (payload.busy) {
        // The question waits for the run before it; its answer comes on the session's own stream.
        emit({ type: 'data', name: 'busy', data: payload })
        return emit({ type: 'finish', reason: 'other' })
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

function textOf(content: unknown): string {
  return typeof content === 'string'
    ? content
    : itemsOf(content as readonly Item[] | null | undefined)
        .map(({ text = '' }) => text)
        .join('')
}

function itemsOf(content: readonly Item[] | null | undefined): readonly Item[] {
  return Array.isArray(content) ? content : []
}
