import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { expect, test } from 'vitest'
import { llmsFullText, llmsText } from '../docs/.vitepress/llms-text.ts'
import { readPage } from '../docs/.vitepress/page.ts'
import { pages } from '../docs/.vitepress/pages.ts'

/** Written for the site's own front, and for the list of the symptoms. */
const FRONTS = ['index', 'symptoms/index']

const names = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll(sep, '/'))
  .filter(file => file.endsWith('.md') && !/^(api|\.vitepress)\//.test(file))
  .map(file => file.slice(0, -'.md'.length))
const files = ['README.md', 'CHANGELOG.md', ...names.map(name => `docs/${name}.md`)]

/** A page without its code, whose brackets are no links. */
function proseOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replaceAll(/^( *)```.*?^\1```/gms, '')
    .replaceAll(/`[^`\n]*`/g, code => code.replaceAll(/[[\]()]/g, ' '))
}

function linksOf(file: string): readonly string[] {
  return Array.from(
    proseOf(file).matchAll(/\]\(([^)\s]+)\)|\b(?:href|src|srcset)="([^"]+)"/g),
    ([, inText, inTag]) => (inText ?? inTag)!,
  ).filter(link => !/^\w+:/.test(link))
}

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(file: string): readonly string[] {
  return Array.from(proseOf(file).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test.each(files)('every link of %s leads somewhere', file => {
  const dead = linksOf(file).filter(link => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? file : posix.normalize(posix.join(dirname(file), path))
    if (!existsSync(target)) return true
    return anchor !== undefined && !anchorsOf(target).includes(anchor)
  })
  expect(dead).toEqual([])
})

test('links and headings are found as they are written', () => {
  expect(linksOf('README.md')).toContain('docs/errors.md')
  expect(anchorsOf('docs/text.md')).toContain('where-the-cuts-are')
})

test('every page is in the list of the site, once', () => {
  const listed = pages.flatMap(section => section.pages)
  expect(listed.toSorted()).toEqual(names.filter(name => !FRONTS.includes(name)).toSorted())
})

test('every symptom is in the list of symptoms', () => {
  const symptoms = readdirSync('docs/symptoms').filter(file => file !== 'index.md')
  expect(linksOf('docs/symptoms/index.md').toSorted()).toEqual(symptoms.toSorted())
})

test('llms.txt names every page, and llms-full.txt holds them', () => {
  const sections = pages.map(({ text, pages: list }) => ({ text, pages: list.map(readPage) }))
  const index = llmsText(sections)
  const whole = llmsFullText(sections)
  for (const { name, title, summary, markdown } of sections.flatMap(section => section.pages)) {
    expect(index).toContain(`- [${title}](${name}.md): `)
    expect(summary.length, name).toBeGreaterThan(20)
    expect(whole).toContain(markdown)
  }
  expect(index).not.toMatch(/\]\((?![\w/-]+\.md\))/)
})

test('every picture is an image that is there, and small', () => {
  const pictures = readdirSync('docs/images').map(name => join('docs/images', name))
  expect(pictures.length).toBeGreaterThan(0)
  for (const picture of pictures) expect(statSync(picture).size, picture).toBeLessThan(500_000)
})

test('the README keeps to 300 lines', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(300)
})

test('the README tells of each protocol what the page on formats does', () => {
  const row = /^\| `([a-z-]+)` +\|(?:[^|]*[a-z]{4}[^|]*\|)?((?: +(?:yes|–) +\|){5})/gm
  const told = (file: string): readonly string[] =>
    Array.from(readFileSync(file, 'utf8').matchAll(row), ([, name, cells = '']) =>
      [name, ...cells.split('|').map(cell => cell.trim())].join(' '),
    )
  expect(told('README.md').length).toBe(12)
  expect(told('README.md').toSorted()).toEqual(told('docs/wire-formats.md').toSorted())
})
