import { expect, test } from 'vitest'
import type { FileSource } from './chat.ts'
import { mediaTypeOf } from './media-type-of.ts'

const sources: readonly (readonly [what: string, source: FileSource, type: string])[] = [
  ['a file’s type', new File([''], 'a.txt', { type: 'image/png' }), 'image/png'],
  ['a type with parameters', new Blob([''], { type: 'text/plain;charset=UTF-8' }), 'text/plain'],
  ['a file’s name', new File([''], 'Notes.MD'), 'text/markdown'],
  ['a name that tells nothing', new File([''], 'notes'), 'application/octet-stream'],
  ['a name that objects have', new File([''], 'x.constructor'), 'application/octet-stream'],
  ['a blob of no type', new Blob(['']), 'application/octet-stream'],
  ['a data: URL', 'data:image/webp;base64,AA==', 'image/webp'],
  ['a data: URL of no type', 'data:,hello.png', 'text/plain'],
  ['an address', 'https://example.org/photo.jpg?size=2#top', 'image/jpeg'],
  ['a URL', new URL('https://example.org/a.pdf'), 'application/pdf'],
  ['an address without a host', '/files/a.webp', 'image/webp'],
  ['an address that tells nothing', 'https://example.org/download', 'application/octet-stream'],
]

test.each(sources)('%s is found', (_, source, type) => {
  expect(mediaTypeOf(source)).toBe(type)
})
