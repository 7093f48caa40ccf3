import type { FileSource } from './chat.ts'

/** Addresses that only this page knows, until `revoke` is called. */
export interface FilePreviews {
  /** An address for each file, in order, for an `<img>` or a link of this page. */
  readonly urls: readonly string[]
  /**
   * Frees the files: call it once the page no longer shows them, such as when the message is sent.
   */
  revoke(): void
}

/**
 * Addresses with which a page can show files before they are sent. A source that is an address
 * stays as it is.
 *
 * Each address keeps its file in memory until `revoke` is called or the page is left. A server
 * cannot read it: send the file itself.
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
