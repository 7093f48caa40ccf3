import { expect, test } from 'vitest'
import { piecesOf } from '../testing/pieces-of.ts'
import { textsOf } from '../testing/texts-of.ts'
import { byLine } from './by-line.ts'

test('a line comes with its end: LF, CR or CRLF', async () => {
  const lines = ['a\n', '\n', 'b\r\n', 'c\r', '\r', '\r\n', 'd\u2028e']
  expect(await piecesOf(byLine(textsOf(...lines.join(''))))).toEqual(lines)
  expect(await piecesOf(byLine(textsOf(lines.join(''))))).toEqual(lines)
})

test('a CR at the end is the end of a line', async () => {
  expect(await piecesOf(byLine(textsOf('a\r')))).toEqual(['a\r'])
  expect(await piecesOf(byLine(textsOf('\r', '\r')))).toEqual(['\r', '\r'])
})
