import { expect, test } from 'vitest'
import { piecesOf } from '../testing/pieces-of.ts'
import { createRandom } from '../testing/random.ts'
import { randomTexts, textsOf } from '../testing/texts-of.ts'
import { withoutSegmenter } from '../testing/without-segmenter.ts'
import { byLine } from './by-line.ts'
import { bySentence } from './by-sentence.ts'
import { byTime } from './by-time.ts'
import { byWord } from './by-word.ts'
import type { Pieces, TextSource } from './read-pieces.ts'

const FRAGMENTS = [
  "word Word I e.g. U.S. etc. 3.14 12 can't well-known naïve",
  '. . . ! ? ... … ?! , ; : " ” ’ ( ) [ - – / 。 ！ 「 」 ，',
  '你好 世界 中华人民共和国 これは カタカナ ไทย שלום مرحبا؟ é É. A\u0301.B 𝒜 𐐨',
  '👍 👩🏽‍💻 👨‍👩‍👧 🇫🇷 1️⃣',
]
  .flatMap(fragments => fragments.split(' '))
  .concat(Array.from('    \n\n\r\t\u2028\u00a0\u200b'), '\r\n')

const SURROGATES = /[\ud800-\udbff]$|^[\udc00-\udfff]/

const helpers: readonly (readonly [name: string, cut: (source: TextSource) => Pieces])[] = [
  ['bySentence', bySentence],
  ['byWord', byWord],
  ['byLine', byLine],
  ['byTime', source => byTime(source, { every: 1_000_000, size: 7 })],
]

function* randomTextsOf(seed: number, count: number) {
  const random = createRandom(seed)
  for (let index = 0; index < count; index++) {
    const text = Array.from({ length: random.below(40) }, () => random.pick(FRAGMENTS)).join('')
    yield { text, texts: randomTexts(text, random), random }
  }
}

test.each(helpers)('the pieces of %s, joined, are the text, however it arrives', async (_, cut) => {
  for (const { text, texts } of randomTextsOf(1, 400)) {
    const pieces = await piecesOf(cut(textsOf(...texts)))
    expect(pieces.join('')).toBe(text)
    expect(pieces.filter(piece => piece === '' || SURROGATES.test(piece))).toEqual([])
  }
})

test.each(helpers.slice(0, 3))('without Intl.Segmenter %s loses nothing either', async (_, cut) => {
  withoutSegmenter()
  for (const { text, texts } of randomTextsOf(2, 400)) {
    const pieces = await piecesOf(cut(textsOf(...texts)))
    expect(pieces.join('')).toBe(text)
    expect(pieces.filter(piece => piece === '' || SURROGATES.test(piece))).toEqual([])
  }
})

test('sentences are those of Intl.Segmenter, however the text arrives', async () => {
  const whole = new Intl.Segmenter(undefined, { granularity: 'sentence' })
  for (const { text, texts } of randomTextsOf(3, 2_000)) {
    const segments = Array.from(whole.segment(text), ({ segment }) => segment)
    // But an opening bracket is the beginning of a sentence, not the end of one.
    const expected = segments.map((segment, index) => {
      const [before = ''] = /\p{Ps}+$/u.exec(segments[index - 1] ?? '') ?? []
      const isLast = index === segments.length - 1
      return before + (isLast ? segment : segment.replace(/\p{Ps}+$/u, ''))
    })
    expect(await piecesOf(bySentence(textsOf(...texts))), JSON.stringify(texts)).toEqual(expected)
  }
})

test('lines are the same, however the text arrives', async () => {
  for (const { text, texts } of randomTextsOf(4, 400)) {
    const expected = text.split(/(?<=\n|\r(?!\n))/).filter(Boolean)
    expect(await piecesOf(byLine(textsOf(...texts))), JSON.stringify(texts)).toEqual(expected)
  }
})

test('words with spaces between them are the same, however the text arrives', async () => {
  const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]/u
  let compared = 0
  for (const { text, texts } of randomTextsOf(5, 2_000)) {
    if (unspaced.test(text)) continue
    compared++
    const expected = await piecesOf(byWord(textsOf(text)))
    expect(await piecesOf(byWord(textsOf(...texts))), JSON.stringify(texts)).toEqual(expected)
  }
  expect(compared).toBeGreaterThan(100)
})
