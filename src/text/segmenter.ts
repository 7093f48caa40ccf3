export interface Segment {
  readonly segment: string
  readonly isWordLike?: boolean | undefined
}

/** Cuts a text into segments which, joined, are the text. */
export type Segmenter = (text: string) => Iterable<Segment>

/**
 * Cuts by the rules of Unicode and of the locale if the browser has `Intl.Segmenter`; otherwise
 * into the matches of `plain`, which must be global and match all of any text.
 */
export function segmenter(
  granularity: 'grapheme' | 'word' | 'sentence',
  plain: RegExp,
  locale?: string,
): Segmenter {
  if (!('Segmenter' in Intl)) {
    return text =>
      Array.from(text.match(plain) ?? [], segment => ({
        segment,
        isWordLike: /[\p{L}\p{N}]/u.test(segment),
      }))
  }
  const unicode = new Intl.Segmenter(locale, { granularity })
  return text => unicode.segment(text)
}
