/** An event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Of `dur`, the processor time of the thread. */
  readonly tdur?: number
  readonly args: {
    readonly name?: string
    readonly frame_reporter?: { readonly state?: string }
    readonly data?: {
      readonly documentLoaderURL?: string
      readonly score?: number
    }
  }
}

/** What one answer cost, from its first byte until the page has shown the last. */
export interface PageFigures {
  /** Milliseconds of the main thread's processor time. */
  readonly busy: number
  /** Of these, what was spent on script: the rest is layout, painting and what the browser does. */
  readonly script: number
  /** Tasks of the main thread that took longer than 50 ms by the clock, as browsers count them. */
  readonly longTasks: number
  /** Those of them that were at work for so long, and did not wait for a processor. */
  readonly longWork: number
  /** Milliseconds of processor time of the task that took most of it. */
  readonly mostWork: number
  /** Frames that were to show something and did not come in time, as the trace counts them. */
  readonly droppedFrames: number
  /** Milliseconds from the first byte to the frame with the first text. */
  readonly firstText: number
  /** Milliseconds from the first byte to the end of the answer. */
  readonly whole: number
}

export const CATEGORIES: string[] = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline.frame',
  'blink.user_timing',
  'toplevel',
]

/** Microseconds by the clock from which on a task is a long one. */
export const LONG = 50_000
const SCRIPT =
  /^(FunctionCall|EvaluateScript|TimerFire|FireAnimationFrame|EventDispatch|V8\.|(Minor|Major)GC|RunMicrotasks|BlinkScheduler_PerformMicrotaskCheckpoint)/

/** Reads the figures from a trace of a page that has set its marks. */
export function figuresOf(events: readonly TraceEvent[]): PageFigures {
  const textMark = only(events, ({ name }) => name === 'bench-text')
  const { pid } = textMark
  const own = events.filter(event => event.pid === pid)
  const from = only(own, ({ name }) => name === 'ResourceReceivedData').ts
  const to = only(own, ({ name }) => name === 'bench-done').ts
  const frame = only(own, ({ name, ts }) => name === 'DrawFrame' && ts > textMark.ts)
  const within = own.filter(({ ts }) => ts >= from && ts <= to)
  const onMain = mainThreadOf(own).filter(({ ts }) => ts >= from && ts <= to)
  const tasks = onMain.filter(({ name }) => name === 'RunTask')
  return {
    busy: sum(tasks.map(({ tdur = 0 }) => tdur)) / 1000,
    script: sum(outermost(onMain.filter(({ name }) => SCRIPT.test(name)))) / 1000,
    longTasks: tasks.filter(({ dur = 0 }) => dur > LONG).length,
    longWork: tasks.filter(({ tdur = 0 }) => tdur > LONG).length,
    mostWork: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
    droppedFrames: within.filter(
      ({ name, ph, args }) =>
        name === 'PipelineReporter' && ph === 'b' && args.frame_reporter?.state === 'STATE_DROPPED',
    ).length,
    firstText: (frame.ts - from) / 1000,
    whole: (to - from) / 1000,
  }
}

/** What a page's main thread was at, of the events of the page's process. */
export function mainThreadOf(own: readonly TraceEvent[]): readonly TraceEvent[] {
  const { tid } = only(own, ({ args, name }) => {
    return name === 'thread_name' && args.name === 'CrRendererMain'
  })
  return own.filter(event => event.ph === 'X' && event.tid === tid)
}

/** The processor time of those events that are not inside another of them. */
function outermost(events: readonly TraceEvent[]): number[] {
  let end = 0
  return events
    .toSorted((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .flatMap(({ ts, dur = 0, tdur = 0 }) => {
      if (ts + dur <= end) return []
      end = ts + dur
      return [tdur]
    })
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

/** The first event of these that is it; fails where there is none. */
export function only(
  events: readonly TraceEvent[],
  isIt: (event: TraceEvent) => boolean,
): TraceEvent {
  const found = events.find(isIt)
  if (!found)
    throw new Error('The trace lacks an event. See whether this Chromium names it otherwise.')
  return found
}
