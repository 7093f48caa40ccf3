import { runnerImport } from 'vite'
import type { measurePages } from './measure-pages.ts'

/** What an answer costs a page that shows it. */
export const browser = {
  name: 'browser',
  title: 'In the browser: 1,000 tokens a second into a list of 500 messages',
  async measure(): Promise<{
    readonly markdown: string
    readonly figures: Readonly<Record<string, number>>
  }> {
    // It builds as the package is built, and that is set up by files which know where they stand.
    const { module } = await runnerImport<{ readonly measurePages: typeof measurePages }>(
      './bench/browser/measure-pages.ts',
      { configFile: false },
    )
    return module.measurePages()
  },
}
