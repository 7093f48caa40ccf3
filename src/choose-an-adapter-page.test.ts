import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { detect } from './protocols/detect.ts'
import { chatRequest } from './testing/conversation.ts'
import { tableUnder } from './testing/table-under.ts'

const page = readFileSync('docs/choose-an-adapter.md', 'utf8')

/** The names in the first column of the table under a heading. */
function namesUnder(heading: string): readonly string[] {
  return tableUnder(page, heading)
    .slice(1)
    .flatMap(([names = '']) => Array.from(names.matchAll(/`([a-z]\w*)/g), ([, name = '']) => name))
}

test('the page names every field of the body that detection sends', () => {
  const body = detect().encode(chatRequest(undefined, { trigger: 'regenerate', messageId: 'm1' }))
  expect(namesUnder('What is sent').toSorted()).toEqual(Object.keys(body as object).toSorted())
})

test('the page names every option of a connection', () => {
  const code = readFileSync('src/adapters/adapter.ts', 'utf8')
  const source = ts.createSourceFile('adapter.ts', code, ts.ScriptTarget.ESNext)
  const options = source.statements.find(
    statement => ts.isInterfaceDeclaration(statement) && statement.name.text === 'FetchOptions',
  ) as ts.InterfaceDeclaration
  const names = options.members.map(member => (member.name as ts.Identifier).text)
  // `method` is one of those that pass through to fetch.
  expect(namesUnder('Options').toSorted()).toEqual(['method', ...names].toSorted())
})
