import { brotliCompressSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { sources } from '../vite.config.ts'

/** Where the code stands, so that it may import what is installed for the bench alone. */
const ENTRY = fileURLToPath(new URL('entry.virtual.js', import.meta.url))

/** The bytes that a page loads for this code, compressed by brotli. */
export function sizeOf(bundled: string): number {
  return bundled === '' ? 0 : brotliCompressSync(bundled).length
}

/**
 * The code as a page gets it: minified, its dependencies included, the frameworks left out.
 *
 * `NODE_ENV` has to be `production`, as it is where a page is built.
 */
export async function bundle(code: string): Promise<string> {
  const isOurs = code.includes("'nanowire")
  // What others publish is taken as it is.
  const { plugins, ...own } = isOurs ? sources : {}
  const result = await build({
    ...own,
    configFile: false,
    logLevel: 'error',
    plugins: [plugins, entry(code)],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: 'strict',
        external: /^(preact|react|solid-js|svelte|vue)(\/|$)/,
        // Our own code is judged by what it does, not by what package.json says of it.
        treeshake: isOurs
          ? { moduleSideEffects: [{ test: /node_modules/, sideEffects: false }] }
          : true,
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
    resolveId: id => (id === ENTRY ? ENTRY : undefined),
    load: id => (id === ENTRY ? code : undefined),
  }
}
