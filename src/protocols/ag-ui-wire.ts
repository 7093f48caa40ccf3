import type { Metadata } from '../message.ts'
import type { AgUiMessage } from './ag-ui-messages.ts'

/** Every field, in all the places where some version puts it. */
export interface Wire {
  readonly type?: string | null
  readonly chunk?: Wire
  readonly id?: string
  readonly runId?: string
  readonly model?: string
  readonly timestamp?: number
  readonly messageId?: string
  readonly parentMessageId?: string
  readonly subagentRunId?: string | null
  readonly role?: string
  readonly stepId?: string
  readonly delta?: unknown
  readonly content?: unknown
  readonly toolCallId?: string
  readonly toolCallName?: string
  readonly toolName?: string
  readonly toolCall?: { readonly id?: string; readonly function?: Called }
  readonly actionExecutionId?: string
  readonly actionName?: string
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
  readonly replace?: boolean
  readonly patch?: unknown
  readonly name?: string
  readonly value?: unknown
  readonly data?: unknown
  readonly usage?: unknown
  readonly finishReason?: unknown
  readonly outcome?: {
    readonly type?: string
    readonly interrupts?: readonly Interrupt[] | null
  } | null
  /** In the previews of interrupts, beside an outcome that is a string. */
  readonly interrupts?: readonly Interrupt[] | null
  readonly message?: unknown
  readonly code?: unknown
  readonly error?: { readonly code?: unknown }
  readonly metadata?: (Metadata & { readonly tanstack?: Wire }) | null
}

interface Called {
  readonly name?: string
  readonly arguments?: string
}

interface Interrupt {
  readonly id?: string
  readonly reason?: string
  readonly toolCallId?: string
  readonly metadata?: { readonly kind?: string }
}

/** TanStack AI's first names for AG-UI's events. */
const FIRST_NAMES: readonly (readonly [string, string])[] = [
  ['content', 'TEXT_MESSAGE_CONTENT'],
  ['thinking', 'REASONING_MESSAGE_CONTENT'],
  ['tool_result', 'TOOL_CALL_RESULT'],
  ['done', 'RUN_FINISHED'],
  ['error', 'RUN_ERROR'],
]

/**
 * The record as AG-UI's own event. TanStack AI wraps events in its numbered NDJSON, moves its own
 * fields into `metadata`, and puts some of its events into `CUSTOM` ones; CopilotKit's first
 * runtime has other names.
 */
export function plain(wire: Wire): Wire {
  const event = !wire.type && wire.chunk ? wire.chunk : wire
  const { name = '', metadata } = event
  const type = event.type ?? ''
  if (type === 'CUSTOM' && /^(approval-requested|tool-input-available|run.accepted)$/.test(name)) {
    return { ...((event.value ?? event.data) as Wire), type: name }
  }
  if (!/^[A-Z][a-z]+[A-Z]/.test(type)) {
    const [, known = type] = FIRST_NAMES.find(([first]) => first === type) ?? []
    return { ...metadata?.tanstack, ...event, type: known.replace('THINKING_TEXT', 'REASONING') }
  }
  return {
    ...event,
    type: type
      .replace('ActionExecution', 'ToolCall')
      .replace(/\B[A-Z]/g, '_$&')
      .toUpperCase(),
    toolCallId: event.actionExecutionId,
    toolCallName: event.actionName,
    delta: event.content ?? event.args,
    content: event.result,
  } as Wire
}
