import type { Part, ToolCallPart } from '../message.ts'
import { defined } from './defined.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { closed } from './message-parts.ts'

/**
 * The parts that a snapshot tells of a message, and those that it leaves out because it has none of
 * their kind; of a call, how it was asked and what came of it stay as they were told before.
 */
export function snapshotParts(told: readonly Part[], before: readonly Part[]): Part[] {
  // That there is none of a kind does not mean that there was none.
  const kinds = new Set(['text', 'tool-call', ...told.map(kindOf)])
  return [
    ...before.filter(part => !kinds.has(kindOf(part))).map(closed),
    ...told.map(part => {
      const known = part.type === 'tool-call' && before.findLast(one => isSameCall(one, part))
      return known ? withKnown(part as ToolCallPart, known as ToolCallPart) : part
    }),
  ]
}

/** A snapshot that tells one kind of data, such as what an agent is at, may know nothing of another. */
function kindOf(part: Part): string {
  return part.type === 'data' ? `data ${part.name}` : part.type
}

/** Whether both are of the same tool call. */
export function isSameCall(one: Part, other: Part): boolean {
  return (
    one.type === 'tool-call' && other.type === 'tool-call' && one.toolCallId === other.toolCallId
  )
}

/** A call as a snapshot tells it, which has no words for approvals, refusals and failures. */
function withKnown(told: ToolCallPart, known: ToolCallPart): ToolCallPart {
  const stage = told.state === 'input-available' ? 'approval' : 'output'
  if (known.state.startsWith(stage)) return known
  const { approval, providerExecuted, metadata } = known
  return {
    ...told,
    ...defined({ approval, providerExecuted }),
    ...(metadata && { metadata: mergeMetadata(metadata, told.metadata) }),
  }
}
