import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compile } from 'svelte/compiler'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { compileScript, parse } from 'vue/compiler-sfc'
import type { Message } from './message.ts'
import type { Protocol } from './protocol.ts'
import { detect } from './protocols/detect.ts'
import { chatRequest } from './testing/conversation.ts'
import { codeOf, examplesOf, pages, runExample, type CodeExample } from './testing/page-examples.ts'
import { uninstalledFrameworks } from './testing/uninstalled-frameworks.ts'
import { utf8 } from './testing/utf8.ts'

/** The TypeScript of an example, in a file of this name: of a component, its script. */
function scriptOf({ language, code }: CodeExample, name: string): readonly [string, string] {
  if (language === 'ts' || language === 'tsx') return [`${name}.${language}`, code]
  return [`${name}.ts`, /<script[^>]*>(.*?)<\/script>/s.exec(code)?.[1] ?? '']
}

test('every example of the README and the docs compiles against the sources', () => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    resolve('.'),
  )
  const settings = {
    ...options,
    noUnusedLocals: false,
    isolatedDeclarations: false,
    types: ['node'],
    // As a bundler takes them, also the examples without an import.
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
  const frameworks = codeOf('docs/frameworks.md')
  const codeWith = (text: string): string =>
    frameworks.find(({ code }) => code.includes(text))?.code ?? ''
  const files = new Map([
    // What the components of the README and the docs import.
    ...['chat.ts', 'docs/chat.ts'].map((file): readonly [string, string] => [
      resolve(file),
      "export declare const chat: import('nanowire').Chat",
    ]),
    [resolve('uninstalled-frameworks.d.ts'), uninstalledFrameworks],
    [resolve('docs/from-store.ts'), codeWith('export function fromStore')],
    [resolve('docs/conversation.tsx'), codeWith('export function chatOf')],
    ...pages.flatMap(page =>
      codeOf(page).map((example, index) => scriptOf(example, resolve(`${page}-${index}`))),
    ),
  ])
  const host = ts.createCompilerHost(settings)
  const { fileExists, readFile } = host
  host.fileExists = path => files.has(path) || fileExists(path)
  host.readFile = path => files.get(path) ?? readFile(path)
  const program = ts.createProgram([...files.keys()], settings, host)
  const messages = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })

  expect(files.size).toBeGreaterThan(3)
  expect(messages).toEqual([])
}, 60_000)

test('the components of the docs are components', () => {
  const components = pages.flatMap(codeOf).filter(({ language }) => !language.startsWith('ts'))
  expect(new Set(components.map(({ language }) => language))).toEqual(new Set(['vue', 'svelte']))
  for (const { language, code } of components) {
    // As in new projects, to which what is of Svelte 4 is an error or a warning.
    if (language === 'svelte') expect(compile(code, { runes: true }).warnings).toEqual([])
    else {
      const { descriptor, errors } = parse(code)
      expect(errors).toEqual([])
      const { content } = compileScript(descriptor, { id: 'example', inlineTemplate: true })
      expect(content).toContain('messages')
    }
  }
})

test('the pages that the docs show in whole are those that are tested', () => {
  const docs = readFileSync('docs/the-same-chat.md', 'utf8')
  const shown = [...docs.matchAll(/```[a-z]+ (\S+)\n(.*?)```\n/gs)]
  for (const [, file = '', code] of shown) {
    expect(code, file).toBe(readFileSync(`e2e/doors/${file}`, 'utf8'))
    expect(code!.split('\n').length, file).toBeLessThanOrEqual(81)
    if (file.endsWith('.svelte')) expect(compile(code!, { runes: true }).warnings).toEqual([])
  }
  const suite = readFileSync('e2e/doors.spec.ts', 'utf8')
  const [, names = ''] = /doorNames = \[(.*?)\]/s.exec(suite) ?? []
  const doors = [...names.matchAll(/\w+/g)].map(([door]) => (door === 'svelte' ? 'view' : door))
  const files = shown.map(([, file = '']) => file.replace(/\..*/, ''))
  expect(doors.length).toBeGreaterThan(6)
  expect(files).toEqual(expect.arrayContaining(doors))
})

test('the first example of the README is a chat in a dozen lines', () => {
  const [first = ''] = examplesOf('README.md')
  const lines = first.split('\n').filter(line => line !== '' && line !== '})')
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(first).toContain('createChat')
})

interface Example {
  readonly parrot: Protocol
  readonly walkieTalkie: Protocol
  read(protocol: Protocol, reads: readonly Uint8Array[]): Promise<Message>
  sameAtEveryCut(protocol: Protocol, bytes: Uint8Array): Promise<boolean>
}

/** What an example says that it prints, behind the call that does. */
function promisedOutput(code: string): readonly string[] {
  return Array.from(
    code.matchAll(/^ *console\.log\(.*\) \/\/ (.*)$/gm),
    ([, output = '']) => output,
  )
}

const printing = pages.flatMap(page =>
  examplesOf(page)
    .map((code, index) => ({ code, name: `example ${index + 1} of ${page}` }))
    .filter(({ code }) => promisedOutput(code).length > 0),
)

test.each(printing)('$name prints what it says', async ({ code }) => {
  const printed: string[] = []
  await runExample(code, value => printed.push(String(value)))
  expect(printed).toEqual(promisedOutput(code))
})

test('examples that print are run', () => {
  expect(printing.length).toBeGreaterThan(5)
})

const PARROT = [...readFileSync('docs/write-a-protocol.md', 'utf8').matchAll(/```json\n(.*?)```/gs)]
  .map(([, records]) => records ?? '')
  .join('')

test('the protocol of the page on writing one reads what the page shows', async () => {
  const [parrotExample, testExample, otherExample] = examplesOf('docs/write-a-protocol.md')
  const { parrot } = await runExample<Example>(parrotExample)
  const { read, sameAtEveryCut } = await runExample<Example>(testExample)
  const { walkieTalkie } = await runExample<Example>(otherExample)
  const answer = {
    status: 'complete',
    content: 'Pretty boy.',
    finishReason: 'stop',
    metadata: { bird: 'polly-2' },
    parts: [
      { type: 'text', text: 'Pretty boy.' },
      { type: 'tool-call', toolName: 'getSeeds', input: { count: 2 }, output: 'sunflower' },
    ],
  }
  const records = PARROT.trim().split('\n')
  const framings = [
    PARROT,
    records.map(record => `data: ${record}\n\n`).join(''),
    `[${records.join(',')}]`,
  ]
  for (const wire of framings) {
    expect(await read(parrot, [utf8(wire)])).toMatchObject(answer)
    expect(await sameAtEveryCut(parrot, utf8(wire))).toBe(true)
  }

  const [hello = '', word = '', , , , bye = ''] = records
  const squawk = '{"kind":"squawk","reason":"The parrot is asleep."}'
  const failing = read(parrot, [utf8([hello, squawk, bye].join('\n'))])
  await expect(failing).rejects.toMatchObject({ code: 'server', message: 'The parrot is asleep.' })
  const cut = read(parrot, [utf8([hello, word].join('\n'))])
  await expect(cut).rejects.toMatchObject({ code: 'truncated' })
  const grown = [hello, '{"kind":"feather"}', word, bye].join('\n')
  expect(await read(parrot, [utf8(grown)])).toMatchObject({ content: 'Pretty ' })
  expect(parrot.encode(chatRequest(undefined, { data: { loud: true } }))).toEqual({
    loud: true,
    say: 'And tomorrow?',
  })

  expect(await read(walkieTalkie, [utf8('say Pretty \nsay boy.\nover\n')])).toMatchObject({
    status: 'complete',
    content: 'Pretty boy.',
  })
  expect(await sameAtEveryCut(walkieTalkie, utf8('say Pretty \nsay boy.\nover\n'))).toBe(true)
})

test('a protocol of one’s own can be looked for before all others', async () => {
  const code = examplesOf('docs/write-a-protocol.md')[0]?.replace(
    "name: 'parrot',",
    "name: 'parrot', matches: first => first.kind === 'hello',",
  )
  const { parrot } = await runExample<Example>(code)
  const { read } = await runExample<Example>(examplesOf('docs/write-a-protocol.md')[1])
  const protocol = detect([parrot, detect()])
  expect(await read(protocol, [utf8(PARROT)])).toMatchObject({ content: 'Pretty boy.' })
  const other = '{"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}'
  expect(await read(protocol, [utf8(other)])).toMatchObject({ content: 'Hi' })
})
