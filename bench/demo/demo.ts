import { importSources } from '../import-sources.ts'
import type { Section } from '../section.ts'
import type { measureDemo } from './measure-demo.ts'

/** How soon the demo's page is there, and how long it keeps its reader waiting. */
export const demo: Section = {
  name: 'demo',
  title: 'The wire lab: how soon it is there, and how long it blocks',
  async measure() {
    type Exports = { readonly measureDemo: typeof measureDemo }
    const sources = await importSources<Exports>('./bench/demo/measure-demo.ts')
    return sources.measureDemo()
  },
}
