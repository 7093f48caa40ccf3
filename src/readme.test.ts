import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')

test('every example of the README compiles against the sources', () => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    resolve('.'),
  )
  const settings = { ...options, noUnusedLocals: false, isolatedDeclarations: false, types: [] }
  const files = new Map(examples.map((code, index) => [resolve(`example-${index}.ts`), code]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = path => files.has(path) || fileExists(path)
  host.readFile = path => files.get(path) ?? readFile(path)
  const program = ts.createProgram([...files.keys()], settings, host)
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))

  expect(examples.length).toBeGreaterThan(3)
  expect(messages).toEqual([])
}, 60_000)

test('the first example of the README is a chat in a dozen lines', () => {
  const lines = examples[0]?.split('\n').filter(line => line !== '' && line !== '})') ?? []
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(examples[0]).toContain('createChat')
})
