// Runs every check, roughly the cheapest first, until one fails. Works in a fresh clone too.
import { spawnSync } from 'node:child_process'
import { delimiter, resolve } from 'node:path'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
installMissing()
// The bench's peers, for their types.
installMissing('bench')

const env = {
  ...process.env,
  PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`,
}

/** `shows`: print the output even if it succeeds. `finds`: put the output into this variable. */
const steps = [
  { does: 'Checking the format', command: 'oxfmt --check' },
  { does: 'Linting', command: 'oxlint' },
  { does: 'Checking the types', command: 'tsc -p tsconfig.json' },
  { does: 'Finding Redis', command: 'node .ci/redis.mjs', finds: 'REDIS_SERVER' },
  { does: 'Testing units, the law of imports and sizes', command: 'vitest run', shows: true },
  { does: 'Building the package', command: 'vite build' },
  { does: 'Checking the package as it is published', command: 'node .ci/package.mjs' },
  { does: 'Building the site of the docs', command: 'node .ci/docs.mjs' },
  { does: 'Finding Chromium', command: 'node .ci/browser.mjs', finds: 'E2E_CHROMIUM' },
  { does: 'Finding Firefox', command: 'node .ci/browser.mjs firefox', finds: 'E2E_FIREFOX' },
  { does: 'Finding WebKit', command: 'node .ci/browser.mjs webkit', finds: 'E2E_WEBKIT' },
  { does: 'Testing in the browsers', command: 'playwright test', shows: true },
]

let passed = 0
for (const { does, command, shows, finds } of steps) {
  console.log(`${does} (${command})`)
  const [name, ...args] = command.split(' ')
  const step = spawnSync(name, args, {
    env,
    encoding: 'utf8',
    maxBuffer: Infinity,
    shell: process.platform === 'win32',
    stdio: shows ? 'inherit' : ['ignore', 'pipe', finds ? 'inherit' : 'pipe'],
  })
  if (step.status !== 0) {
    if (step.stdout) console.log(step.stdout.trimEnd())
    if (step.stderr) console.error(step.stderr.trimEnd())
    if (step.error) console.error(step.error.message)
    console.log(`${does} failed\n${passed} passed, 1 failed`)
    process.exit(1)
  }
  if (finds) env[finds] = step.stdout.trim()
  passed += 1
}
console.log(`${passed} passed, 0 failed`)
