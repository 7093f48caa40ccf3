import { atom, computed, type ReadableAtom } from 'nanostores'
import { chat } from '../chat.ts'
import { byId, element } from '../view/element.ts'
import { $trace } from './wire-state.ts'

/** How often rows of the conversation were drawn since the question. */
interface Renders {
  readonly newest: number
  readonly others: number
}

/** Shows what the newest answer has cost so far, and how fast it was. */
export function showCounters(): void {
  const list = byId('counters', HTMLDListElement)
  const values = new Map<string, HTMLElement>()
  const $renders = countRenders()

  computed(
    [$trace, chat.$progress, $renders],
    (trace, progress, { newest, others }) =>
      [
        ['Reads', whole(trace.reads.count)],
        ['Records', whole(trace.records.count)],
        ['Events', whole(trace.events.count)],
        ['Store writes', whole(trace.writes.count)],
        ['Row renders', whole(newest)],
        ['Other rows', whole(others)],
        ['First byte', time(progress.timeToFirstByte)],
        ['First token', time(progress.timeToFirstToken)],
        ['Characters/s', whole(progress.charactersPerSecond)],
      ] as const,
  ).subscribe(counters => {
    for (const [label, text] of counters) {
      let value = values.get(label)
      if (!value) {
        value = element('dd')
        values.set(label, value)
        list.append(element('div', {}, element('dt', {}, label), value))
      }
      if (value.textContent !== text) value.textContent = text
    }
  })
}

/** Counts the changes of the rows in the DOM, whoever makes them. */
function countRenders(): ReadableAtom<Renders> {
  const $renders = atom<Renders>({ newest: 0, others: 0 })
  const rows = byId('messages', HTMLDivElement)
  const observer = new MutationObserver(changes => {
    const changed = new Set<Node>()
    for (const { target, addedNodes } of changes) {
      if (target === rows) for (const row of addedNodes) changed.add(row)
      else for (const row of rows.children) if (row.contains(target)) changed.add(row)
    }
    const { newest, others } = $renders.get()
    const isNewest = changed.delete(rows.lastElementChild!)
    $renders.set({ newest: newest + Number(isNewest), others: others + changed.size })
  })
  observer.observe(rows, { childList: true, characterData: true, subtree: true })
  chat.$status.listen(status => {
    if (status === 'submitted') $renders.set({ newest: 0, others: 0 })
  })
  return $renders
}

function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : `${whole(milliseconds)} ms`
}

function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en')
}
