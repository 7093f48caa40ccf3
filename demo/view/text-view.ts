import type { TextPart } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'
import { streamText } from './stream-text.ts'

/** Prose, as it is written. */
export function textView(): PartView<TextPart> {
  const text = document.createTextNode('')
  return {
    element: element('div', { class: 'prose', dir: 'auto' }, text),
    show: part => streamText(text, part.text),
  }
}

/** The model's reasoning, folded away: it is there for whoever wants it. */
export function reasoningView(): PartView<TextPart> {
  const text = document.createTextNode('')
  const summary = element('summary')
  return {
    element: element(
      'details',
      { class: 'reasoning' },
      summary,
      element('div', { class: 'prose', dir: 'auto' }, text),
    ),
    show(part) {
      summary.textContent = part.state === 'streaming' ? 'Thinking…' : 'Thoughts'
      streamText(text, part.text)
    },
  }
}
