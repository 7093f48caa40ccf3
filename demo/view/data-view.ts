import type { DataPart } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'

/** A data part, which the application itself sends, as JSON. */
export function dataView(): PartView<DataPart> {
  const summary = element('summary')
  const value = element('pre')
  return {
    element: element('details', { class: 'data' }, summary, value),
    show(part) {
      summary.textContent = part.name
      value.textContent = JSON.stringify(part.data, null, 2)
    },
  }
}
