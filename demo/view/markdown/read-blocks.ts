import { Lexer, type Token, type Tokens } from 'marked'
import { presentable } from './presentable.ts'

export interface Blocks {
  /** So many blocks from the first are as they were. */
  readonly kept: number
  /** All that follow them: paragraphs, lists, tables, code. */
  readonly next: readonly Token[]
}

/**
 * Cuts a growing Markdown text into its blocks. A block that another one follows is finished and not
 * read again, so that the cost of a piece is that of the last block, not of the text. A text that does
 * not go on with the one before begins anew.
 */
export function blockReader(): (text: string, isDone: boolean) => Blocks {
  let source = ''
  /** Where the open block begins, and how many are before it. */
  let from = 0
  let finished = 0
  /** Addresses that are named in one place and given in another; a name may be any text. */
  const links = new Map<string, Address>()

  return (text, isDone) => {
    const next = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
    if (!next.startsWith(source)) {
      links.clear()
      beginAnew()
    }
    source = next
    const kept = finished
    const known = links.size
    const blocks = readOpen(isDone)
    if (links.size === known) return { kept, next: blocks }
    // A link may be named long before its address is given.
    beginAnew()
    return { kept: 0, next: readOpen(isDone) }
  }

  function beginAnew(): void {
    from = 0
    finished = 0
  }

  function readOpen(isDone: boolean): readonly Token[] {
    const rest = source.slice(from)
    let tokens = lex(rest)
    const shown = isDone ? rest : presentable(rest, tokens)
    if (shown !== rest) tokens = lex(shown)
    const open = tokens.findLastIndex(({ type }) => type !== 'space')
    for (const [index, token] of tokens.entries()) {
      if (index < open) {
        from += token.raw.length
        if (isBlock(token)) finished += 1
      }
      if (token.type === 'def' && (index < open || isDone) && !links.has(token.tag)) {
        links.set(token.tag, { href: token.href, title: token.title })
      }
    }
    return tokens.filter(isBlock)
  }

  function lex(text: string): readonly Token[] {
    const lexer = new Lexer({ gfm: true, breaks: true })
    for (const [tag, address] of links) lexer.tokens.links[tag] = address
    return lexer.lex(text)
  }
}

type Address = Pick<Tokens.Link, 'href' | 'title'>

function isBlock({ type }: Token): boolean {
  return type !== 'space' && type !== 'def'
}
