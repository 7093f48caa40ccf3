import type { Emit } from './decode-records.ts'
import type { Wire } from './ag-ui-wire.ts'
import { applyPatch, type PatchOperation } from './json-patch.ts'
import { parseOutput } from './parse-output.ts'

/**
 * Reads what a server sends as snapshots and deltas: a state, activities, and the progress of
 * subagents. Each change emits the whole as data, under the same name and id. Returns whether the
 * record could be applied.
 */
export function agUiDocuments(emit: Emit): (type: string, event: Wire) => boolean {
  const documents = new Map<string, unknown>()

  return (type, event) => {
    const isState = type.includes('STATE')
    const isAgent = type.startsWith('SUBAGENT')
    const name = isState ? 'state' : isAgent ? 'subagent' : (event.activityType ?? 'activity')
    const id = isState ? name : isAgent ? (event.subagentRunId ?? undefined) : event.messageId
    const key = `${name} ${id}`
    let data = event.content
    if (isState) data = event.snapshot === undefined ? parseOutput(event.state) : event.snapshot
    if (isAgent) {
      const { type: _, subagentRunId: __, timestamp: ___, ...more } = event
      const status = type.slice(9).toLowerCase()
      data = { ...(documents.get(key) as object), ...more, status }
    } else if (type.endsWith('DELTA')) {
      if (!isState && !documents.has(key)) return false
      const before = documents.get(key) ?? {}
      const patch = event.patch ?? event.delta
      try {
        // Before it sent patches, TanStack AI sent the fields that had changed.
        data = Array.isArray(patch)
          ? applyPatch(before, patch as readonly PatchOperation[])
          : { ...before, ...(patch as object) }
      } catch {
        return false
      }
    } else if (event.replace === false && documents.has(key)) return true
    documents.set(key, data)
    emit({ type: 'data', name, id, data })
    return true
  }
}
