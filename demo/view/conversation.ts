import { chat } from '../chat.ts'
import { byId } from './element.ts'
import { copyCode } from './copy.ts'
import { messageRow, type Row } from './message-row.ts'
import { showInOrder } from './show-in-order.ts'

/**
 * Keeps one row per message, in order; rows that stay are not touched. Returns the function that
 * removes them from the page, while the chat continues.
 */
export function showConversation(): () => void {
  const list = byId('messages', HTMLDivElement)
  const log = byId('conversation', HTMLDivElement)
  const welcome = byId('welcome', HTMLElement)
  const rows = new Map<string, Row>()

  copyCode(log)
  const unsubscribe = chat.$messageIds.subscribe(ids => {
    const keepFocus = focusIn(list, log)
    welcome.hidden = ids.length > 0
    for (const [id, row] of rows) {
      if (ids.includes(id)) continue
      row.remove()
      rows.delete(id)
    }
    for (const id of ids) if (!rows.has(id)) rows.set(id, messageRow(id))
    showInOrder(
      list,
      ids.map(id => rows.get(id)!.element),
    )
    keepFocus()
  })
  return () => {
    unsubscribe()
    for (const row of rows.values()) row.remove()
  }
}

/**
 * Remembers where the focus is in a list. Returns the function that restores it if its row is gone:
 * to the same button of the row in its place, such as another version of the answer, or to the
 * list.
 */
function focusIn(list: HTMLElement, whole: HTMLElement): () => void {
  const focused = document.activeElement
  const index = [...list.children].findIndex(row => row.contains(focused))
  const does = focused instanceof HTMLElement ? focused.dataset.does : undefined
  return () => {
    if (index < 0 || list.contains(focused)) return
    const same = does && list.children[index]?.querySelector<HTMLElement>(`[data-does=${does}]`)
    if (same) same.focus()
    if (document.activeElement === document.body) whole.focus({ preventScroll: true })
  }
}
