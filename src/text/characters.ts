import { segmenter, type Segmenter } from './segmenter.ts'

/** Flags, joined and coloured emoji, and letters with their marks. */
const PLAIN =
  /\r\n|\p{RI}{2}|[^]\p{EMod}?[\p{M}]*(?:\u200d\p{Extended_Pictographic}\p{EMod}?\p{M}*)*\u200d?/gu

/** Cuts into what a reader sees as one character, such as an emoji of several code points. */
export function characters(): Segmenter {
  return segmenter('grapheme', PLAIN)
}
