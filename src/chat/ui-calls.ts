import type { Metadata, ToolCallPart, ToolCallState } from '../message.ts'
import { defined } from '../messages/defined.ts'
import { parseOutput } from '../protocols/parse-output.ts'
import { told } from '../protocols/told.ts'
import { parseInput } from '../protocols/tool-inputs.ts'
import type { UiCall, UiPart } from './ui-message.ts'

/** The states that have another name here. */
const STATES: Readonly<Record<string, ToolCallState>> = {
  'partial-call': 'input-streaming',
  'awaiting-input': 'input-streaming',
  call: 'input-available',
  'input-complete': 'input-available',
  result: 'output-available',
  complete: 'output-available',
  error: 'output-error',
}

/** A call as a part, with everything that its server needs back. */
export function callPart(wire: UiCall): ToolCallPart {
  const { type = '', approval, arguments: text, providerExecuted, preliminary } = wire
  const { toolCallId = wire.id ?? '', toolName = wire.name ?? type.slice(5) } = wire
  const { input = wire.args ?? (text ? parseInput(text) : undefined) } = wire
  const { output = wire.result, title, toolMetadata, resultProviderMetadata } = wire
  const { state = '' } = wire
  const known = STATES[state] ?? (state as ToolCallState)
  // TanStack AI does not change the state of a call whose tool has run on the server.
  const isAnswered = known === 'input-available' && output !== undefined
  const hasFailed = known === 'output-error'
  const { id, approved, reason, needsApproval: _, ...asked } = approval ?? {}
  const metadata = told({
    ...wire.callProviderMetadata,
    ...withoutBookkeeping(wire.metadata),
    dynamic: type === 'dynamic-tool',
    title,
    toolMetadata,
    resultProviderMetadata,
    approval: told(asked),
  })
  return defined({
    type: 'tool-call' as const,
    toolCallId,
    toolName,
    inputText: text ?? textOfInput(wire.rawInput ?? input),
    input,
    state: isAnswered ? 'output-available' : known,
    output: hasFailed ? undefined : output,
    errorText: wire.errorText,
    preliminary,
    providerExecuted: providerExecuted ?? (wire.metadata?.providerExecuted === true || undefined),
    approval: id === undefined ? undefined : defined({ id, approved, reason }),
    metadata,
  })
}

/** Metadata without TanStack AI's own bookkeeping. */
export function withoutBookkeeping(metadata: Metadata | null | undefined): Metadata {
  const { tanstack: _, ...own } = metadata ?? {}
  return own
}

function textOfInput(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '')
}

/** Puts the results, which TanStack AI keeps as parts of their own, into their calls. */
export function withResults(parts: readonly UiPart[]): readonly UiPart[] {
  const results = new Map(parts.filter(isResult).map(part => [part.toolCallId, part]))
  return parts.flatMap(part => {
    if (isResult(part)) return []
    const result = part.type === 'tool-call' ? results.get(part.id) : undefined
    if (!result) return [part]
    const { state, error, content } = result
    return [
      state === 'error'
        ? { ...part, state, errorText: error ?? String(content) }
        : { ...part, state: 'complete', output: part.output ?? parseOutput(content) },
    ]
  })
}

/** Not the AI SDK's call of a tool named `result`. */
function isResult(part: UiPart): boolean {
  return part.type === 'tool-result' && part.content !== undefined
}
