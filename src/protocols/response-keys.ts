import type { Wire } from './openai-responses-wire.ts'

/** Keys for the items of a response and for their content parts, the same from event to event. */
export interface ResponseKeys {
  /**
   * An item's key: its index, since some servers change an item's id with every event. Ids help
   * with servers that leave the index out, give it twice, or increase it before an item is done.
   * `isAnnounced` says that the event adds the item.
   */
  item(event: Wire, isAnnounced: boolean): string
  /** The key of a content part of this item; `isAnnounced` says that the event adds the part. */
  content(key: string, event: Wire, isAnnounced: boolean): string
  /** The keys of the items that are done. */
  readonly ended: Set<string>
}

export function responseKeys(): ResponseKeys {
  const keys = new Map<string, string>()
  const ended = new Set<string>()
  const begun = new Set<string>()
  /** By item, the indexes of the content parts that were announced. */
  const contents = new Map<string, number[]>()
  let latest = ''

  return {
    item({ output_index: index, item_id: itemId, item }, isAnnounced) {
      // llama.cpp gives a call no item id, and sends its `call_id` as the item id of its deltas.
      const id = itemId ?? item?.id ?? (index == null ? item?.call_id : undefined)
      const known = keys.get(id ?? '')
      latest = known ?? String(index ?? id ?? latest)
      // Helicone gives all items the same index.
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
      // vLLM increases the index with each item, or with each delta.
      const place = announced.indexOf(index ?? 0)
      return `${key}.${place < 0 ? Math.max(announced.length - 1, 0) : place}`
    },
    ended,
  }
}
