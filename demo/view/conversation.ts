import { chat } from '../chat.ts'
import { byId } from './element.ts'
import { messageRow, type Row } from './message-row.ts'

/** Keeps one row for each message, in order; a row that stays is not touched. */
export function showConversation(): void {
  const list = byId('messages', HTMLDivElement)
  const log = byId('conversation', HTMLDivElement)
  const welcome = byId('welcome', HTMLElement)
  const rows = new Map<string, Row>()

  chat.$messageIds.subscribe(ids => {
    welcome.hidden = ids.length > 0
    for (const [id, row] of rows) {
      if (ids.includes(id)) continue
      row.remove()
      rows.delete(id)
    }
    for (const [index, id] of ids.entries()) {
      const row = rows.get(id) ?? messageRow(id)
      rows.set(id, row)
      const inPlace = list.children[index]
      if (inPlace !== row.element) list.insertBefore(row.element, inPlace ?? null)
    }
  })

  // A busy log is read out once it is whole, not word by word.
  chat.$isLoading.subscribe(isLoading => log.setAttribute('aria-busy', `${isLoading}`))
}
