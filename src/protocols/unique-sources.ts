import type { Emit } from './decode-records.ts'

/** A source, with the field names of Google's APIs. */
export interface WireSource {
  readonly url?: string | null | undefined
  readonly uri?: string | null
  readonly sourceUri?: string | null
  readonly document_uri?: string | null
  readonly title?: string | null
  readonly name?: string | null
  readonly file_name?: string | null
  /** All that is known of a document without a name. */
  readonly fileSearchStore?: string | null
}

/** Emits each source once; a source is identified by its address, or else by its title. */
export function uniqueSources(emit: Emit): (source: WireSource | null | undefined) => void {
  const known = new Set<string>()
  return source => {
    const url = source?.url || source?.uri || source?.sourceUri || source?.document_uri || undefined
    const title =
      source?.title || source?.name || source?.file_name || source?.fileSearchStore || undefined
    const key = url ?? title
    if (!key || known.has(key)) return
    known.add(key)
    emit({ type: 'source', url, title, filename: source?.file_name || undefined })
  }
}
