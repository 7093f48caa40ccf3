import { expect, test } from 'vitest'
import { withoutSegmenter } from '../testing/without-segmenter.ts'
import { characters } from './characters.ts'
import { segmenter } from './segmenter.ts'

const cut = (text: string, segments = characters()): string[] =>
  Array.from(segments(text), ({ segment }) => segment)

const CHARACTERS = ['e', 'e\u0301', '👩🏽‍💻', '👨‍👩‍👧', '🇫🇷', '🇯🇵', '1️⃣', '❤️', '好', '\r\n', ' ', '𝒜']

test.each(['with', 'without'])('characters stay whole %s Intl.Segmenter', how => {
  if (how === 'without') withoutSegmenter()
  expect(cut(CHARACTERS.join(''))).toEqual(CHARACTERS)
})

test('the plain rule is used only where there is no Intl.Segmenter', () => {
  expect(cut('don’t', segmenter('word', /[^]/gu))).toEqual(['don’t'])
  withoutSegmenter()
  expect([...segmenter('word', /[^]/gu)('a!')]).toEqual([
    { segment: 'a', isWordLike: true },
    { segment: '!', isWordLike: false },
  ])
  expect(cut('')).toEqual([])
})
