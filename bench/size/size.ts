import { importSources } from '../import-sources.ts'
import type { measureSizes } from './measure-sizes.ts'
import type { Section } from '../section.ts'

/** What each import costs. */
export const size: Section = {
  name: 'size',
  title: 'Size: what each import costs',
  async measure() {
    type Exports = { readonly measureSizes: typeof measureSizes }
    const sources = await importSources<Exports>('./bench/size/measure-sizes.ts')
    return sources.measureSizes()
  },
}
