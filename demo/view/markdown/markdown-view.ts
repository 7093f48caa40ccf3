import type { TextPart } from 'nanowire'
import { element } from '../element.ts'
import type { PartView } from '../part-view.ts'
import { blockNodes } from './block-nodes.ts'
import { morph } from './morph.ts'
import { blockReader } from './read-blocks.ts'

/**
 * Markdown as it is written. A finished block keeps its nodes; in the last one only what is new is
 * added, and nothing is shown that the next letters would turn into something else.
 */
export function markdownView(): PartView<TextPart> {
  const prose = element('div', { class: 'prose' })
  const read = blockReader()
  return {
    element: prose,
    show({ text, state }) {
      const { kept, next } = read(text, state === 'done')
      for (const [index, block] of next.entries()) {
        const place =
          prose.children[kept + index] ??
          prose.appendChild(element('div', { class: 'block', dir: 'auto' }))
        morph(place, blockNodes(block))
      }
      while (prose.children.length > kept + next.length) prose.lastChild!.remove()
    },
  }
}
