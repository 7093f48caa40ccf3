import { computed } from 'nanostores'
import { byId } from '../view/element.ts'
import { followPause, letPass } from './gate.ts'
import type { Trace } from './trace.ts'
import { $cursor, $isPaused, $lastRead, $trace } from './wire-state.ts'

/** The width of the drawing and the height of a lane, in SVG units. */
const WIDTH = 1_000
const LANE = 10
/** The shortest time that fills the drawing, in milliseconds. */
const SHORTEST = 1_000

/** Shows when each read, event and write happened, and lets the user pause, step and go back. */
export function showTimeline(): void {
  const slider = byId('moment', HTMLInputElement)
  const pause = byId('pause', HTMLButtonElement)
  const step = byId('step', HTMLButtonElement)
  const label = byId('moment-label', HTMLElement)
  const lanes = {
    read: byId('ticks-read', SVGPathElement),
    event: byId('ticks-event', SVGPathElement),
    write: byId('ticks-write', SVGPathElement),
  }
  const now = byId('tick-now', SVGPathElement)

  followPause()
  pause.addEventListener('click', () => $isPaused.set(!$isPaused.get()))
  step.addEventListener('click', () => {
    $isPaused.set(true)
    const { reads } = $trace.get()
    const last = $lastRead.get()
    // First steps through what has come already, then through the reads that are held back.
    if (last < reads.count - 1) moveTo(last + 1)
    else if (!letPass()) moveTo(last)
  })
  slider.addEventListener('input', () => moveTo(Number(slider.value) - 1))

  $isPaused.subscribe(isPaused => {
    pause.setAttribute('aria-pressed', `${isPaused}`)
    if (!isPaused) $cursor.set(undefined)
  })

  computed([$trace, $lastRead], (trace, lastRead) => ({ trace, lastRead })).subscribe(
    ({ trace, lastRead }) => {
      const { reads, events, writes } = trace
      const at = reads.at(lastRead)?.at ?? 0
      const length = Math.max(SHORTEST, reads.at(reads.count - 1)?.at ?? 0)
      lanes.read.setAttribute('d', ticks(reads.items, 0, length))
      lanes.event.setAttribute('d', ticks(events.items, 1, length))
      lanes.write.setAttribute('d', ticks(writes.items, 2, length))
      now.setAttribute('d', lastRead < 0 ? '' : `M${(at / length) * WIDTH} 0v${LANE * 3}`)
      slider.max = `${reads.count}`
      slider.min = `${reads.count > 0 ? reads.first + 1 : 0}`
      slider.value = `${lastRead + 1}`
      slider.disabled = reads.count === 0
      label.textContent = momentOf(trace, lastRead, at)
      slider.setAttribute('aria-valuetext', label.textContent)
    },
  )

  function moveTo(read: number): void {
    $cursor.set(read >= $trace.get().reads.count - 1 ? undefined : read)
  }
}

/** One stroke per item, but no more than there is room for. */
function ticks(items: readonly { readonly at: number }[], lane: number, length: number): string {
  let path = ''
  let before = -1
  for (const { at } of items) {
    const x = Math.round((Math.min(at, length) / length) * WIDTH)
    if (x - before < 2) continue
    before = x
    path += `M${x} ${lane * LANE + 1}v${LANE - 2}`
  }
  return path
}

function momentOf({ reads }: Trace, lastRead: number, at: number): string {
  if (reads.count === 0) return 'Nothing yet'
  const read = `Read ${(lastRead + 1).toLocaleString('en')} of ${reads.count.toLocaleString('en')}`
  return `${read} · ${(at / 1000).toFixed(2)} s`
}
