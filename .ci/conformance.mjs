// Runs nanowire and its peers over the same cases, and writes docs/conformance.md. From a fresh
// clone too.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
installMissing()
installMissing('bench')

const page = 'docs/conformance.md'
const { runnerImport } = await import('vite')
const { sources } = (await runnerImport('./vite.config.ts')).module
const { writeConformance } = (
  await runnerImport('./bench/conformance/main.ts', {
    ...sources,
    configFile: false,
    // If Node loaded it, the stand-ins would not apply.
    ssr: { noExternal: ['@microsoft/fetch-event-source'] },
  })
).module
await writeConformance(page, console.log)
spawnSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', page])
console.log(`Written: ${page}`)
// Some of the peers leave timers and connections behind.
process.exit()
