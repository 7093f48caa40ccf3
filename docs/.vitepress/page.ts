import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A page of the docs: its Markdown, its title, and its first paragraph in one line. */
export interface Page {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly markdown: string
}

/** The page of this name, which is a file of docs/ without its ending. */
export function readPage(name: string): Page {
  const markdown = readFileSync(resolve(import.meta.dirname, `../${name}.md`), 'utf8')
  const [, title, summary] = /^# ([^\n]+)\n\n(?!#|\||```|<)(.+?)\n(?:\n|$)/s.exec(markdown) ?? []
  if (!title || !summary) {
    throw new Error(`docs/${name}.md has no title and first paragraph. Begin it with both.`)
  }
  return { name, title, summary: summary.replaceAll('\n', ' '), markdown }
}

/** A text without its links, whose addresses are those of another page. */
export function withoutLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
}
