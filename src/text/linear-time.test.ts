import { expect, test } from 'vitest'
import type { Decoder } from '../decoder.ts'
import { processorTime } from '../testing/processor-time.ts'
import { lines } from './by-line.ts'
import { sentences } from './by-sentence.ts'
import { words } from './by-word.ts'

const KIB = 1024
const PUSH = 64

interface Shape {
  readonly name: string
  readonly open: () => Decoder<string, string>
  readonly start?: string
  readonly fill: string
}

const shapes: readonly Shape[] = [
  { name: 'sentences', open: sentences, fill: 'Now there is a sentence. ' },
  { name: 'one sentence', open: sentences, fill: 'and so on ' },
  { name: 'one sentence with stops in it', open: sentences, fill: 'e.g. this, ' },
  { name: 'one number', open: sentences, fill: '3.14.' },
  { name: 'one exclamation', open: sentences, fill: '!' },
  { name: 'a sentence that may have ended', open: sentences, start: 'Etc. ', fill: '(12) ' },
  { name: 'words', open: words, fill: 'so on and on ' },
  { name: 'words without spaces', open: words, fill: '中华人民共和国' },
  { name: 'one word', open: words, fill: 'a' },
  { name: 'one space', open: words, fill: ' ' },
  { name: 'lines', open: lines, fill: 'so it goes\r\n' },
  { name: 'one line', open: lines, fill: 'so it goes ' },
]

function cost({ open, start = '', fill }: Shape, length: number): number {
  const text = start + fill.repeat(length / fill.length)
  return processorTime(() => {
    const cutter = open()
    for (let at = 0; at < text.length; at += PUSH) cutter.push(text.slice(at, at + PUSH))
    cutter.end()
  }, 3)
}

// Quadratic work would cost 256 times as much.
test.each(shapes)(
  '512 KiB of $name cost about 16 times what 32 KiB do',
  { timeout: 60_000 },
  shape => {
    expect(cost(shape, 512 * KIB) / cost(shape, 32 * KIB)).toBeLessThan(64)
  },
)
