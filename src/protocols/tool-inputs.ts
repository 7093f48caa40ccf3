import type { Metadata } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import type { Emit } from './decode-records.ts'

export interface ToolInputs {
  /** Begins a call; one that is known already is left as it is. */
  start(id: string, name: string, metadata?: Metadata, providerExecuted?: boolean): void
  append(id: string, delta: string): void
  /**
   * Ends a call's input; without a value it is what the fragments hold together. An input that has
   * ended already changes only if there is a value, which is JSON where it has no text of its own.
   */
  complete(id: string, input?: unknown, metadata?: Metadata, inputText?: string): void
  /** Ends every input that is still open; `isCut` tells that the model was cut off. */
  completeAll(isCut?: boolean): void
}

/** Tool calls whose inputs arrive in fragments, told as events as they come. */
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

/** The end of a call that the model's limit cut off: without this, it might be made with what there is. */
export function cutCall(toolCallId: string, input: unknown = {}, metadata?: Metadata): StreamEvent {
  const errorText = 'The model was cut off before it wrote the whole input.'
  return { type: 'tool-error', toolCallId, input, errorText, metadata }
}

/** The value of a whole input, `{}` for a blank one, `undefined` for one that is not JSON. */
export function parseInput(inputText: string): unknown {
  try {
    return JSON.parse(inputText.trim() || '{}')
  } catch {
    // Small models write invalid JSON; the text itself is on the event.
    return undefined
  }
}
