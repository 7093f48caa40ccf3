import type { Part, ToolCallPart } from '../message.ts'
import { defined } from './defined.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { closed } from './message-parts.ts'

/**
 * The parts of a snapshot, and the earlier ones of kinds that it does not have. Of a known call,
 * the approval and the result stay.
 */
export function snapshotParts(sent: readonly Part[], before: readonly Part[]): Part[] {
  // A snapshot always sends text and calls; of other kinds, it may never send any.
  const kinds = new Set(['text', 'tool-call', ...sent.map(kindOf)])
  return [
    ...before.filter(part => !kinds.has(kindOf(part))).map(closed),
    ...sent.map(part => {
      const known = part.type === 'tool-call' && before.findLast(one => isSameCall(one, part))
      return known ? withKnown(part as ToolCallPart, known as ToolCallPart) : part
    }),
  ]
}

/** Data has a kind for each name: a snapshot with one kind of data may not send the others. */
function kindOf(part: Part): string {
  return part.type === 'data' ? `data ${part.name}` : part.type
}

/** Whether both are of the same tool call. */
export function isSameCall(one: Part, other: Part): boolean {
  return (
    one.type === 'tool-call' && other.type === 'tool-call' && one.toolCallId === other.toolCallId
  )
}

/** A call of a snapshot, which cannot express approvals, refusals and failures. */
function withKnown(sent: ToolCallPart, known: ToolCallPart): ToolCallPart {
  const stage = sent.state === 'input-available' ? 'approval' : 'output'
  if (known.state.startsWith(stage)) return known
  const { approval, providerExecuted, metadata } = known
  return {
    ...sent,
    ...defined({ approval, providerExecuted }),
    ...(metadata && { metadata: mergeMetadata(metadata, sent.metadata) }),
  }
}
