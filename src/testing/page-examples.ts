import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sep } from 'node:path'
import ts from 'typescript'
import * as core from '../core.ts'
import * as framing from '../framing/index.ts'
import * as nanowire from '../index.ts'
import * as testing from '../mock/index.ts'
import * as anthropic from '../protocols/anthropic.ts'
import * as server from '../server/index.ts'

/** The pages whose examples are compiled: the README and the handwritten ones in docs/. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map(name => `docs/${name.replaceAll(sep, '/')}`)
    .filter(name => name.endsWith('.md') && !/\/(api|\.vitepress)\//.test(name)),
]

export interface CodeExample {
  readonly language: string
  readonly code: string
}

export function codeOf(page: string): readonly CodeExample[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/```(ts|tsx|vue|svelte)\n(.*?)```/gs)
  return Array.from(blocks, ([, language = '', code = '']) => ({ language, code }))
}

/** The TypeScript examples of a page, in order. */
export function examplesOf(page: string): readonly string[] {
  return codeOf(page).flatMap(({ language, code }) => (language === 'ts' ? code : []))
}

/** The modules that the examples may import. */
const doors: Readonly<Record<string, unknown>> = {
  nanowire,
  'nanowire/core': core,
  'nanowire/framing': framing,
  'nanowire/protocols/anthropic': anthropic,
  'nanowire/server': server,
  'nanowire/testing': testing,
}

/** Runs an example as the page shows it, and returns its exports; `print` gets its console. */
export async function runExample<Exported>(
  code = '',
  print: (value: unknown) => void = () => {},
): Promise<Exported> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  })
  const exported = {} as Exported
  const requireBuiltIn = createRequire(import.meta.url)
  const require = (name: string): unknown => doors[name] ?? requireBuiltIn(name)
  // Examples may await, and the constructor of async functions is not a global.
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const example = AsyncFunction('require', 'exports', 'console', outputText)
  await example(require, exported, { log: print })
  return exported
}
