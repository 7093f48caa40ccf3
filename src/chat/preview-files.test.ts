import { resolveObjectURL } from 'node:buffer'
import { expect, test } from 'vitest'
import { previewFiles } from './preview-files.ts'

test('files are shown by addresses of this page until they are revoked', async () => {
  const { urls, revoke } = previewFiles([new File(['a'], 'a.txt'), new Blob(['b'])])
  expect(urls).toHaveLength(2)
  expect(await Promise.all(urls.map(url => resolveObjectURL(url)?.text()))).toEqual(['a', 'b'])
  revoke()
  revoke()
  expect(urls.map(url => resolveObjectURL(url))).toEqual([undefined, undefined])
})

test('an address stays what it is, and is not revoked', () => {
  const own = URL.createObjectURL(new Blob(['c']))
  const { urls, revoke } = previewFiles([own, new URL('https://example.org/a')])
  expect(urls).toEqual([own, 'https://example.org/a'])
  revoke()
  expect(resolveObjectURL(own)).toBeDefined()
  URL.revokeObjectURL(own)
})

test('one file needs no list', () => {
  expect(previewFiles('https://example.org/a').urls).toEqual(['https://example.org/a'])
  const { urls, revoke } = previewFiles(new Blob(['a']))
  expect(urls).toHaveLength(1)
  revoke()
})
