import { atom, computed, type WritableAtom } from 'nanostores'
import { byId } from '../view/element.ts'
import { inWords, kinOf, type Kin } from './ancestry.ts'
import { showBytes } from './bytes-view.ts'
import { showCompare } from './compare-view.ts'
import { laneView } from './lane-view.ts'
import type { Attempt, CutRecord, StoreWrite, ToldEvent, Trace } from './trace.ts'
import { $isBehind, $lastRead, $selection, $trace } from './wire-state.ts'

/** Whose interpretation of the bytes is shown. */
const $reader: WritableAtom<string> = atom('nanowire')

/** Shows the newest answer's way from the bytes to the store. */
export function showWire(): void {
  const ancestry = byId('ancestry', HTMLElement)
  const panel = byId('wire', HTMLElement)
  const head = byId('attempts', HTMLElement)
  const drawBytes = showBytes()
  const drawCompare = showCompare()
  const records = laneView<CutRecord>({
    lane: 'record',
    cells: ({ name, data, problem }) => [name === 'message' ? '' : name, problem ?? data],
    mark: ({ problem }) => (problem === undefined ? undefined : 'bad'),
  })
  const events = laneView<ToldEvent>({
    lane: 'event',
    cells: ({ type, detail }) => [type, detail === '{}' ? '' : detail],
    mark: ({ type }) => (type === 'error' ? 'bad' : type.endsWith('-delta') ? 'text' : undefined),
  })
  const writes = laneView<StoreWrite>({
    lane: 'write',
    cells: ({ from, to, characters }) => [
      to > from ? `${to - from} event${to - from === 1 ? '' : 's'}` : 'state',
      `${characters.toLocaleString('en')} characters`,
    ],
  })

  panel.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'reader') $reader.set(target.value)
  })
  $reader.subscribe(reader => {
    panel.dataset.reader = reader
    byId('lanes', HTMLElement).hidden = reader === 'naive'
    byId('compare', HTMLElement).hidden = reader !== 'naive'
  })

  $isBehind.subscribe(isBehind => panel.setAttribute('aria-busy', `${isBehind}`))

  const $shown = computed([$trace, $lastRead, $selection, $reader], (...shown) => shown)
  $shown.subscribe(([trace, lastRead, selection, reader]) => {
    const kin: Kin | undefined = selection && kinOf(trace, selection)
    panel.dataset.empty = `${trace.attempts.length === 0}`
    head.textContent = headOf(trace)
    ancestry.textContent = kin ? inWords(kin) : HINT
    drawBytes(kin)
    if (reader === 'naive') return drawCompare()
    records.show(trace.records, lastRead, kin?.record)
    events.show(trace.events, lastRead, kin?.event)
    writes.show(trace.writes, lastRead, kin?.write)
  })
}

const HINT = 'Select a read, a record, an event or a store write to see where it comes from.'

function headOf({ attempts }: Trace): string {
  return attempts.map(attemptInWords).join(', then ')
}

function attemptInWords({ status, contentType, retryAfter }: Attempt): string {
  const wait = retryAfter === null ? '' : ` Retry-After: ${retryAfter}`
  return `${status}${wait || ` ${contentType.replace(/;.*/, '')}`}`
}
