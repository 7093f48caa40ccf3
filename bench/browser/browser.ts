import { runnerImport } from 'vite'
import type { measurePages } from './measure-pages.ts'
import type { Section } from '../section.ts'

/** What an answer costs a page that shows it. */
export const browser: Section = {
  name: 'browser',
  title: 'In the browser: 1,000 tokens a second into a list of 500 messages',
  async measure() {
    // It builds as the package is built, and that is set up by files which know where they stand.
    const { module } = await runnerImport<{ readonly measurePages: typeof measurePages }>(
      './bench/browser/measure-pages.ts',
      { configFile: false },
    )
    return module.measurePages()
  },
}
