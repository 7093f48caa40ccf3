// Prints the path or address of a browser that launches here: Chromium, or the one named, `firefox`
// or `webkit`. Installs it if there is none. Firefox and WebKit may be missing: a line on stderr
// says so. E2E_CHROMIUM, E2E_FIREFOX and E2E_WEBKIT override the choice; the last two, set empty,
// mean none.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, firefox } from '@playwright/test'
import { startWebKit } from './webkit.mjs'

const browsers = {
  chromium: {
    title: 'Chromium',
    names: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      'microsoft-edge',
      'chromium-headless-shell',
    ],
    others: [chromium.executablePath()],
    launch: executablePath => chromium.launch({ executablePath, timeout: 30_000 }),
    packages: ['chromium'],
    fromPlaywright: true,
  },
  firefox: {
    title: 'Firefox',
    names: ['firefox-esr', 'firefox'],
    // Without the channel Playwright drives only its own build of Firefox.
    launch: executablePath =>
      firefox.launch({ executablePath, channel: 'moz-firefox', timeout: 30_000 }),
    packages: ['firefox-esr'],
    isOptional: true,
  },
  webkit: {
    title: 'WebKit',
    names: ['WebKitWebDriver'],
    launch: startWebKit,
    packages: ['webkit2gtk-driver', 'xvfb'],
    isOptional: true,
  },
}

const [kind = 'chromium'] = process.argv.slice(2)
const { title, names, others = [], launch, packages, fromPlaywright, isOptional } = browsers[kind]
const variable = `E2E_${kind.toUpperCase()}`
const named = process.env[variable]

const isLeftOut = isOptional && named === ''
const browser = isLeftOut ? undefined : await find()
if (browser !== undefined) console.log(browser)
else if (named) {
  console.error(
    `The browser that ${variable} names, ${named}, does not launch. Name another, or none to have one found.`,
  )
  process.exit(1)
} else if (isLeftOut) {
  console.error(`${variable} is empty: ${title} is not tested.`)
} else if (isOptional) {
  console.error(`No ${title} launches here and none could be installed: it is not tested.`)
} else {
  console.error(
    `No ${title} launches here and none could be installed. Install one, or name its path in ${variable}.`,
  )
  process.exit(1)
}

async function find() {
  // Never replace a browser that was named in the environment.
  if (named) return firstThatLaunches([named])
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
  return [...others, ...onPath].filter(path => existsSync(path))
}

async function firstThatLaunches(paths) {
  for (const path of paths) if (await launches(path)) return path
}

async function launches(path) {
  try {
    const launched = await launch(path)
    if (launched.newPage) await (await launched.newPage()).setContent('<p>ready</p>')
    await launched.close()
    return true
  } catch {
    // An installed browser may lack a library, or be a stub that only points to another package.
    return false
  }
}

// Only on Debian: Ubuntu's packages of these names are stubs for snaps.
function installFromDebian() {
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(osRelease())) return false
  // Fail soon without a network.
  const impatient = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10']
  return (
    run('apt-get', 'update', '-q', ...impatient) &&
    run('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...impatient, ...packages)
  )
}

function installFromPlaywright() {
  const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'))
  return fromPlaywright && run(process.execPath, cli, 'install', kind)
}

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
}

/** Whether the command succeeds; its output goes to stderr, since stdout is for the path. */
function run(command, ...args) {
  console.error(`Installing a ${title}: ${command} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0
}
