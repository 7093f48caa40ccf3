import type { FilePart } from 'nanowire'
import { fileIn } from './data-url.ts'
import { element } from './element.ts'
import { icon } from './icon.ts'
import type { PartView } from './part-view.ts'
import { point } from './safe-link.ts'
import { thumbnail } from './thumbnail.ts'

/** A file of a message, to download; an image in a `data:` URL is shown. */
export function fileView(): PartView<FilePart> {
  const name = element('span', { dir: 'auto' })
  const link = element('a', { class: 'link file' }, icon('file'), name)
  let url = ''
  return {
    element: link,
    show(part) {
      name.textContent = part.filename ?? `A file (${part.mediaType})`
      link.download = part.filename ?? ''
      point(link, part.url)
      if (part.url === url) return
      url = part.url
      const file = fileIn(part.url, part.filename)
      if (file) void showImage(file)
    },
  }

  async function showImage(file: File): Promise<void> {
    const image = await thumbnail(file, '')
    if (!image) return
    image.setAttribute('aria-hidden', 'true')
    link.querySelector('svg, canvas')?.replaceWith(image)
  }
}
