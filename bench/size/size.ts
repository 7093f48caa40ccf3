import { runnerImport } from 'vite'
import type { measureSizes } from './measure-sizes.ts'
import type { Section } from '../section.ts'

/** What each import costs. */
export const size: Section = {
  name: 'size',
  title: 'Size: what each import costs',
  async measure() {
    // It builds as the package is built, and that is set up by files which know where they stand.
    const { module } = await runnerImport<{ readonly measureSizes: typeof measureSizes }>(
      './bench/size/measure-sizes.ts',
      { configFile: false },
    )
    return module.measureSizes()
  },
}
