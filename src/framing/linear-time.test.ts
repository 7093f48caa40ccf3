import { expect, test } from 'vitest'
import type { Decoder } from '../decoder.ts'
import { processorTime } from '../testing/processor-time.ts'
import { utf8 } from '../testing/utf8.ts'
import { jsonLines } from './json-lines.ts'
import { serverSentEvents } from './server-sent-events.ts'
import { utf8Lines } from './utf8-lines.ts'

const KIB = 1024
const READ = 64

interface Shape {
  readonly name: string
  readonly open: () => Decoder<Uint8Array, unknown>
  readonly start?: string
  readonly fill: string
  readonly end?: string
}

const shapes: readonly Shape[] = [
  { name: 'a line', open: utf8Lines, fill: 'x' },
  { name: 'a line of data', open: serverSentEvents, start: 'data:', fill: 'x', end: '\n\n' },
  {
    name: 'many lines of data',
    open: serverSentEvents,
    fill: `data: ${'x'.repeat(57)}\n`,
    end: '\n',
  },
  { name: 'a JSON text', open: jsonLines, start: '\x1e"', fill: 'x', end: '"\n' },
  { name: 'an element of an array', open: jsonLines, start: '[[', fill: '1,', end: '1]]' },
]

function cost({ open, start = '', fill, end = '' }: Shape, length: number): number {
  const bytes = utf8(start + fill.repeat((length - start.length - end.length) / fill.length) + end)
  return processorTime(() => {
    const decoder = open()
    for (let at = 0; at < bytes.length; at += READ) decoder.push(bytes.subarray(at, at + READ))
    decoder.end()
  })
}

// Quadratic work would cost 256 times as much.
test.each(shapes)(
  '1 MiB of $name costs about 16 times what 64 KiB do',
  { timeout: 60_000 },
  shape => {
    expect(cost(shape, 1024 * KIB) / cost(shape, 64 * KIB)).toBeLessThan(64)
  },
)
