import type { Wire } from './openai-responses-wire.ts'

/** What the items of a response and their contents are known by. */
export interface ResponseKeys {
  /**
   * An item's key: its index, which holds where ids change from event to event, but for the servers
   * that leave it out, give it twice, or count on before an item is done. The event may announce it.
   */
  item(event: Wire, isAnnounced: boolean): string
  /** The key of a content of this item, which the event may announce. */
  content(key: string, event: Wire, isAnnounced: boolean): string
  /** The items that are done. */
  readonly ended: Set<string>
}

export function responseKeys(): ResponseKeys {
  const keys = new Map<string, string>()
  const ended = new Set<string>()
  const begun = new Set<string>()
  /** By item, the contents that were announced. */
  const contents = new Map<string, number[]>()
  let latest = ''

  return {
    item({ output_index: index, item_id: itemId, item }, isAnnounced) {
      // llama.cpp gives calls no id of their own, and tells their pieces by that of the call.
      const id = itemId ?? item?.id ?? (index == null ? item?.call_id : undefined)
      const known = keys.get(id ?? '')
      latest = known ?? String(index ?? id ?? latest)
      // Helicone gives all items one index.
      if (!known && (ended.has(latest) || (isAnnounced && begun.has(latest)))) {
        // Some servers give an item neither an id nor an index.
        if (id) latest = id
        else if (item && index === undefined) latest += '+'
      }
      if (item && id) keys.set(id, latest)
      if (isAnnounced) begun.add(latest)
      return latest
    },
    content(key, { content_index: index }, isAnnounced) {
      const announced = contents.get(key) ?? []
      if (isAnnounced && index != null) announced.push(index)
      contents.set(key, announced)
      // vLLM counts on with each item, or with each delta.
      const place = announced.indexOf(index ?? 0)
      return `${key}.${place < 0 ? Math.max(announced.length - 1, 0) : place}`
    },
    ended,
  }
}
