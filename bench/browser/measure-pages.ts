import { chromium } from '@playwright/test'
import { figuresByWho, type Report } from '../section.ts'
import { medians } from '../statistics.ts'
import { table } from '../table.ts'
import { chromiumPath } from './chromium-path.ts'
import { measurePage, type PageRun } from './measure-page.ts'
import { servePages, type Pace } from './serve-pages.ts'

const PACE: Pace = { tokens: 2_000, perSecond: 1_000 }
const ROUNDS = 3
/** Of a screen of 60 Hz, in milliseconds. */
const FRAME = 1000 / 60

const pages: readonly (readonly [who: string, path: string])[] = [
  ['nanowire, the AI SDK’s wire', '/nanowire/ai-sdk'],
  ['AI SDK', '/ai-sdk'],
  ['AI SDK, `throttle: 50`', '/ai-sdk?throttle=50'],
  ['nanowire, AG-UI', '/nanowire/ag-ui'],
  ['TanStack AI', '/tanstack-ai'],
]

interface BrowserFigure extends PageRun {
  readonly who: string
}

/** An answer of 1,000 tokens a second in a React list of 500 messages, in Chromium, by its own trace. */
export async function measurePages(): Promise<Report> {
  const server = await servePages(['nanowire', 'ai-sdk', 'tanstack-ai'], PACE)
  const browser = await chromium.launch({ executablePath: chromiumPath() })
  const runs = new Map<string, PageRun[]>(pages.map(([who]) => [who, []]))
  const lengths = new Set<number>()
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [who, path] of pages) {
        const run = await measurePage(browser, server.url + path)
        lengths.add(run.shown)
        runs.get(who)!.push(run)
      }
    }
    if (lengths.size > 1) throw new Error('The pages show different texts. Compare their wires.')
    const figures = pages.map(([who]) => ({ who, ...medians(runs.get(who)!) }))
    return {
      markdown: markdownOf(figures, browser.version()),
      figures: figuresByWho(figures),
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

function markdownOf(figures: readonly BrowserFigure[], version: string): string {
  const per = 1000 / PACE.tokens
  const head = [
    'Page',
    'Main thread, ms',
    'of it script, ms',
    'Long tasks',
    'of them at work for so long',
    'Most work of a task, ms',
    'Dropped frames',
    'Finished rows rendered again',
    'Renders of the answer’s row',
    'First text, ms',
    'in frames',
    'Answer over after, s',
  ]
  const rows = figures.map(one =>
    [
      one.who,
      (one.busy * per).toFixed(0),
      (one.script * per).toFixed(0),
      one.longTasks,
      one.longWork,
      one.mostWork.toFixed(0),
      (one.droppedFrames * per).toFixed(0),
      one.finishedRows,
      (one.renders * per).toFixed(0),
      one.firstText.toFixed(0),
      (one.firstText / FRAME).toFixed(1),
      (one.whole / 1000).toFixed(1),
    ].map(String),
  )
  return [
    `Chromium ${version}, by its own trace: ${PACE.perSecond.toLocaleString('en')} tokens a second, ${PACE.tokens.toLocaleString('en')} in all, into a React list of 500 messages with memoised rows, built for production. The median of ${ROUNDS} rounds, in which the pages take turns. Main thread, script, dropped frames and renders are per 1,000 tokens; the time of the main thread is its processor time, a long task is one of more than 50 ms by the clock, on which a busy machine tells too, and so those are counted apart that were at work for as long. The first text counts from the arrival of the first byte to the frame that draws it.`,
    table(head, rows),
    ...goals(figures),
  ].join('\n\n')
}

/** What was to be reached, and by how much it was not. */
function goals(figures: readonly BrowserFigure[]): string[] {
  const ours = figures.filter(({ who }) => who.startsWith('nanowire'))
  const most = (of: (figure: BrowserFigure) => number): number => Math.max(...ours.map(of))
  const told = (isReached: boolean, how: string): string => (isReached ? 'reached' : `not: ${how}`)
  const frames = most(({ firstText }) => firstText / FRAME)
  const tasks = most(({ longTasks }) => longTasks)
  const atWork = most(({ longWork }) => longWork)
  const work = most(({ mostWork }) => mostWork)
  const rows = most(({ finishedRows }) => finishedRows)
  return [
    [
      `- No long task from nanowire: ${told(atWork === 0, `${atWork}`)}; the task with the most work took ${work.toFixed(0)} ms of processor time. By the clock there were ${tasks} of more than 50 ms${tasks > atWork ? ', which waited for a processor that other programs had' : ''}.`,
      `- Finished rows never rendered again: ${told(rows === 0, `${rows} were`)}.`,
      `- First text within two frames: ${told(frames <= 2, `${frames.toFixed(1)} frames`)}.`,
    ].join('\n'),
  ]
}
