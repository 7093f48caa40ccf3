import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { build } from 'vite'
import { serveFiles } from '../../e2e/servers/serve-files.ts'
import { chromiumPath } from '../browser/chromium-path.ts'
import type { TraceEvent } from '../browser/trace.ts'
import { figuresByWho, type Report } from '../section.ts'
import { medians } from '../statistics.ts'
import { digits, table } from '../table.ts'
import { LOAD_CATEGORIES, loadFiguresOf, type LoadFigures } from './load-trace.ts'

interface Device {
  readonly who: string
  readonly width: number
  readonly height: number
  /** How many times as slow its processor is as this machine's. */
  readonly slower: number
  /** Kilobits a second and milliseconds of a round trip; this machine's where none is said. */
  readonly network?: readonly [kilobits: number, roundTrip: number]
}

const ROUNDS = 3
/** The settings of Lighthouse for a phone and for a desk. */
const devices: readonly Device[] = [
  { who: 'this machine', width: 1440, height: 900, slower: 1 },
  { who: 'a desk: 10 Mbit/s, 40 ms', width: 1440, height: 900, slower: 1, network: [10_240, 40] },
  {
    who: 'a phone: 1.6 Mbit/s, 150 ms, a processor 4 times as slow',
    width: 390,
    height: 844,
    slower: 4,
    network: [1_638, 150],
  },
]

interface DemoFigures extends LoadFigures {
  /** Bytes over the network until the answer was shown. */
  readonly bytes: number
}

/** What it costs to open the wire lab as a host serves it, and to watch an answer there. */
export async function measureDemo(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'nanowire-lab-'))
  process.env.NODE_ENV = 'production'
  await build({
    configFile: 'demo/vite.config.ts',
    mode: 'static',
    logLevel: 'error',
    build: { outDir: folder },
  })
  const server = await serveFiles(folder, { compress: true })
  const browser = await chromium.launch({ executablePath: chromiumPath() })
  try {
    const figures: (DemoFigures & { readonly who: string })[] = []
    for (const device of devices) {
      const runs: DemoFigures[] = []
      for (let round = 0; round < ROUNDS; round++)
        runs.push(await measureOn(device, browser, server.url))
      figures.push({ who: device.who, ...medians(runs) })
    }
    return {
      markdown: markdownOf(figures, browser.version()),
      figures: figuresByWho(figures),
    }
  } finally {
    await browser.close()
    await server.close()
    rmSync(folder, { recursive: true })
  }
}

/** Opens the page as one who was never there, asks, and waits for the answer's end. */
async function measureOn(device: Device, browser: Browser, url: string): Promise<DemoFigures> {
  const { width, height, slower, network } = device
  const context = await browser.newContext({ viewport: { width, height } })
  const page = await context.newPage()
  try {
    const client = await context.newCDPSession(page)
    await client.send('Emulation.setCPUThrottlingRate', { rate: slower })
    await client.send('Network.enable')
    if (network) {
      const [kilobits, latency] = network
      const throughput = (kilobits * 1024) / 8
      await client.send('Network.emulateNetworkConditions', {
        offline: false,
        latency,
        downloadThroughput: throughput,
        uploadThroughput: throughput,
      })
    }
    let bytes = 0
    client.on(
      'Network.loadingFinished',
      ({ encodedDataLength }) => void (bytes += encodedDataLength),
    )
    await browser.startTracing(page, { categories: LOAD_CATEGORIES })
    await page.goto(`${url}/`)
    await page.getByTestId('status').getByText('ready', { exact: true }).waitFor()
    await mark(page, 'bench-ready')
    await untilIdle(page)
    await mark(page, 'bench-idle')
    await page.getByRole('textbox', { name: 'Message' }).fill('What is a wire?')
    await mark(page, 'bench-asked')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('article[data-role=assistant][data-status=complete]').waitFor()
    await mark(page, 'bench-answered')
    const trace = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly TraceEvent[]
    }
    return { ...loadFiguresOf(trace.traceEvents, url), bytes }
  } finally {
    await context.close()
  }
}

async function mark(page: Page, name: string): Promise<void> {
  await page.evaluate(given => void performance.mark(given), name)
}

/** Waits until the page has had time to spare three times over. */
async function untilIdle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let times = 0; times < 3; times++)
      await new Promise(resolve => requestIdleCallback(resolve))
  })
}

function markdownOf(
  figures: readonly (DemoFigures & { readonly who: string })[],
  version: string,
): string {
  const head = [
    'On',
    'First paint, ms',
    'First contentful paint, ms',
    'Largest contentful paint, ms',
    'Ready for a question, ms',
    'Blocked while loading, ms',
    'Blocked by an answer, ms',
    'Longest task, ms',
    'Layout shift',
    'kB loaded',
  ]
  const rows = figures.map(one => [
    one.who,
    ...[
      one.firstPaint,
      one.firstContentfulPaint,
      one.largestContentfulPaint,
      one.ready,
      one.blockedByLoading,
      one.blockedByAnswer,
      one.longestTask,
    ].map(value => value.toFixed(0)),
    digits(one.layoutShift),
    (one.bytes / 1000).toFixed(0),
  ])
  return [
    `The static build behind a server of files with gzip, opened as by one who was never there, in Chromium ${version}, by its own trace. Slow networks and processors are Chromium’s emulation, with the figures that Lighthouse takes. Blocking time is what tasks take beyond 50 ms each: while loading from the first text until the page is idle, and from a question to the end of its answer at the pace that the page has by itself. The median of ${ROUNDS} rounds.`,
    table(head, rows),
  ].join('\n\n')
}
