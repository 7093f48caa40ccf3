import { LONG, mainThreadOf, only, sum, type TraceEvent } from '../browser/trace.ts'

/** What it cost to load a page and to show an answer in it; times in milliseconds. */
export interface LoadFigures {
  /** From the navigation to the first frame that shows anything. */
  readonly firstPaint: number
  /** To the first frame with text. */
  readonly firstContentfulPaint: number
  /** To the frame with the largest text or picture of those that came before the page was ready. */
  readonly largestContentfulPaint: number
  /** To the moment at which a question can be asked. */
  readonly ready: number
  /** What the tasks from the first text until the page was idle took beyond 50 ms each. */
  readonly blockedByLoading: number
  /** The same of the tasks from the question to the end of its answer. */
  readonly blockedByAnswer: number
  readonly longestTask: number
  /** The sum of the scores of all layout shifts of loading: https://web.dev/articles/cls */
  readonly layoutShift: number
}

export const LOAD_CATEGORIES: string[] = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'loading',
  'rail',
  'blink.user_timing',
  'toplevel',
]

/** The marks that the measured page has to set, in their order. */
export const MARKS = ['bench-ready', 'bench-idle', 'bench-asked', 'bench-answered'] as const

/** Reads the figures from a trace that began before the page was opened. */
export function loadFiguresOf(events: readonly TraceEvent[], url: string): LoadFigures {
  const { pid, ts: start } = only(
    events,
    ({ name, args }) =>
      name === 'navigationStart' && args.data?.documentLoaderURL?.startsWith(url) === true,
  )
  const own = events.filter(event => event.pid === pid && event.ts >= start)
  const tasks = mainThreadOf(events.filter(event => event.pid === pid)).filter(
    ({ name }) => name === 'RunTask',
  )
  const at = (wanted: string): number => only(own, ({ name }) => name === wanted).ts
  const since = (ts: number): number => (ts - start) / 1000
  const [ready, idle, asked, answered] = MARKS.map(at) as [number, number, number, number]
  const text = at('firstContentfulPaint')
  const largest = own.filter(
    ({ name, ts }) => name === 'largestContentfulPaint::Candidate' && ts <= idle,
  )
  return {
    firstPaint: since(at('firstPaint')),
    firstContentfulPaint: since(text),
    largestContentfulPaint: since(Math.max(text, ...largest.map(({ ts }) => ts))),
    ready: since(ready),
    blockedByLoading: blockedBy(tasks, text, idle),
    blockedByAnswer: blockedBy(tasks, asked, answered),
    longestTask: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1000,
    layoutShift: sum(
      own
        .filter(({ name, ts }) => name === 'LayoutShift' && ts <= idle)
        .map(({ args }) => args.data?.score ?? 0),
    ),
  }
}

/** A task that lasts over the start counts with what came after it. */
function blockedBy(tasks: readonly TraceEvent[], from: number, to: number): number {
  const within = tasks.flatMap(({ ts, dur = 0 }) =>
    ts < to && ts + dur > from ? [ts + dur - Math.max(ts, from)] : [],
  )
  return sum(within.map(dur => Math.max(0, dur - LONG))) / 1000
}
