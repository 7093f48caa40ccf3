import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/**
 * Builds the main script of a proof and the server that it starts, runs it, and exits with its
 * verdict. Processes that the proof has started end with it.
 */
export async function runProof(main, server) {
  process.chdir(resolve(import.meta.dirname, '../..'))
  const outDir = resolve('.cache/proof')
  for (const name of [main, server]) {
    await build({
      configFile: 'e2e/proof/vite.config.ts',
      logLevel: 'error',
      build: { ssr: `e2e/proof/${name}.ts`, outDir, emptyOutDir: false, target: 'node20' },
    })
  }
  const built = name => join(outDir, `${name.replace(/^.*\//, '')}.js`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  const proof = await import(pathToFileURL(built(main)).href)
  process.exit((await proof.main(built(server))) ? 0 : 1)
}
