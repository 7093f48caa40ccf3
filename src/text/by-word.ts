import type { Decoder } from '../decoder.ts'
import type { LanguageOptions } from './by-sentence.ts'
import { cutPieces, type Pieces, type TextSource } from './read-pieces.ts'
import { segmenter } from './segmenter.ts'

/** In scripts without spaces, each character counts as a word; else a word, spaces, or a mark. */
const PLAIN =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]\p{M}*|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}])[\p{L}\p{N}\p{M}_])+(?:['’.](?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}])[\p{L}\p{N}\p{M}_])+)*|\s+|[^]/gu

/** Scripts with words from a dictionary, whose verdict may change as the text goes on. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー]+$/u
const LOOKAHEAD = 8

/** Characters of one piece, beyond which it is cut less and less often, to keep the cost linear. */
const LONG = 256

/**
 * The words of a text, each as soon as the next one begins, with the punctuation and space after
 * it.
 *
 * Joined, the pieces are the text. `Intl.Segmenter` decides what a word is, also in scripts without
 * spaces, where a word comes once up to eight more characters have come. An opening bracket belongs
 * to the word after it. The last word comes at the end. A failure of the source is thrown after the
 * text held back; leaving the loop closes the source. The cost is linear in the text.
 */
export function byWord(source: TextSource, options: LanguageOptions = {}): Pieces {
  return cutPieces(source, options, words(options.locale))
}

/** Cuts a text into words, each with what follows it. */
export function words(locale?: string): Decoder<string, string> {
  const segments = segmenter('word', PLAIN, locale)
  let open = ''
  let nextCut = 0

  /** The pieces up to `limit`; the rest stays open. */
  const cut = (limit: number): string[] => {
    const ready: string[] = []
    let from = 0
    let at = 0
    let [hasText, hasWord, isAfterSpace] = [false, false, false]
    for (const { segment, isWordLike = false } of segments(open)) {
      const isSpace = segment.trim() === ''
      const begins = hasWord && (isWordLike || /^\p{Ps}/u.test(segment))
      if (begins || (hasText && isAfterSpace && !isSpace)) {
        if (at >= limit) break
        ready.push(open.slice(from, at))
        from = at
        hasText = hasWord = false
      }
      hasText ||= !isSpace
      hasWord ||= isWordLike
      isAfterSpace = isSpace
      at += segment.length
    }
    open = open.slice(from)
    return ready
  }

  return {
    push(text) {
      open += text
      if (open.length < nextCut) return []
      const [run = ''] = UNSPACED.exec(open.slice(1 - LOOKAHEAD)) ?? []
      const ready = cut(open.length - run.length)
      nextCut = open.length > LONG ? 2 * open.length : 0
      return ready
    },
    end() {
      const ready = cut(Infinity)
      return open ? [...ready, open] : ready
    },
  }
}
