import type { FileSource } from './chat.ts'

/** Addresses that only this page knows, until `revoke` is called. */
export interface FilePreviews {
  /** One address a file, in their order, for an `<img>` or a link of this page. */
  readonly urls: readonly string[]
  /** Frees the files: call it when the page shows them no more, such as once the message is sent. */
  revoke(): void
}

/**
 * Addresses by which a page shows files before they are sent. An address stays what it is.
 *
 * Each keeps its file in memory until `revoke` is called or the page is left, and is of no use to a
 * server: send the file itself.
 */
export function previewFiles(files: FileSource | Iterable<FileSource>): FilePreviews {
  const sources = typeof files === 'object' && Symbol.iterator in files ? [...files] : [files]
  const made: string[] = []
  const urls = sources.map(source => {
    if (typeof source === 'string' || 'href' in source) return String(source)
    const url = URL.createObjectURL(source)
    made.push(url)
    return url
  })
  return {
    urls,
    revoke() {
      for (const url of made.splice(0)) URL.revokeObjectURL(url)
    },
  }
}
