import type { Emit } from './decode-records.ts'
import type { Citation } from './openai-chat-wire.ts'

/** The sources that an answer cites: collected until its end, then each emitted once. */
export interface CitedSources {
  /** Collects a source, or lists of them; a source's title may come later than its address. */
  note(found: unknown): void
  tell(): void
}

export function citedSources(emit: Emit): CitedSources {
  /** By address, or else by title. */
  const cited = new Map<
    string,
    { readonly url: string | undefined; readonly title: string | undefined }
  >()
  return {
    note(found) {
      if (!found) return
      for (const each of [found].flat(2)) {
        const { name, title = name, url: address = each, link, source }: Citation = Object(each)
        const page = /:\//.test(source ?? '') ? source : undefined
        const url = (typeof address === 'string' && address) || link || page || undefined
        const key = url || title
        if (key) cited.set(key, { url, title: title || cited.get(key)?.title })
      }
    },
    tell() {
      for (const source of cited.values()) emit({ type: 'source', ...source })
    },
  }
}
