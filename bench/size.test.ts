import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { sources } from '../vite.config.ts'

const coreWith = (protocol: string, name: string): string =>
  `export { createChat, fetchServerSentEvents } from 'nanowire/core'
   export { ${name} } from 'nanowire/protocols/${protocol}'`

const protocols = Object.keys(manifest.exports).filter(path => path.startsWith('./protocols/'))

/** Ceilings of the protocols' doors. */
const doors: Readonly<Record<string, number>> = {
  './protocols/ag-ui': 5_880,
  './protocols/ai-sdk': 2_930,
  './protocols/ai-sdk-data': 4_850,
  './protocols/anthropic': 4_380,
  './protocols/cohere': 3_470,
  './protocols/detect': 17_590,
  './protocols/dexto': 3_010,
  './protocols/gemini': 4_960,
  './protocols/node-llm': 3_730,
  './protocols/ollama': 2_830,
  './protocols/openai-chat': 3_770,
  './protocols/openai-responses': 4_430,
  './protocols/plain-text': 1_110,
}

/** Ceilings of a chat with a protocol, shown by a framework; without the framework itself. */
const frameworks: Readonly<Record<string, number>> = {
  preact: 14_290,
  react: 14_240,
  solid: 13_900,
  svelte: 13_830,
  vue: 13_910,
}

/**
 * What a page imports, and the most that it may weigh with all its dependencies: what was measured,
 * and 3 % more. The aim for a chat with one protocol is 5,500, and for one with all of them 11,000.
 */
const rows: readonly (readonly [what: string, code: string, ceiling: number])[] = [
  ['a chat with aiSdk', coreWith('ai-sdk', 'aiSdk'), 13_130],
  ['a chat with openaiChat', coreWith('openai-chat', 'openaiChat'), 13_940],
  [
    'a chat with every protocol',
    "export { createChat, fetchServerSentEvents } from 'nanowire'",
    27_230,
  ],
  ['the script for a page without a bundler', "export * from 'nanowire/nanowire.js'", 38_580],
  ['serverSentEvents', "export { serverSentEvents } from 'nanowire/framing'", 1_230],
  ['persistChat', "export { engineStorage, persistChat } from 'nanowire/core'", 2_580],
  ['attachFiles', "export { attachFiles } from 'nanowire/core'", 1_500],
  ['smooth', "export { smooth } from 'nanowire/core'", 800],
  ['every text helper', "export * from 'nanowire/text'", 1_880],
  ['bySentence', "export { bySentence } from 'nanowire/text'", 1_110],
  ...protocols.map(
    path => [path, `export * from '${path.replace('.', 'nanowire')}'`, doors[path] ?? 0] as const,
  ),
  ...Object.entries(frameworks).map(
    ([name, ceiling]) =>
      [
        `a chat with aiSdk in ${name}`,
        `${coreWith('ai-sdk', 'aiSdk')}\nexport * from 'nanowire/${name}'`,
        ceiling,
      ] as const,
  ),
  ['an import without use', "import 'nanowire'", 0],
  ['an import of a framework’s door without use', "import 'nanowire/react'", 0],
]

const foreign: readonly (readonly [what: string, code: string, word: string])[] = [
  ['a chat with openaiChat', coreWith('openai-chat', 'openaiChat'), 'tool-output-available'],
  ['a chat with aiSdk', coreWith('ai-sdk', 'aiSdk'), 'choices'],
  ['framing', "export * from 'nanowire/framing'", 'nanostores'],
  ['the text helpers', "export * from 'nanowire/text'", 'nanostores'],
]

beforeAll(() => {
  // Vitest's own value keeps in what nanostores has for development alone.
  vi.stubEnv('NODE_ENV', 'production')
  return () => vi.unstubAllEnvs()
})

test.each(rows)('%s is within its ceiling', async (what, code, ceiling) => {
  const bundled = await bundle(code)
  const size = bundled === '' ? 0 : brotliCompressSync(bundled).length

  expect(size, `${what}: ${size} bytes, over the ceiling of ${ceiling}`).toBeLessThanOrEqual(
    ceiling,
  )
})

test.each(foreign)('%s leaves out what it has no use for', async (_, code, word) => {
  expect(await bundle(code)).not.toContain(word)
})

/** The code as a page gets it: minified, its dependencies included. */
async function bundle(code: string): Promise<string> {
  const result = await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    plugins: [sources.plugins, entry(code)],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: 'entry',
        preserveEntrySignatures: 'strict',
        external: /^(preact|react|solid-js|svelte|vue)(\/|$)/,
        // Our own code is judged by what it does, not by what package.json says of it.
        treeshake: { moduleSideEffects: [{ test: /node_modules/, sideEffects: false }] },
      },
    },
  })
  const { output } = result as Rolldown.RolldownOutput
  return output
    .map(chunk => (chunk.type === 'chunk' ? chunk.code : ''))
    .join('')
    .trim()
}

function entry(code: string): Rolldown.Plugin {
  return {
    name: 'entry',
    resolveId: id => (id === 'entry' ? '\0entry' : undefined),
    load: id => (id === '\0entry' ? code : undefined),
  }
}

test('the README tells the sizes that are kept', () => {
  const readme = readFileSync('README.md', 'utf8')
  for (const what of ['a chat with aiSdk', 'a chat with every protocol']) {
    const ceiling = rows.find(([name]) => name === what)?.[2] ?? 0
    expect(readme).toContain(`${(ceiling / 1000).toFixed(1)} kB`)
  }
})
