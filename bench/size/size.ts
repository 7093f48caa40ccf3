import { runnerImport } from 'vite'
import type { measureSizes } from './measure-sizes.ts'

/** What each import costs. */
export const size = {
  name: 'size',
  title: 'Size: what each import costs',
  async measure(): Promise<{
    readonly markdown: string
    readonly figures: Readonly<Record<string, number>>
  }> {
    // It builds as the package is built, and that is set up by files which know where they stand.
    const { module } = await runnerImport<{ readonly measureSizes: typeof measureSizes }>(
      './bench/size/measure-sizes.ts',
      { configFile: false },
    )
    return module.measureSizes()
  },
}
