// Prints the path of a Chromium that launches here, after installing one where there is none.
// E2E_CHROMIUM names the one to use.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'chromium-headless-shell',
]

const browser = await find()
if (browser === undefined) {
  console.error(
    process.env.E2E_CHROMIUM
      ? `The browser that E2E_CHROMIUM names, ${process.env.E2E_CHROMIUM}, does not launch. Name another, or none to have one found.`
      : 'No Chromium launches here and none could be installed. Install one, or name its path in E2E_CHROMIUM.',
  )
  process.exit(1)
}
console.log(browser)

async function find() {
  // A browser that was asked for by name is never replaced by another.
  if (process.env.E2E_CHROMIUM) return firstThatLaunches([process.env.E2E_CHROMIUM])
  const present = await firstThatLaunches(candidates())
  if (present !== undefined) return present
  for (const install of [installFromDebian, installFromPlaywright]) {
    if (!install()) continue
    const installed = await firstThatLaunches(candidates())
    if (installed !== undefined) return installed
  }
}

function candidates() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = names.flatMap(name => folders.map(folder => join(folder, name)))
  return [chromium.executablePath(), ...onPath].filter(path => existsSync(path))
}

async function firstThatLaunches(paths) {
  for (const path of paths) if (await launches(path)) return path
}

async function launches(executablePath) {
  try {
    const launched = await chromium.launch({ executablePath, timeout: 30_000 })
    await (await launched.newPage()).setContent('<p>ready</p>')
    await launched.close()
    return true
  } catch {
    // What is present may still lack a library, or be a stub that only points to another package.
    return false
  }
}

// Debian alone: what Ubuntu calls chromium is a stub for a snap.
function installFromDebian() {
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(osRelease())) return false
  return (
    run('apt-get', 'update', '-q') &&
    run('apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium')
  )
}

function installFromPlaywright() {
  const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'))
  return run(process.execPath, cli, 'install', 'chromium')
}

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
}

/** Whether the command succeeds; what it says goes to stderr, since stdout is for the path. */
function run(command, ...args) {
  console.error(`Installing a Chromium: ${command} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0
}
