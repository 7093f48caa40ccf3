import { Parser, type Token } from 'marked'
import { expect, test } from 'vitest'
import { blockReader } from './read-blocks.ts'

const body = `# A title with \`code\`

Prose with **bold *and slanted* words**, a [link](https://example.com/a_(b)?c=d "t") and 2 * 3 * 4 = 24,
snake_case_names, ~~gone~~, an array[0] and a <kbd>key</kbd> & more &amp; all.

- one
- two **bold
  over lines**
  1. nested
  2. twice

     with a paragraph
- [ ] to do
- [x] done

10. ten
11. eleven

| Name | **Bold** |
| :--- | ---: |
| \`a\` | [b](https://example.com) |
| c | ~~d~~ |

\`\`\`ts
const list = [1, 2]
// \`\`
\`\`\`

> A quote
> of two lines
>
> - and a list

* * *

1
2 lines that begin with a number
- and a list at once
`

/** With links whose addresses come last: until then they are words in brackets. */
const answer = `${body}
Named [here][1] and at the [end][2].

[1]: https://example.com/one
[2]: https://example.com/two 'Two'
`

/** What a reader sees: the words, without the space between them. */
function seen(blocks: readonly Token[]): string {
  return Parser.parse([...blocks])
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s/g, '')
}

function reading(): { blocks: Token[]; read(text: string, isDone?: boolean): number } {
  const blocks: Token[] = []
  const read = blockReader()
  return {
    blocks,
    read(text, isDone = false) {
      const { kept, next } = read(text, isDone)
      blocks.splice(kept, Infinity, ...next)
      return kept
    },
  }
}

function whole(text: string): Token[] {
  const { blocks, read } = reading()
  read(text, true)
  return blocks
}

test('whatever has come, what is seen is how the whole begins', () => {
  const said = seen(whole(body))
  const { blocks, read } = reading()
  for (let end = 1; end <= body.length; end++) {
    read(body.slice(0, end))
    const now = seen(blocks)
    expect(said.slice(0, now.length)).toBe(now)
  }
})

test('a block never becomes one of another kind', () => {
  const kinds = whole(answer).map(({ type }) => type)
  const { blocks, read } = reading()
  for (let end = 1; end <= answer.length; end++) {
    read(answer.slice(0, end))
    expect(kinds.slice(0, blocks.length)).toEqual(blocks.map(({ type }) => type))
  }
})

test('the end is that of the whole text, however it came', () => {
  const expected = Parser.parse(whole(answer))
  for (const size of [1, 2, 3, 7, 50, 1000]) {
    const { blocks, read } = reading()
    for (let end = size; end < answer.length; end += size) read(answer.slice(0, end))
    read(answer, true)
    expect(Parser.parse(blocks)).toBe(expected)
  }
})

test('a finished block is not read again, but for an address that is told late', () => {
  const { blocks, read } = reading()
  const before = answer.slice(0, answer.indexOf('[1]: '))
  let most = 0
  for (let end = 1; end <= before.length; end++) {
    const kept = read(before.slice(0, end))
    expect(kept).toBeGreaterThanOrEqual(most)
    most = kept
    expect(blocks.length - kept).toBeLessThanOrEqual(2)
  }
  expect(most).toBeGreaterThan(8)
  expect(read(answer, true)).toBe(0)
  expect(Parser.parse(blocks)).toContain('<a href="https://example.com/one">here</a>')
})

test.each([
  ['a mark that is open', 'It is **very impor', '<p>It is <strong>very impor</strong></p>\n'],
  [
    'a mark half closed',
    'It is **very important*',
    '<p>It is <strong>very important</strong></p>\n',
  ],
  ['marks within marks', 'a *b **c', '<p>a <em>b <strong>c</strong></em></p>\n'],
  ['code that is open', 'Call `creat', '<p>Call <code>creat</code></p>\n'],
  ['a link half written', 'See [the docs](https://exam', '<p>See</p>\n'],
  ['an image half written', 'See ![a cat](https://exam', '<p>See</p>\n'],
  ['a tag half written', 'Press <kb', '<p>Press</p>\n'],
  ['a bullet alone', 'Two things:\n-', '<p>Two things:</p>\n'],
  ['a number alone', '1. one\n\n2', '<ol>\n<li>one</li>\n</ol>\n'],
  ['a fence half written', 'So:\n\n``', '<p>So:</p>\n'],
  ['a fence whose language is half written', 'So:\n\n```typ', '<p>So:</p>\n'],
  ['the head of a table', 'So:\n\n| a | b |', '<p>So:</p>\n'],
  ['the rule of a table half written', 'So:\n\n| a | b |\n|--', '<p>So:</p>\n'],
  ['a sum', '2 * 3', '<p>2 * 3</p>\n'],
  ['a name of snakes', 'the snake_cas', '<p>the snake_cas</p>\n'],
  ['a bracket that is none', 'x < 3', '<p>x &lt; 3</p>\n'],
])('%s does not show as it is', (_, text, html) => {
  const { blocks, read } = reading()
  read(text)
  expect(Parser.parse(blocks)).toBe(html)
})

test('what was held back is shown at the end', () => {
  for (const text of ['a [b', 'a **', '|', '- a\n\n2', 'x <y', '```']) {
    const { blocks, read } = reading()
    read(text)
    read(text, true)
    expect(Parser.parse(blocks)).toBe(Parser.parse(whole(text)))
  }
})

test('a text that does not go on begins anew', () => {
  const { blocks, read } = reading()
  read('One.\n\nTwo.\n\nThree.')
  expect(read('Another.', true)).toBe(0)
  expect(Parser.parse(blocks)).toBe('<p>Another.</p>\n')
})

test('an address may have any name', () => {
  const { blocks, read } = reading()
  read('[a][__proto__], [b][constructor]\n\n[__proto__]: https://example.com/x', true)
  expect(Parser.parse(blocks)).toContain('<a href="https://example.com/x">a</a>')
  expect(Parser.parse(blocks)).toContain('[b][constructor]')
})
