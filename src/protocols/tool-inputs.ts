import type { Metadata } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { Emit } from './decode-records.ts'

export interface ToolInputs {
  /** Begins a call, unless it is known already. */
  start(id: string, name: string, metadata?: Metadata, providerExecuted?: boolean): void
  append(id: string, delta: string): void
  /**
   * Ends a call's input. Without `input`, the fragments together are the input. A call that has
   * ended already changes only if it is given an `input` or an `inputText`, which is by default the
   * input's JSON.
   */
  complete(id: string, input?: unknown, metadata?: Metadata, inputText?: string): void
  /** Ends every input that is still open; `isCut` says that the model was cut off. */
  completeAll(isCut?: boolean): void
}

/** Emits tool calls whose inputs arrive in fragments. */
export function toolInputs(emit: Emit): ToolInputs {
  const open = new Map<string, string>()
  const names = new Map<string, string>()

  const complete = (
    toolCallId: string,
    value?: unknown,
    metadata?: Metadata,
    inputText = value === undefined ? open.get(toolCallId) : JSON.stringify(value),
  ): void => {
    open.delete(toolCallId)
    if (inputText === undefined) return
    const input = value ?? parseInput(inputText)
    const toolName = names.get(toolCallId)
    emit({ type: 'tool-call', toolCallId, toolName, inputText, input, metadata })
  }

  return {
    start(toolCallId, toolName, metadata, isProviders) {
      if (names.has(toolCallId)) return
      names.set(toolCallId, toolName)
      open.set(toolCallId, '')
      const providerExecuted = isProviders || undefined
      emit({ type: 'tool-input-start', toolCallId, toolName, metadata, providerExecuted })
    },
    append(toolCallId, delta) {
      if (delta === '') return
      open.set(toolCallId, (open.get(toolCallId) ?? '') + delta)
      emit({ type: 'tool-input-delta', toolCallId, delta })
    },
    complete,
    completeAll(isCut) {
      for (const [id, text] of open) {
        if (isCut && !text.trim()) emit(cutCall(id))
        else complete(id)
      }
      open.clear()
    },
  }
}

/** Ends a call that the model's limit cut off, which might otherwise run with half of its input. */
export function cutCall(toolCallId: string, input: unknown = {}, metadata?: Metadata): StreamEvent {
  const errorText = 'The model was cut off before it wrote the whole input.'
  return { type: 'tool-error', toolCallId, input, errorText, metadata }
}

/** Parses a whole input: `{}` for a blank one, `undefined` for one that is not JSON. */
export function parseInput(inputText: string): unknown {
  try {
    return JSON.parse(inputText.trim() || '{}')
  } catch {
    // Small models write invalid JSON; the text itself is on the event.
    return undefined
  }
}
