import { expect, test } from 'vitest'
import { compare, ratio } from './compare.ts'
import { judge } from './goal.ts'
import { plot } from './plot.ts'
import { withHead, withSection } from './results-page.ts'
import { median, spread } from './statistics.ts'
import { digits, table } from './table.ts'
import { aiSdkWire, readsOf, tokens } from './wires.ts'

test('finds the middle of numbers and how far they lie apart', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(spread([1, 2, 3, 4, 5])).toBe(1 / 3)
  expect(spread([2, 2, 2])).toBe(0)
})

test('lets contestants take turns, each of them first in its round', async () => {
  const turns: string[] = []
  const contestants = ['a', 'b'].map(name => ({
    name,
    run() {
      turns.push(name)
      return 1
    },
  }))
  const results = await compare(contestants, { rounds: 2, warmUps: 1 })
  expect(turns.join('')).toBe('abbaab')
  expect(results.map(({ name, times }) => [name, times.length])).toEqual([
    ['a', 2],
    ['b', 2],
  ])
})

test('refuses contestants that do not do the same work', async () => {
  const contestants = [
    { name: 'a', run: () => 1 },
    { name: 'b', run: async () => 2 },
  ]
  await expect(compare(contestants)).rejects.toThrow('b made 2 of it, not 1.')
})

test('compares the rounds with one another, not their medians', () => {
  const result = (times: readonly number[]) => ({ name: '', time: 0, spread: 0, times })
  expect(ratio(result([2, 40, 6]), result([1, 10, 3]))).toBe(2)
})

test('judges a goal by each of its figures', () => {
  const goal = { what: 'speed', unit: '×', why: 'So it is.' }
  expect(
    judge({
      ...goal,
      atLeast: 1,
      got: [
        ['a', 1.5],
        ['b', 1],
      ],
    }),
  ).toBe('- Reached: speed, at least 1.00×; the worst is 1.00×.')
  expect(
    judge({
      ...goal,
      atMost: 1.5,
      got: [
        ['a', 1.75],
        ['b', 1.5],
      ],
    }),
  ).toBe('- Not reached: speed, at most 1.50×, in 1 of 2: a 1.75×. So it is.')
})

test('writes tables with numbers of three digits', () => {
  expect(
    table(
      ['a', 'b'],
      [
        ['x', digits(1234.5)],
        ['y', digits(0.0567)],
      ],
    ),
  ).toBe('| a | b |\n| --- | ---: |\n| x | 1,235 |\n| y | 0.06 |')
  expect([digits(12.34), digits(123.4), digits(NaN)]).toEqual(['12.3', '123', '–'])
})

test('replaces a section of the page and keeps the others', () => {
  const first = withSection(withHead('', '# Old'), 'a', 'one')
  const both = withSection(first, 'b', 'two')
  expect(withSection(withHead(both, '# New'), 'a', 'three')).toBe(
    '# New\n\n<!-- a -->\n\nthree\n\n<!-- /a -->\n\n<!-- b -->\n\ntwo\n\n<!-- /b -->\n',
  )
})

test('draws lines within the plot, with a label for each power of ten', () => {
  const svg = plot({
    title: 'a < b',
    x: 'tokens',
    y: 'µs',
    lines: [
      {
        name: 'one',
        points: [
          [10, 1],
          [1_000, 100],
        ],
      },
    ],
  })
  expect(svg).toContain('d="M64 312L696 64"')
  expect(svg).toContain('a &lt; b')
  expect(svg.match(/class="grid"/g)).toHaveLength(6)
})

test('cuts what a wire writes into reads of a size, with nothing lost', () => {
  const text = aiSdkWire.write(tokens(500))
  const reads = readsOf(text, 64)
  expect(new Set(reads.slice(0, -1).map(read => read.length))).toEqual(new Set([64]))
  expect(new TextDecoder().decode(Buffer.concat(reads))).toBe(text)
  expect(text).toBe(aiSdkWire.write(tokens(500)))
})
