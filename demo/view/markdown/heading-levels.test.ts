import { expect, test } from 'vitest'
import { headingLevels } from './heading-levels.ts'

test.each([
  [
    [1, 2, 3, 2, 1],
    [3, 4, 5, 4, 3],
  ],
  [
    [2, 3, 3, 2],
    [3, 4, 4, 3],
  ],
  [
    [3, 1, 6, 2],
    [3, 3, 4, 4],
  ],
  [
    [1, 2, 3, 4, 5, 6],
    [3, 4, 5, 6, 6, 6],
  ],
  [[], []],
])('%j are %j on the page', (depths, levels) => {
  expect(headingLevels(depths)).toEqual(levels)
})
