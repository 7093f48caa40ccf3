import type { Browser, Page } from '@playwright/test'
import type { BenchPage } from './bench-page.ts'
import { CATEGORIES, figuresOf, type PageFigures, type TraceEvent } from './trace.ts'

export interface PageRun extends PageFigures {
  /** Rows that were there before, and were rendered while the answer streamed. */
  readonly finishedRows: number
  /** Renders of the row of the answer. */
  readonly renders: number
  /** Characters of the answer that is shown. */
  readonly shown: number
}

type BenchGlobal = typeof globalThis & { readonly bench: BenchPage }

/** Opens a page of the bench, asks its question, and traces the answer. */
export async function measurePage(browser: Browser, url: string): Promise<PageRun> {
  const page = await browser.newPage()
  try {
    await openPage(page, url)
    const before = await rendersOf(page)
    await browser.startTracing(page, { categories: CATEGORIES })
    await askPage(page)
    const trace = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly TraceEvent[]
    }
    return { ...figuresOf(trace.traceEvents), ...(await shownBy(page, before)) }
  } finally {
    await page.close()
  }
}

/** Waits until all that was there before is shown. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('article').nth(499).waitFor()
}

/** Asks, and waits until the answer is over. */
export async function askPage(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as BenchGlobal).bench.ask!())
  // Seldom, for looking costs the page time.
  await page.waitForFunction(() => (globalThis as BenchGlobal).bench.isDone, undefined, {
    timeout: 120_000,
    polling: 500,
  })
}

export async function rendersOf(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(() => ({ ...(globalThis as BenchGlobal).bench.renders }))
}

/** What has been rendered since then. */
export async function shownBy(
  page: Page,
  before: Readonly<Record<string, number>>,
): Promise<Pick<PageRun, 'finishedRows' | 'renders' | 'shown'>> {
  const after = Object.entries(await rendersOf(page))
  const added = after.filter(([id]) => !(id in before)).map(([, times]) => times)
  const text = await page.locator('article').last().textContent()
  return {
    finishedRows: after.filter(([id, times]) => id in before && times !== before[id]).length,
    renders: Math.max(...added),
    shown: text?.length ?? 0,
  }
}
