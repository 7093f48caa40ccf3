import { expect, test } from 'vitest'
import { mergeMetadata } from './merge-metadata.ts'

test('merges nested objects, and takes the later of two values', () => {
  const base = { a: 1, times: { start: 1, all: [1] }, list: [1, 2] }
  const more = { a: 2, times: { first: 2, all: [2] }, list: [3], b: null }
  expect(mergeMetadata(base, more)).toEqual({
    a: 2,
    times: { start: 1, first: 2, all: [2] },
    list: [3],
    b: null,
  })
  expect(base).toEqual({ a: 1, times: { start: 1, all: [1] }, list: [1, 2] })
})

test('takes what comes where there was nothing', () => {
  expect(mergeMetadata(undefined, { a: 1 })).toEqual({ a: 1 })
})

test('replaces a value that cannot be merged', () => {
  expect(mergeMetadata({ a: null, b: { c: 1 } }, { a: { c: 1 }, b: [1] })).toEqual({
    a: { c: 1 },
    b: [1],
  })
})

test('keeps __proto__ a key like any other', () => {
  const merged = mergeMetadata(
    JSON.parse('{"__proto__":{"a":1}}'),
    JSON.parse('{"__proto__":{"b":2}}'),
  )
  expect(Object.getOwnPropertyDescriptor(merged, '__proto__')?.value).toEqual({ a: 1, b: 2 })
  expect('a' in {}).toBe(false)
})
