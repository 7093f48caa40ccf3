import type { Metadata, Usage } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { recordWriter, type EventWriter } from './event-writer.ts'
import { partIds } from './part-ids.ts'

/** The ids of a run in AG-UI; the defaults are fixed, for tests and mocks. */
export interface AgUiNames {
  readonly threadId?: string | undefined
  readonly runId?: string | undefined
  /** For an answer whose events give no id. */
  readonly messageId?: string | undefined
}

/** Writes AG-UI events, as TanStack AI and others send them. */
export function writeAgUi(names: AgUiNames = {}): EventWriter {
  const run = { threadId: names.threadId ?? 'thread_1', runId: names.runId ?? 'run_1' }
  const events: object[] = []
  const calls = new Set<string>()
  const withArgs = new Set<string>()
  let messageId = names.messageId ?? 'message_1'
  let texts = 0
  let encrypted: unknown
  let metadata: Metadata | undefined
  let usage: Usage | undefined
  let state: 'new' | 'running' | 'ended' = 'new'

  const put = (event: object): void => void events.push(event)
  const ids = partIds(
    (kind, id) => {
      if (kind === 'text') put({ type: 'TEXT_MESSAGE_START', messageId: id, role: 'assistant' })
      else {
        put({ type: 'REASONING_START', messageId: id })
        put({ type: 'REASONING_MESSAGE_START', messageId: id, role: 'reasoning' })
      }
    },
    (kind, id) => {
      if (kind === 'text') return put({ type: 'TEXT_MESSAGE_END', messageId: id })
      put({ type: 'REASONING_MESSAGE_END', messageId: id })
      if (encrypted !== undefined) {
        put({
          type: 'REASONING_ENCRYPTED_VALUE',
          subtype: 'message',
          entityId: id,
          encryptedValue: encrypted,
        })
        encrypted = undefined
      }
      put({ type: 'REASONING_END', messageId: id })
    },
    (kind, count) => {
      if (kind === 'reasoning') return `reasoning_${count}`
      // The first text has the answer's own id.
      return texts++ === 0 ? messageId : `${messageId}_${texts}`
    },
  )

  const startCall = (toolCallId: string, toolCallName = ''): void => {
    if (calls.has(toolCallId)) return
    calls.add(toolCallId)
    put({ type: 'TOOL_CALL_START', toolCallId, toolCallName, parentMessageId: messageId })
  }
  const addArgs = (toolCallId: string, delta: string): void => {
    withArgs.add(toolCallId)
    put({ type: 'TOOL_CALL_ARGS', toolCallId, delta })
  }
  /** TanStack AI ignores the result of a tool call that was not started. */
  const ensureCall = (toolCallId: string, toolName?: string): void => {
    if (calls.has(toolCallId)) return
    startCall(toolCallId, toolName)
    put({ type: 'TOOL_CALL_END', toolCallId })
  }

  const tell = (event: StreamEvent): void | false => {
    if (state === 'new') {
      state = 'running'
      const told = event.type === 'start' ? event : undefined
      messageId = told?.messageId ?? messageId
      put({ type: 'RUN_STARTED', ...run, metadata: told?.metadata })
    }
    if (event.type.startsWith('reasoning') && 'metadata' in event) {
      encrypted = event.metadata?.encryptedValue ?? encrypted
    }
    const id = ids.follow(event)
    switch (event.type) {
      case 'start':
      case 'text-start':
      case 'text-end':
        return
      case 'text-delta':
        return put({ type: 'TEXT_MESSAGE_CONTENT', messageId: id, delta: event.delta })
      case 'reasoning-start':
      case 'reasoning-end':
        return
      case 'reasoning-delta':
        return put({ type: 'REASONING_MESSAGE_CONTENT', messageId: id, delta: event.delta })
      case 'tool-input-start':
        return startCall(event.toolCallId, event.toolName)
      case 'tool-input-delta':
        startCall(event.toolCallId)
        // A delta without text carries a snapshot, which is written with the whole call.
        return event.delta ? addArgs(event.toolCallId, event.delta) : undefined
      case 'tool-call': {
        const { toolCallId, toolName, input = {}, inputText = JSON.stringify(input) } = event
        startCall(toolCallId, toolName)
        if (!withArgs.has(toolCallId)) addArgs(toolCallId, inputText)
        return put({ type: 'TOOL_CALL_END', toolCallId })
      }
      case 'tool-approval-request': {
        const { approvalId, toolCallId, toolName, input } = event
        const value = { toolCallId, toolName, input, approval: { id: approvalId } }
        return put({ type: 'CUSTOM', name: 'approval-requested', value })
      }
      case 'tool-result': {
        const { toolCallId, output } = event
        ensureCall(toolCallId, event.toolName)
        const content = typeof output === 'string' ? output : JSON.stringify(output ?? null)
        if (event.preliminary) return
        return put({
          type: 'TOOL_CALL_RESULT',
          messageId: `${toolCallId}_result`,
          toolCallId,
          content,
        })
      }
      case 'tool-error': {
        const { toolCallId, errorText: error } = event
        ensureCall(toolCallId, event.toolName)
        return put({
          type: 'TOOL_CALL_RESULT',
          messageId: `${toolCallId}_result`,
          toolCallId,
          content: JSON.stringify({ error }),
          state: 'output-error',
        })
      }
      case 'data': {
        const { name, id: dataId, data, transient } = event
        if (transient) return put({ type: 'RAW', event: data })
        if (name === 'state') return put({ type: 'STATE_SNAPSHOT', snapshot: data })
        return put(
          dataId === undefined
            ? { type: 'CUSTOM', name, value: data }
            : { type: 'ACTIVITY_SNAPSHOT', messageId: dataId, activityType: name, content: data },
        )
      }
      case 'step-start':
        return put({ type: 'STEP_STARTED', stepName: 'step' })
      case 'step-end':
        return put({ type: 'STEP_FINISHED', stepName: 'step' })
      case 'metadata':
        metadata = { ...metadata, ...event.metadata }
        return
      case 'usage':
        usage = event.usage
        return
      case 'finish':
        state = 'ended'
        return put({
          type: 'RUN_FINISHED',
          ...run,
          usage: countsOf(event.usage ?? usage),
          metadata: { ...metadata, tanstack: { finishReason: event.reason } },
        })
      case 'error':
        state = 'ended'
        return put({
          type: 'RUN_ERROR',
          message: event.message,
          code: event.code,
          usage: countsOf(usage),
        })
      case 'abort':
        state = 'ended'
        return put({ type: 'RUN_ERROR', message: event.reason ?? 'Aborted', code: 'abort' })
      default:
        return false
    }
  }
  return recordWriter({ wire: 'ag-ui', tell, records: events, hasEnded: () => state === 'ended' })
}

function countsOf(usage: Usage | undefined): readonly object[] | undefined {
  if (!usage) return undefined
  const { raw: _, ...counts } = usage
  return [counts]
}
