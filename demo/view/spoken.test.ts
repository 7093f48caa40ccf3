import { expect, test } from 'vitest'
import { spoken } from './spoken.ts'

test.each([
  ['It is **very** _clear_ and *so* `plain`.', 'It is very _clear_ and so plain.'],
  ['## A title\n', 'A title'],
  ['- one of [two links](https://example.com/a_b)\n', 'one of two links'],
  ['| a | **b** |\n| --- | :-: |\n| 1 | 2 |', 'a b 1 2'],
  ['2 * 3 = 6, snake_case stays.', '2 * 3 = 6, snake_case stays.'],
  ['> quoted\n', 'quoted'],
  ['```ts\n', ''],
])('%j is read out as %j', (markdown, words) => {
  expect(spoken(markdown)).toBe(words)
})
