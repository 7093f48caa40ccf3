import { expect, test } from 'vitest'
import { figuresOf, type TraceEvent } from './trace.ts'

const PAGE = { pid: 1, tid: 2, ph: 'X', args: {} }

function task(ts: number, dur: number, tdur: number): TraceEvent {
  return { ...PAGE, name: 'RunTask', ts, dur, tdur }
}

const trace: readonly TraceEvent[] = [
  { ...PAGE, name: 'thread_name', ts: 0, args: { name: 'CrRendererMain' } },
  // Before the first byte.
  task(1_000, 90_000, 80_000),
  { ...PAGE, name: 'ResourceReceivedData', ph: 'I', ts: 100_000 },
  task(101_000, 10_000, 4_000),
  { ...PAGE, name: 'FunctionCall', ts: 101_100, dur: 5_000, tdur: 2_000 },
  // Within the call, and so no further time.
  { ...PAGE, name: 'V8.GC_SCAVENGER', ts: 101_200, dur: 1_000, tdur: 1_000 },
  { ...PAGE, name: 'DrawFrame', ph: 'I', ts: 103_000 },
  { ...PAGE, name: 'bench-text', ph: 'I', ts: 106_000 },
  { ...PAGE, name: 'DrawFrame', ph: 'I', tid: 3, ts: 112_000 },
  task(120_000, 60_000, 30_000),
  { ...PAGE, name: 'Layout', ts: 121_000, dur: 50_000, tdur: 25_000 },
  // Of another thread, and of another page.
  { ...task(130_000, 70_000, 70_000), tid: 3 },
  { ...task(130_000, 70_000, 70_000), pid: 7 },
  {
    ...PAGE,
    name: 'PipelineReporter',
    ph: 'b',
    ts: 140_000,
    args: { frame_reporter: { state: 'STATE_DROPPED' } },
  },
  {
    ...PAGE,
    name: 'PipelineReporter',
    ph: 'b',
    ts: 141_000,
    args: { frame_reporter: { state: 'STATE_PRESENTED_ALL' } },
  },
  { ...PAGE, name: 'bench-done', ph: 'I', ts: 300_000 },
  task(301_000, 90_000, 90_000),
]

test('a trace is read from the first byte to the end of the answer', () => {
  expect(figuresOf(trace)).toEqual({
    busy: 34,
    script: 2,
    longTasks: 1,
    longWork: 0,
    mostWork: 30,
    droppedFrames: 1,
    firstText: 12,
    whole: 200,
  })
})

test('a trace without the marks of the page is refused', () => {
  expect(() => figuresOf(trace.filter(({ name }) => name !== 'bench-done'))).toThrow(
    'The trace lacks an event.',
  )
})
