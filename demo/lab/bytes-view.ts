import { byId, element } from '../view/element.ts'
import type { Kin, Range } from './ancestry.ts'
import { drawnRange } from './drawn-range.ts'
import { onItemClick } from './on-item-click.ts'
import { printedBytes } from './printed-bytes.ts'
import type { Read, Trace } from './trace.ts'
import { $lastRead, $selection, $trace } from './wire-state.ts'

/** The most bytes that are drawn at once; a note says that the rest is left out. */
const MOST_BYTES = 3_000
const MOST_READS = 500
/** Bytes that are drawn before the selection. */
const CONTEXT = 1_000
const HUES = 6

/** Shows the bytes as they came, with each read in its own colour. */
export function showBytes(): (kin: Kin | undefined) => void {
  const flow = byId('bytes', HTMLDivElement)
  const note = byId('bytes-note', HTMLElement)
  let marked: Range | undefined
  const drawn = drawnRange(flow, index => {
    const read = $trace.get().reads.at(index)
    return read && span(read, index, marked)
  })
  let looks: string | undefined

  onItemClick(flow, index => $selection.set({ lane: 'read', index }))
  flow.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const selected = $selection.get()
    const { reads } = $trace.get()
    const from = selected?.lane === 'read' ? selected.index + step : $lastRead.get()
    const index = Math.max(reads.first, Math.min(from, $lastRead.get()))
    if (reads.count > 0) $selection.set({ lane: 'read', index })
  })

  return kin => {
    const trace = $trace.get()
    const [first, last] = drawnReads(trace, $lastRead.get(), kin?.read)
    const follows = flow.scrollHeight - flow.clientHeight - flow.scrollTop < 40
    const looksNow = `${trace.startedAt} ${kin?.bytes}`
    if (looksNow !== looks) drawn.forget()
    looks = looksNow
    marked = kin?.bytes
    drawn.show(first, last)
    note.textContent = noteOn(trace, first, last)
    const selected = flow.querySelector<HTMLElement>('.kin')
    if (selected) flow.scrollTop = selected.offsetTop - flow.clientHeight / 3
    else if (follows || !kin) flow.scrollTop = flow.scrollHeight
  }
}

/** The reads that are drawn: the newest, or those around the selection. */
function drawnReads({ reads }: Trace, newest: number, kin: Range | undefined): Range {
  let bytes = 0
  if (!kin) {
    let first = newest
    while (first > reads.first && newest - first < MOST_READS && bytes < MOST_BYTES) {
      bytes += reads.at(--first)?.bytes.length ?? 0
    }
    return [Math.max(first, reads.first), newest]
  }
  let [first] = kin
  for (
    let before = 0;
    first > reads.first && before < CONTEXT && kin[0] - first < MOST_READS / 2;
  ) {
    before += reads.at(--first)?.bytes.length ?? 0
  }
  let last = first
  while (last < newest && last - first < MOST_READS && bytes < MOST_BYTES) {
    bytes += reads.at(++last)?.bytes.length ?? 0
  }
  return [first, last]
}

function span(read: Read, index: number, kin: Range | undefined): HTMLElement {
  const { bytes } = read
  // Of a read that is too large, only the selection or the end is drawn.
  const wanted = kin ? Math.max(0, kin[0] - read.start - CONTEXT) : Infinity
  const skipped = Math.min(wanted, Math.max(0, bytes.length - MOST_BYTES))
  const start = read.start + skipped
  const most = bytes.subarray(skipped, skipped + MOST_BYTES)
  const left = bytes.length - skipped - most.length
  const [from, to] = kin ?? [0, 0]
  const begin = Math.min(Math.max(from - start, 0), most.length)
  const end = Math.min(Math.max(to - start, begin), most.length)
  const inner = most.subarray(begin, end)
  return element(
    'span',
    {
      class: 'read',
      role: 'option',
      'aria-selected': `${inner.length > 0}`,
      'data-index': `${index}`,
      'data-hue': `${index % HUES}`,
      title: `Read ${index + 1}: ${bytes.length} bytes`,
    },
    ...(skipped > 0 ? [leftOut(skipped)] : []),
    ...printedBytes(most.subarray(0, begin)),
    ...(inner.length > 0 ? [element('span', { class: 'kin' }, ...printedBytes(inner))] : []),
    ...printedBytes(most.subarray(end)),
    ...(left > 0 ? [leftOut(left)] : []),
  )
}

function leftOut(bytes: number): HTMLElement {
  return element('i', { class: 'sign' }, `[${bytes.toLocaleString('en')} bytes]`)
}

function noteOn({ reads, bytes }: Trace, first: number, last: number): string {
  const from = reads.at(first)
  const to = reads.at(last)
  if (!from || !to) return ''
  const end = to.start + to.bytes.length
  const total = `${bytes.toLocaleString('en')} bytes`
  return from.start === 0 && end === bytes
    ? total
    : `${from.start.toLocaleString('en')}–${end.toLocaleString('en')} of ${total} shown`
}
