import { $attachments, detach, type Attachment } from './attachments.ts'
import { byId, element } from './element.ts'
import { icon } from './icon.ts'
import { iconButton } from './icon-button.ts'
import { thumbnail } from './thumbnail.ts'

/** Shows the files that go with the next message above the field, each with a button that removes it. */
export function showAttachments(): void {
  const list = byId('attachments', HTMLUListElement)
  const message = byId('message', HTMLTextAreaElement)
  const shown = new Map<number, HTMLElement>()

  $attachments.subscribe(attachments => {
    list.hidden = attachments.length === 0
    for (const [id, item] of shown) {
      if (attachments.some(one => one.id === id)) continue
      if (item.contains(document.activeElement)) message.focus()
      item.remove()
      shown.delete(id)
    }
    for (const attachment of attachments) {
      if (shown.has(attachment.id)) continue
      const item = itemOf(attachment)
      shown.set(attachment.id, item)
      list.append(item)
    }
  })
}

function itemOf({ id, file }: Attachment): HTMLElement {
  const picture = icon('file')
  const item = element(
    'li',
    {},
    picture,
    element('span', { class: 'file-name', dir: 'auto' }, file.name),
    element('span', { class: 'file-size' }, sizeInWords(file.size)),
    iconButton('remove', `Remove ${file.name}`, () => detach(id)),
  )
  void thumbnail(file, file.name).then(image => {
    if (image) picture.replaceWith(image)
  })
  return item
}

function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
