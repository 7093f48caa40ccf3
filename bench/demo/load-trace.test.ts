import { expect, test } from 'vitest'
import type { TraceEvent } from '../browser/trace.ts'
import { loadFiguresOf } from './load-trace.ts'

const PAGE = { pid: 1, tid: 2, ph: 'X', args: {} }
const URL = 'http://127.0.0.1:1/'

function task(ts: number, dur: number): TraceEvent {
  return { ...PAGE, name: 'RunTask', ts, dur }
}

function at(ts: number, name: string, args: TraceEvent['args'] = {}): TraceEvent {
  return { ...PAGE, ph: 'R', name, ts, args }
}

const trace: readonly TraceEvent[] = [
  { ...PAGE, ph: 'M', name: 'thread_name', ts: 0, args: { name: 'CrRendererMain' } },
  at(1_000, 'navigationStart', { data: { documentLoaderURL: 'about:blank' } }),
  at(2_000, 'firstPaint'),
  at(10_000, 'navigationStart', { data: { documentLoaderURL: URL } }),
  // Before there is a text to read.
  task(20_000, 80_000),
  at(110_000, 'firstPaint'),
  at(120_000, 'firstContentfulPaint'),
  // Begun before the first text, of which 60 ms come after it.
  task(115_000, 65_000),
  at(130_000, 'largestContentfulPaint::Candidate'),
  at(150_000, 'LayoutShift', { data: { score: 0.1 } }),
  at(180_000, 'bench-ready'),
  task(200_000, 70_000),
  { ...task(200_000, 90_000), tid: 3 },
  { ...task(200_000, 90_000), pid: 7 },
  at(210_000, 'LayoutShift', { data: { score: 0.02 } }),
  at(280_000, 'bench-idle'),
  task(290_000, 100_000),
  at(400_000, 'bench-asked'),
  task(410_000, 49_000),
  task(460_000, 55_000),
  at(470_000, 'largestContentfulPaint::Candidate'),
  at(480_000, 'LayoutShift', { data: { score: 1 } }),
  at(600_000, 'bench-answered'),
  task(610_000, 90_000),
]

test('a trace is read from the navigation on, and tasks count with what they take beyond 50 ms', () => {
  expect(loadFiguresOf(trace, URL)).toEqual({
    firstPaint: 100,
    firstContentfulPaint: 110,
    largestContentfulPaint: 120,
    ready: 170,
    blockedByLoading: 30,
    blockedByAnswer: 5,
    longestTask: 100,
    layoutShift: 0.1 + 0.02,
  })
})

test('a trace of another page is refused', () => {
  expect(() => loadFiguresOf(trace, 'http://127.0.0.1:2/')).toThrow('The trace lacks an event.')
})
