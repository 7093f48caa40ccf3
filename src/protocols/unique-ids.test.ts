import { expect, test } from 'vitest'
import { uniqueIds } from './unique-ids.ts'

test('takes what is given, and never the same twice', () => {
  const idOf = uniqueIds()
  expect(['a', null, 'call-4', undefined, 'a', '', 'a'].map(idOf)).toEqual([
    'a',
    'call-2',
    'call-4',
    'call-5',
    'a-6',
    'call-6',
    'a-8',
  ])
})
