import { expect, test } from 'vitest'
import { applyPatch, type PatchOperation } from './json-patch.ts'

const state = { city: 'Oslo', days: ['Mon', 'Tue'], 'a/b': { 'm~n': 1 }, '': { deep: null } }

test.each<[readonly PatchOperation[], unknown, unknown]>([
  [[{ op: 'add', path: '/country', value: 'NO' }], { a: 1 }, { a: 1, country: 'NO' }],
  [[{ op: 'add', path: '/a', value: 2 }], { a: 1 }, { a: 2 }],
  [[{ op: 'add', path: '', value: [1] }], { a: 1 }, [1]],
  [[{ op: 'add', path: '/a/b', value: null }], { a: {} }, { a: { b: null } }],
  [[{ op: 'add', path: '/-', value: 3 }], [1, 2], [1, 2, 3]],
  [[{ op: 'add', path: '/1', value: 9 }], [1, 2], [1, 9, 2]],
  [[{ op: 'add', path: '/2', value: 9 }], [1, 2], [1, 2, 9]],
  [[{ op: 'add', path: '/-', value: 'end' }], { a: 1 }, { a: 1, '-': 'end' }],
  [[{ op: 'remove', path: '/1' }], [1, 2, 3], [1, 3]],
  [[{ op: 'remove', path: '/a' }], { a: 1, b: 2 }, { b: 2 }],
  [[{ op: 'replace', path: '/0/a', value: 2 }], [{ a: 1 }], [{ a: 2 }]],
  [[{ op: 'replace', path: '', value: 'all' }], { a: 1 }, 'all'],
  [[{ op: 'move', from: '/a', path: '/b/-' }], { a: 1, b: [0] }, { b: [0, 1] }],
  [[{ op: 'move', from: '/0', path: '/1' }], [1, 2], [2, 1]],
  [[{ op: 'copy', from: '/a', path: '/b' }], { a: { c: 1 } }, { a: { c: 1 }, b: { c: 1 } }],
  [[{ op: 'test', path: '/a', value: { c: [1], b: null } }], { a: { b: null, c: [1] } }, undefined],
  [
    [{ op: 'replace', path: '/a~1b/m~0n', value: 2 }],
    { 'a/b': { 'm~n': 1 } },
    { 'a/b': { 'm~n': 2 } },
  ],
  [[{ op: 'replace', path: '/~01', value: 2 }], { '~1': 1 }, { '~1': 2 }],
  [[{ op: 'replace', path: '/', value: 2 }], { '': 1 }, { '': 2 }],
  [
    [
      { op: 'increment', path: '/a' },
      { op: 'replace', path: '/a', value: 5 },
    ],
    { a: 1 },
    { a: 5 },
  ],
  [
    [
      { op: 'replace', path: '/city', value: 'Bergen' },
      { op: 'add', path: '/days/0', value: 'Sun' },
      { op: 'remove', path: '/a~1b' },
    ],
    state,
    { city: 'Bergen', days: ['Sun', 'Mon', 'Tue'], '': { deep: null } },
  ],
])('applies %j', (patch, before, after) => {
  expect(applyPatch(before, patch)).toStrictEqual(after ?? before)
})

test.each<[PatchOperation, unknown]>([
  [{ op: 'replace', path: '/none', value: 1 }, {}],
  [{ op: 'remove', path: '/none' }, {}],
  [{ op: 'remove', path: '/length' }, [1]],
  [{ op: 'remove', path: '/-' }, [1]],
  [{ op: 'add', path: '/3', value: 1 }, [1, 2]],
  [{ op: 'add', path: '/01', value: 1 }, [1, 2]],
  [{ op: 'add', path: '/length', value: 0 }, [1, 2]],
  [{ op: 'add', path: '/a/b', value: 1 }, {}],
  [{ op: 'add', path: '/a/b', value: 1 }, { a: 'text' }],
  [{ op: 'add', path: 'a', value: 1 }, {}],
  [{ op: 'move', from: '/a', path: '/a/b' }, { a: {} }],
  [{ op: 'copy', from: '/toString', path: '/b' }, {}],
  [{ op: 'test', path: '/a', value: [1] }, { a: { 0: 1 } }],
  [{ op: 'test', path: '/a', value: 1 }, { a: '1' }],
  [{ op: 'test', path: '/a', value: { b: 1 } }, { a: { b: 1, c: 2 } }],
  [{}, {}],
])('refuses %j', (operation, document) => {
  expect(() => applyPatch(document, [operation])).toThrow()
})

test('changes nothing of what it was given, and copies only what changes', () => {
  const before = Object.freeze({
    list: Object.freeze([1]),
    other: Object.freeze({ kept: true }),
  })
  const after = applyPatch(before, [{ op: 'add', path: '/list/-', value: 2 }]) as typeof before
  expect(after).toEqual({ list: [1, 2], other: { kept: true } })
  expect(after.other).toBe(before.other)
})

test('takes every key for a key', () => {
  for (const key of ['__proto__', 'constructor']) {
    const added = applyPatch({}, [{ op: 'add', path: `/${key}`, value: { polluted: true } }])
    expect(Object.keys(added as object)).toEqual([key])
    expect(Object.getPrototypeOf(added)).toBe(Object.prototype)
    expect(() => applyPatch({}, [{ op: 'add', path: `/${key}/polluted`, value: true }])).toThrow()
    expect(applyPatch(added, [{ op: 'remove', path: `/${key}` }])).toEqual({})
  }
  expect('polluted' in {}).toBe(false)
})
