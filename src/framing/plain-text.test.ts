import { expect, test } from 'vitest'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { utf8 } from '../testing/utf8.ts'
import { plainText } from './plain-text.ts'

const cases: readonly { name: string; bytes: string | readonly number[]; text: string }[] = [
  { name: 'gives nothing for nothing', bytes: '', text: '' },
  { name: 'keeps characters of one to four bytes', bytes: 'aé€😀e\u0301', text: 'aé€😀e\u0301' },
  { name: 'keeps line ends and NUL', bytes: 'a\r\n\rb\0\u2028', text: 'a\r\n\rb\0\u2028' },
  { name: 'drops one byte order mark at the start', bytes: '\uFEFF\uFEFFa', text: '\uFEFFa' },
  { name: 'keeps a byte order mark inside', bytes: 'a\uFEFFb', text: 'a\uFEFFb' },
  { name: 'replaces half a byte order mark', bytes: [0xef, 0xbb, 0x61], text: '\uFFFDa' },
  { name: 'replaces invalid bytes', bytes: [0x61, 0xff, 0xc0, 0x62], text: 'a\uFFFD\uFFFDb' },
  { name: 'replaces a surrogate', bytes: [0xed, 0xa0, 0x80], text: '\uFFFD\uFFFD\uFFFD' },
  { name: 'replaces a cut character inside', bytes: [0xf0, 0x9f, 0x98, 0x61], text: '\uFFFDa' },
  { name: 'replaces a cut character at the end', bytes: [0x61, 0xf0, 0x9f, 0x98], text: 'a\uFFFD' },
  { name: 'replaces a lone first byte at the end', bytes: [0xe2], text: '\uFFFD' },
]

test.each(cases)('$name', ({ bytes, text }) => {
  const decode = (reads: readonly Uint8Array[]): string => {
    const { out } = decodeAll(plainText(), reads)
    expect(out).not.toContain('')
    return out.join('')
  }
  expectAtEveryCut(typeof bytes === 'string' ? utf8(bytes) : Uint8Array.from(bytes), decode, text)
})

test('hands over a character with the read that completes it', () => {
  const decoder = plainText()
  const bytes = utf8('€😀')
  expect(decoder.push(bytes.subarray(0, 2))).toEqual([])
  expect(decoder.push(bytes.subarray(2, 5))).toEqual(['€'])
  expect(decoder.push(bytes.subarray(5))).toEqual(['😀'])
  expect(decoder.end()).toEqual([])
})
