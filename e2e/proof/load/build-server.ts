import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { sources } from '../../../vite.config.ts'

/** The server as one file that Node runs, and what removes it. */
export async function buildServer(): Promise<{
  readonly file: string
  readonly remove: () => void
}> {
  const outDir = mkdtempSync(join(tmpdir(), 'nanowire-load-'))
  await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      ssr: join(import.meta.dirname, 'server.ts'),
      rolldownOptions: { output: { entryFileNames: 'server.mjs' } },
    },
  })
  return {
    file: join(outDir, 'server.mjs'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
