import { runnerImport } from 'vite'

/**
 * The exports of a file of the bench, run from its source: it builds as the package is built, and that
 * is set up by files which know where they stand.
 */
export async function importSources<Exports>(path: string): Promise<Exports> {
  const { module } = await runnerImport<Exports>(path, { configFile: false })
  return module
}
