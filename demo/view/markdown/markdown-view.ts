import type { Token, Tokens } from 'marked'
import type { TextPart } from 'nanowire'
import { element } from '../element.ts'
import type { PartView } from '../part-view.ts'
import { blockNodes } from './block-nodes.ts'
import { headingLevels } from './heading-levels.ts'
import { morph } from './morph.ts'
import { blockReader } from './read-blocks.ts'

/**
 * Markdown as it is written. A finished block keeps its nodes; in the last one only what is new is
 * added, and nothing is shown that the next letters would turn into something else.
 */
export function markdownView(): PartView<TextPart> {
  const prose = element('div', { class: 'prose' })
  const read = blockReader()
  /** How deep each block is as a heading, if it is one. */
  const depths: (number | undefined)[] = []
  return {
    element: prose,
    show({ text, state }) {
      const { kept, next } = read(text, state === 'done')
      depths.splice(kept, Infinity, ...next.map(depthOf))
      const levels = headingLevels(depths.filter(depth => depth !== undefined))
      let headings = depths.slice(0, kept).filter(depth => depth !== undefined).length
      for (const [index, block] of next.entries()) {
        const place =
          prose.children[kept + index] ??
          prose.appendChild(element('div', { class: 'block', dir: 'auto' }))
        const level = block.type === 'heading' ? levels[headings++]! : 0
        morph(place, blockNodes(block, level))
      }
      while (prose.children.length > kept + next.length) prose.lastChild!.remove()
    },
  }
}

function depthOf(block: Token): number | undefined {
  return block.type === 'heading' ? (block as Tokens.Heading).depth : undefined
}
