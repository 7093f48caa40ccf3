import type { Decoder } from '../decoder.ts'
import { cutPieces, type Pieces, type TextOptions, type TextSource } from './read-pieces.ts'
import { segmenter } from './segmenter.ts'

/** The language by whose rules a text is cut. */
export interface LanguageOptions extends TextOptions {
  /** A language tag (BCP 47), whose rules apply; the browser's own language by default. */
  readonly locale?: string | undefined
}

/**
 * Sentences (Unicode's annex 29), for browsers without `Intl.Segmenter`: up to a stop that the next
 * character does not continue, or to the end of a line.
 */
const PLAIN =
  /[^]*?(?:[.!?…]+["'”’)\]]*[^\S\r\n]+(?![\s\p{Ll}])|[。！？｡]+["'”’」』）]*|\r\n?|\n)|[^]+/gu

/** No sentence ends without one of these; the semicolon is the Greek question mark. */
const END = /[\n\r\u0085\u2028\u2029\u2024;\u037e\p{STerm}]/u
/** Decides all boundaries before it: what follows does not change them. */
const DECISIVE = /[\n\r\u0085\u2028\u2029\p{STerm}]|(?!\p{M})\p{Alphabetic}/u
const LETTER = /\p{Alphabetic}/u
/** Belongs to the character before it. */
const CONTINUING = /[\p{M}\p{Cf}\udc00-\udfff]/u
/** The annex adds it to the sentence before it, in texts without spaces. */
const OPENING = /\p{Ps}+$/u
const LINE_END = /[\n\u0085\u2028\u2029]$/

/**
 * The sentences of a text, each as soon as it is certain where it ends, with the space after it.
 *
 * Joined, the pieces are the text. `Intl.Segmenter` decides where a sentence ends, however the text
 * arrives; the end of a line ends one too, `3.14` and `e.g. this` do not. An opening bracket
 * belongs to the sentence after it. Whether a sentence has ended depends on what follows, so it
 * comes with the first letter of the next one; the last one comes at the end. A failure of the
 * source is thrown after the text held back; leaving the loop closes the source. The cost is linear
 * in the text.
 */
export function bySentence(source: TextSource, options: LanguageOptions = {}): Pieces {
  return cutPieces(source, options, sentences(options.locale))
}

/** Cuts a text into sentences. */
export function sentences(locale?: string): Decoder<string, string> {
  const segments = segmenter('sentence', PLAIN, locale)
  /** The beginning of the current sentence, in which there is no boundary. */
  let held = ''
  /** Still undecided: as little as has to be looked at again with what follows. */
  let open = ''

  /** The sentences that end by `decided`, and the index at which the next one begins. */
  const cut = (decided: number): readonly [ready: string[], from: number] => {
    const ready: string[] = []
    let from = 0
    let to = 0
    for (const { segment } of END.test(open) ? segments(open) : [{ segment: open }]) {
      to += segment.length
      if (to > decided && !LINE_END.test(segment)) break
      const [opening = ''] = (to < open.length && OPENING.exec(segment)) || []
      ready.push(held + open.slice(from, to - opening.length))
      held = ''
      from = to - opening.length
    }
    return [ready, from]
  }

  return {
    push(text) {
      open += text
      if (!DECISIVE.test(text)) return []
      const decided = lastDecisive(open)
      const [ready, from] = cut(decided)
      const settled = Math.max(from, contextOf(open, decided))
      held += open.slice(from, settled)
      open = open.slice(settled)
      return ready
    },
    end() {
      const [ready] = cut(Infinity)
      return ready.filter(Boolean)
    },
  }
}

function lastDecisive(text: string): number {
  let at = text.length
  while (--at >= 0 && !DECISIVE.test(characterAt(text, at))) continue
  return at
}

/** Where to begin, so that the rules see all they need before this index: its letter, if any. */
function contextOf(text: string, index: number): number {
  if (index < 0 || LETTER.test(characterAt(text, index))) return index
  let at = index
  while (--at > 0 && CONTINUING.test(text[at]!)) continue
  return at
}

function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index)!)
}
