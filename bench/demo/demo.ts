import { runnerImport } from 'vite'
import type { Section } from '../section.ts'
import type { measureDemo } from './measure-demo.ts'

/** How soon the demo's page is there, and how long it keeps its reader waiting. */
export const demo: Section = {
  name: 'demo',
  title: 'The wire lab: how soon it is there, and how long it blocks',
  async measure() {
    // It builds as the demo is built, and that is set up by files which know where they stand.
    const { module } = await runnerImport<{ readonly measureDemo: typeof measureDemo }>(
      './bench/demo/measure-demo.ts',
      { configFile: false },
    )
    return module.measureDemo()
  },
}
