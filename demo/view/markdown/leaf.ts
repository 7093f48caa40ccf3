import type { Token, Tokens } from 'marked'

/** The block in which the text ends, however deep in lists and quotes; none where there is no text. */
export function leafOf(tokens: readonly Token[]): Token | undefined {
  const last = tokens.findLast(({ type }) => type !== 'space')
  if (last?.type === 'list') return leafOf((last as Tokens.List).items)
  if (last?.type === 'list_item' || last?.type === 'blockquote') {
    return leafOf((last as Tokens.ListItem).tokens) ?? last
  }
  return last
}
