import { join, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'
import { sources } from '../../vite.config.ts'

/** Builds a script for Node, beside the packages that it imports, and returns its path. */
export async function buildScript(entry: string): Promise<string> {
  const outDir = resolve('.cache/proof')
  const { output } = (await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, emptyOutDir: false, target: 'node20' },
  })) as Rolldown.RolldownOutput
  return join(outDir, output[0].fileName)
}
