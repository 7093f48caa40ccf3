import { byId, element } from '../view/element.ts'
import type { Range } from './ancestry.ts'
import type { BoundedLog } from './bounded-log.ts'
import { drawnRange } from './drawn-range.ts'
import { onItemClick } from './on-item-click.ts'
import { $selection, type Selection } from './wire-state.ts'

/** The height of a row, the same as in the style sheet. */
const ROW = 26

export interface LaneOptions<Item> {
  readonly lane: Selection['lane']
  readonly cells: (item: Item) => readonly [name: string, detail: string]
  /** A property of an item that its style should show. */
  readonly mark?: (item: Item) => string | undefined
}

/** A list of any length, of which only the visible part is drawn. */
export interface LaneView<Item> {
  /** Shows the items from the reads up to this one, and marks the kin of the selection. */
  show(log: BoundedLog<Item>, lastRead: number, kin: Range | undefined): void
}

/** The view of a lane, in the elements with its name on the page. */
export function laneView<Item extends { readonly read: number }>({
  lane,
  cells,
  mark,
}: LaneOptions<Item>): LaneView<Item> {
  const list = byId(`${lane}s`, HTMLDivElement)
  const note = byId(`${lane}s-note`, HTMLElement)
  const room = element('div', { class: 'room', role: 'presentation' })
  list.append(room)
  const rows = drawnRange(room, rowOf)
  let log: BoundedLog<Item> | undefined
  let count = 0
  let kin: Range | undefined
  let follows = true

  list.addEventListener('scroll', () => {
    follows = list.scrollHeight - list.clientHeight - list.scrollTop < ROW
    draw()
  })
  // A hidden list has no height to scroll by.
  let isShown = false
  new ResizeObserver(() => {
    const wasShown = isShown
    isShown = list.clientHeight > 0
    if (wasShown || !isShown) return
    if (follows && !kin) list.scrollTop = list.scrollHeight
    draw()
  }).observe(list)
  onItemClick(list, index => {
    if (index < (log?.first ?? 0)) return
    const selected = $selection.get()
    const isSelected = selected?.lane === lane && selected.index === index
    $selection.set(isSelected ? undefined : { lane, index })
  })
  list.addEventListener('keydown', event => {
    const selected = $selection.get()
    const at = selected?.lane === lane ? selected.index : undefined
    const last = (log?.first ?? 0) + count - 1
    const next = {
      ArrowDown: at === undefined ? last : at + 1,
      ArrowUp: at === undefined ? last : at - 1,
      Home: log?.first ?? 0,
      End: last,
    }[event.key]
    if (next === undefined || count === 0) return
    event.preventDefault()
    $selection.set({ lane, index: Math.max(log?.first ?? 0, Math.min(next, last)) })
  })

  function draw(): void {
    if (!log) return
    const from = Math.max(0, Math.floor(list.scrollTop / ROW) - 4)
    const to = Math.min(count, from + Math.ceil(list.clientHeight / ROW) + 8)
    const { first } = log
    for (const [index, row] of rows.show(first + from, first + to - 1)) {
      tell(row, index)
      row.style.translate = `0 ${(index - first) * ROW}px`
    }
    const selected = $selection.get()
    const active = selected?.lane === lane ? `${lane}-${selected.index}` : ''
    list.setAttribute('aria-activedescendant', active)
  }

  function rowOf(index: number): HTMLElement {
    const item = log!.at(index)!
    const [name, detail] = cells(item)
    return element(
      'div',
      {
        class: 'row',
        id: `${lane}-${index}`,
        role: 'option',
        'data-index': `${index}`,
        'data-mark': mark?.(item),
        'aria-posinset': `${index + 1}`,
      },
      element('span', { class: 'number' }, `${index + 1}`),
      ...(name === '' ? [] : [element('span', { class: 'name' }, name)]),
      element('span', { class: 'detail' }, detail.replaceAll('\n', '\\n')),
    )
  }

  /** Updates what changes after the row is drawn. */
  function tell(row: HTMLElement, index: number): void {
    const selected = $selection.get()
    row.toggleAttribute('data-kin', kin !== undefined && index >= kin[0] && index <= kin[1])
    row.ariaSelected = `${selected?.lane === lane && selected.index === index}`
    row.ariaSetSize = `${log!.count}`
  }

  return {
    show(given, lastRead, found) {
      const isOther = log !== given
      // A new answer is followed from its end, even if the one before was scrolled up.
      if (isOther) {
        follows = true
        rows.forget()
      }
      log = given
      count = upTo(given.items, lastRead)
      note.textContent = noteOn(given, count)
      room.style.height = `${count * ROW}px`
      const moved = found && (kin?.[0] !== found[0] || kin[1] !== found[1])
      kin = found
      if (moved && found) {
        const top = (found[0] - given.first) * ROW
        const isInView = top >= list.scrollTop && top + ROW <= list.scrollTop + list.clientHeight
        if (!isInView) list.scrollTop = top - list.clientHeight / 3
      } else if (follows && !kin) list.scrollTop = list.scrollHeight
      draw()
    },
  }
}

/** How many of the items, which are in order, came with the reads up to this one. */
function upTo(items: readonly { readonly read: number }[], lastRead: number): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (items[middle]!.read <= lastRead) low = middle + 1
    else high = middle
  }
  return low
}

function noteOn(log: BoundedLog<unknown>, shown: number): string {
  const left = log.first > 0 ? `, the first ${log.first.toLocaleString('en')} not kept` : ''
  return `${(log.first + shown).toLocaleString('en')}${left}`
}
