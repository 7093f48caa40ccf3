import type { TextPart } from 'nanowire'
import { element } from './element.ts'
import type { PartView } from './part-view.ts'
import { streamText } from './stream-text.ts'

/** Text as its author has typed it. */
export function plainView(): PartView<TextPart> {
  const text = document.createTextNode('')
  return {
    element: element('div', { class: 'prose plain', dir: 'auto' }, text),
    show: part => streamText(text, part.text),
  }
}
