import manifest from '../package.json' with { type: 'json' }

export const coreWith = (protocol: string, name: string): string =>
  `export { createChat, fetchServerSentEvents } from 'nanowire/core'
   export { ${name} } from 'nanowire/protocols/${protocol}'`

const protocols = Object.keys(manifest.exports).filter(path => path.startsWith('./protocols/'))

/** Ceilings of the protocols' doors. */
const doors: Readonly<Record<string, number>> = {
  './protocols/ag-ui': 6_720,
  './protocols/ai-sdk': 3_560,
  './protocols/ai-sdk-data': 5_800,
  './protocols/anthropic': 5_100,
  './protocols/cohere': 3_920,
  './protocols/detect': 22_730,
  './protocols/dexto': 3_370,
  './protocols/gemini': 5_950,
  './protocols/node-llm': 4_880,
  './protocols/ollama': 3_180,
  './protocols/openai-chat': 5_790,
  './protocols/openai-responses': 6_090,
  './protocols/plain-text': 1_850,
}

/** Ceilings of a chat with a protocol, shown by a framework; without the framework itself. */
const frameworks: Readonly<Record<string, number>> = {
  preact: 15_410,
  react: 15_340,
  solid: 14_960,
  svelte: 14_940,
  vue: 15_050,
}

/**
 * What a page imports, and the most that it may weigh with all its dependencies: what was measured,
 * and 3 % more. The aim for a chat with one protocol is 5,500, and for one with all of them 11,000.
 */
export const sizes: readonly (readonly [what: string, code: string, ceiling: number])[] = [
  ['a chat with aiSdk', coreWith('ai-sdk', 'aiSdk'), 14_590],
  ['a chat with openaiChat', coreWith('openai-chat', 'openaiChat'), 16_920],
  [
    'a chat with every protocol',
    "export { createChat, fetchServerSentEvents } from 'nanowire'",
    32_820,
  ],
  ['the script for a page without a bundler', "export * from 'nanowire/nanowire.js'", 46_870],
  ['serverSentEvents', "export { serverSentEvents } from 'nanowire/framing'", 1_270],
  ['persistChat', "export { engineStorage, persistChat } from 'nanowire/core'", 2_820],
  ['attachFiles', "export { attachFiles } from 'nanowire/core'", 1_950],
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

/** What a page imports, and a word of what it has no use for. */
export const foreign: readonly (readonly [what: string, code: string, word: string])[] = [
  ['a chat with openaiChat', coreWith('openai-chat', 'openaiChat'), 'tool-output-available'],
  ['a chat with aiSdk', coreWith('ai-sdk', 'aiSdk'), 'choices'],
  ['framing', "export * from 'nanowire/framing'", 'nanostores'],
  ['replay', "export * from 'nanowire/testing/core'", 'mswjs'],
  ['the text helpers', "export * from 'nanowire/text'", 'nanostores'],
]
