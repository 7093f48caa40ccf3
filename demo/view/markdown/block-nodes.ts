import type { Token, Tokens } from 'marked'
import { element } from '../element.ts'
import { codeFigure } from './code-figure.ts'
import { safeHtml } from './safe-html.ts'

/** A block as it stands on the page; a heading is of this level. */
export function blockNodes(block: Token, level: number): Node {
  if (block.type === 'code') {
    const { text, lang = '' } = block as Tokens.Code
    const nodes = new DocumentFragment()
    nodes.append(codeFigure(text, languageOf(lang)))
    return nodes
  }
  const nodes = safeHtml(block.type === 'heading' ? { ...block, depth: level } : block)
  for (const link of nodes.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer')
  }
  for (const pre of nodes.querySelectorAll('pre')) {
    const language = pre.querySelector('code')?.className.replace(/^language-/, '') ?? ''
    pre.replaceWith(codeFigure((pre.textContent ?? '').replace(/\n$/, ''), language))
  }
  for (const table of nodes.querySelectorAll('table')) {
    // A wide table is scrolled, by keyboard too.
    const frame = { class: 'table', role: 'group', 'aria-label': 'Table', tabindex: '0' }
    const scroller = element('div', frame)
    table.replaceWith(scroller)
    scroller.append(table)
  }
  return nodes
}

function languageOf(info: string): string {
  return /^\S*/.exec(info)![0]
}
