import { expect, test } from 'vitest'
import { base64Of } from './base64-of.ts'

test('takes the data of a data URL, and of nothing else', () => {
  expect(base64Of('data:image/png;base64,iVBORw0K')).toBe('iVBORw0K')
  expect(base64Of('data:text/plain;charset=utf-8;BASE64,SGk=')).toBe('SGk=')
  for (const url of ['data:text/plain,SGk=', 'https://example.org/;base64,a', 'data:;base64', '']) {
    expect(base64Of(url)).toBeUndefined()
  }
})
