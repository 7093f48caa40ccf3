import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** The packages that are measured, each with the manifest that was installed. */
const PEERS = [
  '@ag-ui/client',
  '@ai-sdk/react',
  '@microsoft/fetch-event-source',
  '@tanstack/ai-client',
  '@tanstack/ai-react',
  'ai',
  'eventsource-parser',
]

export interface Setting {
  readonly date: string
  readonly machine: string
  readonly versions: Readonly<Record<string, string>>
}

/** When and where this runs, and which versions are measured. */
export function setting(): Setting {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cores.length} cores of ${cores[0]?.model.trim() ?? 'an unknown model'}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    versions: Object.fromEntries([
      ['nanowire', versionIn('package.json')],
      ...PEERS.map(name => [name, versionIn(`bench/node_modules/${name}/package.json`)]),
    ]),
  }
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version
}
