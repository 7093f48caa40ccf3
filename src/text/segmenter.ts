export interface Segment {
  readonly segment: string
  readonly isWordLike?: boolean | undefined
}

/** Cuts a text into segments which, joined, are the text. */
export type Segmenter = (text: string) => Iterable<Segment>

/**
 * Cuts by the rules of Unicode and of the locale where the browser has `Intl.Segmenter`; elsewhere
 * into the matches of `plain`, which has to be global and to match any text throughout.
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
