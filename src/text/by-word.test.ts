import { expect, test } from 'vitest'
import { piecesOf } from '../testing/pieces-of.ts'
import { textsOf } from '../testing/texts-of.ts'
import { withoutSegmenter } from '../testing/without-segmenter.ts'
import { byWord } from './by-word.ts'

const split = (text: string): Promise<string[]> => piecesOf(byWord(textsOf(...text)))

test('a word comes with the marks and the space after it', async () => {
  expect((await split(`"Hello" (world), can't 3.14 U.S. f(x)\n\n- well-known`)).join('|')).toBe(
    '"Hello" |(world), |can\'t |3.14 |U.S. |f|(x)\n\n|- |well-|known',
  )
})

test('words are found where there are no spaces, and emoji stay whole', async () => {
  expect((await split('你好，世界「好吗」👨‍👩‍👧是中华人民共和国。Ok 👍🏽 ok')).join('|')).toBe(
    '你好，|世界|「好|吗」👨‍👩‍👧|是|中华|人民|共和国。|Ok |👍🏽 |ok',
  )
})

test('without Intl.Segmenter a character is a word where there are no spaces', async () => {
  withoutSegmenter()
  expect((await split("你好，can't 3.14API接口 👨‍👩‍👧 (x)")).join('|')).toBe(
    "你|好，|can't |3.14API|接|口 |👨‍👩‍👧 |(x)",
  )
})

test('a word comes with the first letter of the next', async () => {
  const given: string[] = []
  async function* texts() {
    for (const text of ['Hel', 'lo', ' ', 'w', 'orld']) {
      yield text
      given.push(text)
    }
  }
  const pieces = byWord(texts())
  expect(await pieces.next()).toEqual({ done: false, value: 'Hello ' })
  expect(given).toEqual(['Hel', 'lo', ' '])
  await pieces.return?.()
})
