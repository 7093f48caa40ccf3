import { expect, test } from 'vitest'
import { createMailbox } from '../testing/mailbox.ts'
import { piecesOf } from '../testing/pieces-of.ts'
import { textsOf } from '../testing/texts-of.ts'
import { withoutSegmenter } from '../testing/without-segmenter.ts'
import { bySentence } from './by-sentence.ts'

const split = (text: string): Promise<string[]> => piecesOf(bySentence(textsOf(...text)))

const TEXTS = [
  [
    'I like fruit, e.g. apples. ',
    'Pi is 3.14 today! ',
    'The U.S. is big. ',
    'Really?! ',
    '“Yes.” ',
    'A line\n',
    '\n',
    'and an end',
  ],
  ['你好。', '世界！', '「好吗？」', '他说：是。'],
]

test.each(TEXTS.map(sentences => [sentences]))('%j is cut into these', async sentences => {
  expect(await split(sentences.join(''))).toEqual(sentences)
})

test.each(TEXTS.map(sentences => [sentences]))(
  '%j is cut into these without Intl.Segmenter too',
  async sentences => {
    withoutSegmenter()
    expect(await split(sentences.join(''))).toEqual(sentences)
  },
)

test('a sentence comes as soon as the next one has a letter, a line with its end', async () => {
  const { put, take } = createMailbox<string>()
  async function* texts() {
    for (;;) yield await take()
  }
  const pieces = bySentence(texts())
  const first = pieces.next()
  put('Hello')
  put('. (')
  put('N')
  expect(await first).toEqual({ done: false, value: 'Hello. ' })
  put('ew line\n')
  expect(await pieces.next()).toEqual({ done: false, value: '(New line\n' })
  await pieces.return?.()
})

test('the locale’s rules are kept', async () => {
  const text = 'Τι κάνεις; Καλά.'
  expect(await piecesOf(bySentence(textsOf(text), { locale: 'el' }))).toEqual([
    'Τι κάνεις; ',
    'Καλά.',
  ])
  expect(await piecesOf(bySentence(textsOf(text), { locale: 'en' }))).toEqual([text])
})

test('a text of nothing has no pieces', async () => {
  expect(await piecesOf(bySentence(textsOf()))).toEqual([])
  expect(await piecesOf(bySentence(textsOf('', '')))).toEqual([])
})
