import type { Emit } from './decode-records.ts'
import type { Citation } from './openai-chat-wire.ts'

/** What an answer cites: kept for its end, where each source is told once. */
export interface CitedSources {
  /** Keeps what was found, alone or in lists, with the title that a source may get later. */
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
