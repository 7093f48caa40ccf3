import { readFileSync, writeFileSync } from 'node:fs'
import { judge } from './judge.ts'
import type { Peer } from './peer.ts'
import { report, type Column } from './report.ts'

/** The order of the columns. */
const NAMES = [
  'nanowire',
  'eventsource-parser',
  'fetch-event-source',
  'ai-sdk',
  'tanstack-ai',
  'ag-ui',
]

// Eagerly, for the one who runs this file has left when it is called.
const peers = import.meta.glob<{ readonly peer: Peer }>('./peers/*.ts', { eager: true })

/** Runs every case with every peer, telling `say` of each, and writes the page. */
export async function writeConformance(path: string, say: (line: string) => void): Promise<void> {
  const columns: Column[] = []
  const unhush = hush()
  try {
    for (const name of NAMES) columns.push(await columnOf(name, say))
  } finally {
    unhush()
  }
  writeFileSync(path, report(columns, new Date()))
}

async function columnOf(name: string, say: (line: string) => void): Promise<Column> {
  const { peer } = peers[`./peers/${name}.ts`]!
  const judged = await judge(peer)
  const held = judged.filter(({ verdict }) => verdict?.holds).length
  const lost = judged.filter(({ verdict }) => verdict?.holds === false).length
  say(`${peer.name}: ${held} held, ${lost} not`)
  return { peer, versions: peer.packages.map(versionOf), judged }
}

/** Some write their failures to the console, and throw the page’s own to nobody. */
function hush(): () => void {
  const { console } = globalThis
  const { error, warn } = console
  const ignore = (): void => {}
  Object.assign(console, { error: ignore, warn: ignore })
  const events = ['uncaughtException', 'unhandledRejection']
  for (const event of events) process.on(event, ignore)
  return () => {
    Object.assign(console, { error, warn })
    for (const event of events) process.off(event, ignore)
  }
}

function versionOf(name: string): string {
  const path = name === 'nanowire' ? 'package.json' : `bench/node_modules/${name}/package.json`
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return name === 'nanowire' ? version : `${name} ${version}`
}
