import type { TextPart } from 'nanowire'
import { element } from './element.ts'
import { markdownView } from './markdown/markdown-view.ts'
import type { PartView } from './part-view.ts'

/**
 * The model's reasoning: open while it streams, folded once the answer begins, unless the user has
 * opened or closed it.
 */
export function reasoningView(): PartView<TextPart> {
  const summary = element('summary')
  const thoughts = markdownView()
  const details = element('details', { class: 'reasoning' }, summary, thoughts.element)
  let isReadersChoice = false
  // A click on the summary, or the keys that count as one.
  summary.addEventListener('click', () => {
    isReadersChoice = true
  })
  return {
    element: details,
    show(part) {
      const isOpen = part.state === 'streaming'
      if (details.dataset.state !== part.state) {
        summary.textContent = isOpen ? 'Thinking…' : 'Thoughts'
        details.dataset.state = part.state
      }
      if (!isReadersChoice && details.open !== isOpen) details.open = isOpen
      thoughts.show(part)
    },
  }
}
