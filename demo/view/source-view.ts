import type { SourcePart } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'
import { point } from './safe-link.ts'

/** A source that the answer names: its title, and where it is. */
export function sourceView(): PartView<SourcePart> {
  const title = element('span', { class: 'source-title', dir: 'auto' })
  const place = element('span', { class: 'source-place' })
  const link = element('a', { class: 'link source' }, title, place)
  return {
    element: link,
    show(part) {
      title.textContent = part.title ?? part.filename ?? part.url ?? 'A source without a name'
      place.textContent = hostOf(part.url)
      place.hidden = place.textContent === ''
      point(link, part.url)
    },
  }
}

function hostOf(url = ''): string {
  return URL.canParse(url) ? new URL(url).host : ''
}
