import type { Token, Tokens } from 'marked'
import { leafOf } from './leaf.ts'
import { mendInline } from './mend-inline.ts'

// \x60 is the backtick, which tools that look for imports take for the beginning of a template.

/** What a line may be preceded by: quotes, and the bullets of lists. */
const PREFIX = String.raw`^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`
/** A line that may still become a rule, a heading, an item, a fence, a row: nobody can know yet. */
const UNDECIDED = new RegExp(
  String.raw`${PREFIX}(?:[-+*_=#>~|:\x60]+[-+*_=#>~|: \t]*|\d{1,9}(?:[.)][ \t]*)?)$`,
)
const FENCE = new RegExp(String.raw`${PREFIX}(?:\x60{3,}[^\x60]*|~{3,}.*)$`)
/** Lines that may become the head of a table: the last is the rule below it, as far as it has come. */
const TABLE_HEAD = /(?:^|\n)([ \t]*\|[^\n]*(?:\n[ \t|:-]*)?)$/
/** Where a link is given its address, once for all. */
const DEFINITION = /(?:^|\n)( {0,3}\[[^\]\n]*\]:[^\n]*)$/

/**
 * A text under way without what would jump: it is cut off where the next letters may turn what is
 * seen into something else, and what has been opened is closed. `tokens` are those of the text.
 */
export function presentable(text: string, tokens: readonly Token[]): string {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  const without = (end: string): string => text.slice(0, text.length - end.length)
  const leaf = leafOf(tokens)
  if (leaf?.type === 'code') {
    return FENCE.test(line) || /^[ \t>]*[\x60~]+[ \t]*$/.test(line) ? without(line) : text
  }
  if (leaf?.type === 'table') {
    if ((leaf as Tokens.Table).rows.length === 0) return text
    if (UNDECIDED.test(line)) return without(line)
    return mendEnd(text, line)
  }
  const head = TABLE_HEAD.exec(text) ?? DEFINITION.exec(text)
  if (head) return without(head[1]!)
  if (line !== '' && (UNDECIDED.test(line) || FENCE.test(line))) return without(line)
  // A blank line has ended what was open.
  if (!leaf || leaf.type === 'html' || /\n[ \t]*\n[ \t]*$/.test(text)) return text
  return mendEnd(text, leaf.raw)
}

/** The text with its last lines mended, as many as this paragraph has: in a list they are set in. */
function mendEnd(text: string, paragraph: string): string {
  const shown = text.trimEnd()
  let start = shown.length
  for (const _ of paragraph.trim().split('\n')) start = shown.lastIndexOf('\n', start - 1)
  return shown.slice(0, start + 1) + mendInline(shown.slice(start + 1))
}
