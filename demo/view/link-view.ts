import type { FilePart, SourcePart } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'

/** A source that the answer names. */
export function sourceView(): PartView<SourcePart> {
  const link = element('a', { class: 'link', target: '_blank', rel: 'noopener noreferrer' })
  return {
    element: link,
    show(part) {
      link.textContent = part.title ?? part.filename ?? part.url ?? 'A source without a name'
      point(link, part.url)
    },
  }
}

/** A file that the answer carries, to be downloaded. */
export function fileView(): PartView<FilePart> {
  const link = element('a', { class: 'link', target: '_blank', rel: 'noopener noreferrer' })
  return {
    element: link,
    show(part) {
      const name = part.filename ?? `A file (${part.mediaType})`
      link.textContent = name
      link.download = part.filename ?? ''
      point(link, part.url)
    },
  }
}

/** What a server sends is not to be trusted: a link to a script stays mere text. */
function point(link: HTMLAnchorElement, url: string | undefined): void {
  const isSafe = url !== undefined && /^(https?|data|blob):/i.test(url)
  if (isSafe) link.href = url
  else link.removeAttribute('href')
}
