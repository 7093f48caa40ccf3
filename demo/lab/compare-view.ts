import { byId, element } from '../view/element.ts'
import { naiveSource } from './naive-reader.ts'
import { stretchesOf, type Stretch } from './naive-text.ts'
import { $lastRead, $trace } from './wire-state.ts'

/** The most records whose text is drawn: the newest. */
const MOST = 600

/** Shows the naive reader's text beside nanowire's. */
export function showCompare(): () => void {
  const naive = byId('naive-text', HTMLElement)
  const ours = byId('whole-text', HTMLElement)
  const tally = byId('tally', HTMLElement)
  byId('naive-source', HTMLElement).textContent = naiveSource

  return () => {
    const { records, naive: done } = $trace.get()
    const seen = records.items.filter(({ read }) => read <= $lastRead.get())
    const stretches = stretchesOf(seen.slice(-MOST))
    naive.replaceChildren(...stretches.flatMap(naiveNodes))
    ours.replaceChildren(...stretches.flatMap(wholeNodes))
    const left = records.first + Math.max(0, seen.length - MOST)
    if (left > 0) {
      for (const text of [naive, ours])
        text.prepend(`(${left.toLocaleString('en')} earlier records are not shown.) `)
    }
    const glued = stretches.filter(({ glues }) => glues).length
    tally.replaceChildren(
      count(done.lostEvents, 'event lost', 'events lost', 'lost'),
      count(done.brokenCharacters, 'broken character', 'broken characters', 'broken'),
      count(glued, 'pair of glued words', 'pairs of glued words', 'glued'),
    )
  }
}

function naiveNodes({ fate, naive, whole, glues }: Stretch): readonly (Node | string)[] {
  if (fate === 'lost') {
    const label = glues ? 'Lost, and its neighbours are glued' : 'Lost'
    const kind = glues ? 'gap glued' : 'gap'
    return [
      element('span', {
        class: kind,
        role: 'img',
        'aria-label': label,
        title: `${label}: ${whole}`,
      }),
    ]
  }
  if (fate === 'kept') return [naive]
  return naive
    .split(/(\uFFFD+)/)
    .map(piece =>
      piece.startsWith('\uFFFD') ? element('mark', { class: 'broken' }, piece) : piece,
    )
}

function wholeNodes({ fate, whole }: Stretch): readonly (Node | string)[] {
  return fate === 'kept' || whole === '' ? [whole] : [element('mark', { class: fate }, whole)]
}

function count(amount: number, one: string, many: string, kind: string): HTMLElement {
  return element(
    'li',
    { 'data-kind': kind, 'data-none': amount === 0 },
    element('strong', {}, amount.toLocaleString('en')),
    ` ${amount === 1 ? one : many}`,
  )
}
