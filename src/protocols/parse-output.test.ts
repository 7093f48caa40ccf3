import { expect, test } from 'vitest'
import { parseOutput } from './parse-output.ts'

test('reads objects and lists, and keeps any other text as it is', () => {
  expect(parseOutput('{"celsius":4}')).toEqual({ celsius: 4 })
  expect(parseOutput('\n[1]')).toEqual([1])
  for (const text of ['12345678901234567890', '"quoted"', 'true', '', '{half', 'It is 4 °C.']) {
    expect(parseOutput(text)).toBe(text)
  }
})

test('leaves alone what is not text', () => {
  expect(parseOutput(undefined)).toBeUndefined()
  expect(parseOutput(4)).toBe(4)
})
