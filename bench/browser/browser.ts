import { importSources } from '../import-sources.ts'
import type { measurePages } from './measure-pages.ts'
import type { Section } from '../section.ts'

/** What an answer costs a page that shows it. */
export const browser: Section = {
  name: 'browser',
  title: 'In the browser: 1,000 tokens a second into a list of 500 messages',
  async measure() {
    type Exports = { readonly measurePages: typeof measurePages }
    const sources = await importSources<Exports>('./bench/browser/measure-pages.ts')
    return sources.measurePages()
  },
}
