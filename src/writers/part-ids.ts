import type { StreamEvent } from '../stream-event.ts'

type Kind = 'text' | 'reasoning'

export interface PartIds {
  /**
   * Calls `start` and `end` for the parts that the event opens and closes; returns its part's id.
   */
  follow(event: StreamEvent): string | undefined
  /** Ends the parts that are still open. */
  end(): void
}

/**
 * Ids of text and reasoning parts, for a wire that requires each to have an id, a start and an end:
 * the events need not have any of these.
 */
export function partIds(
  start: (kind: Kind, id: string, event: StreamEvent | undefined) => void,
  end: (kind: Kind, id: string, event: StreamEvent | undefined) => void,
  name: (kind: Kind, count: number, id: string | undefined) => string,
): PartIds {
  /** The open parts, by their kind and the id in their events. */
  const open = new Map<string, { readonly kind: Kind; readonly id: string }>()
  let count = 0

  const close = (key: string, event?: StreamEvent): void => {
    const part = open.get(key)
    if (!part) return
    open.delete(key)
    end(part.kind, part.id, event)
  }
  const closeAll = (): void => {
    for (const key of open.keys()) close(key)
  }

  return {
    end: closeAll,
    follow(event) {
      if (event.type === 'metadata' || event.type === 'usage') return undefined
      const [kind, step] = event.type.split('-') as [Kind, string]
      const isPart = kind === 'text' || kind === 'reasoning'
      const given = isPart && 'id' in event ? event.id : undefined
      const key = `${kind} ${given ?? ''}`
      // A part without an id ends where another begins.
      for (const other of ['text ', 'reasoning ']) if (other !== key) close(other)
      if (!isPart) {
        if (/^(step|reset|finish|error|abort)/.test(event.type)) closeAll()
        return undefined
      }
      const known = open.get(key)
      if (step === 'end') {
        close(key, event)
        return known?.id
      }
      if (known) return known.id
      const id = name(kind, ++count, given)
      open.set(key, { kind, id })
      start(kind, id, event)
      return id
    },
  }
}
