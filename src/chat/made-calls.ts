import type { ToolCallPart } from '../message.ts'
import { errorTextOf } from '../stream-error.ts'
import type { StreamEvent } from '../stream-event.ts'

/** What a tool gets besides its input. */
export interface PageToolContext {
  /** Aborts if the answer ends or is stopped before the tool has returned. */
  readonly signal: AbortSignal
  readonly toolCallId: string
}

/**
 * Returns a call's output, which must be plain JSON; `undefined` becomes `null`. What it throws
 * goes to the model as the call's failure.
 *
 * The model wrote the input, and its type is not checked: check it before you use it.
 */
export type PageTool<Input = unknown, Output = unknown> = {
  // A method: only then may the type of the parameter be narrower.
  run(input: Input, context: PageToolContext): Output | Promise<Output>
}['run']

/** The tool calls of an answer that run in the page. */
export interface MadeCalls {
  /** Runs a call, unless it is running or done. */
  start(call: ToolCallPart, tool: PageTool): void
  /** Sets the result of a call without running a tool. */
  setResult(call: ToolCallPart, result: StreamEvent): void
  /** Aborts a running call; what its tool still returns is dropped. */
  giveUp(call: ToolCallPart): void
  /** Aborts a call, and drops its result. */
  forget(call: ToolCallPart): void
  readonly isUnderWay: (call: ToolCallPart) => boolean
  readonly resultOf: (call: ToolCallPart) => StreamEvent | undefined
  /** Aborts all running calls. */
  readonly stop: () => void
}

/** Keeps the running calls and the results; `onChange` is called at each result, and at a stop. */
export function madeCalls(onChange: () => void): MadeCalls {
  const underWay = new Map<string, AbortController>()
  const results = new Map<string, StreamEvent>()
  const keys = new WeakMap<ToolCallPart, string>()

  /** The key has the name and the input too: another call may come under the same id. */
  const keyOf = (call: ToolCallPart): string => {
    const { toolCallId, toolName, input } = call
    const key = keys.get(call) ?? JSON.stringify([toolCallId, toolName, input])
    keys.set(call, key)
    return key
  }

  const giveUp = (call: ToolCallPart): void => {
    const key = keyOf(call)
    underWay.get(key)?.abort()
    underWay.delete(key)
  }

  return {
    start(call, tool) {
      const { toolCallId, input } = call
      const key = keyOf(call)
      if (underWay.has(key) || results.has(key)) return
      const controller = new AbortController()
      underWay.set(key, controller)
      const settle = (result: StreamEvent): void => {
        // An aborted call may have been started again.
        if (underWay.get(key) !== controller) return
        underWay.delete(key)
        results.set(key, result)
        onChange()
      }
      const run = async (): Promise<unknown> =>
        jsonOf(await tool(input, { signal: controller.signal, toolCallId }))
      run().then(
        output => settle({ type: 'tool-result', toolCallId, output }),
        error => settle(failure(toolCallId, error)),
      )
    },
    setResult: (call, result) => void results.set(keyOf(call), result),
    giveUp,
    forget(call) {
      giveUp(call)
      results.delete(keyOf(call))
    },
    isUnderWay: call => underWay.has(keyOf(call)),
    resultOf: call => results.get(keyOf(call)),
    stop() {
      for (const tool of underWay.values()) tool.abort()
      onChange()
    },
  }
}

/** The result of a call that failed. */
export function failure(toolCallId: string, error: unknown): StreamEvent {
  const errorText = errorTextOf(error) ?? 'The tool failed.'
  return { type: 'tool-error', toolCallId, errorText }
}

/** The output as it is kept and sent: a copy, safe from later changes to the tool's object. */
function jsonOf(output: unknown): unknown {
  const json = JSON.stringify(output ?? null) as string | undefined
  if (json === undefined) throw new Error('The tool gave no JSON. Return plain data.')
  return JSON.parse(json)
}
