import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'

/** Installs a folder's package-lock.json, unless the last install was of the same one. */
export function installMissing(folder = '.') {
  const lock = join(folder, 'package-lock.json')
  const installed = modified(join(folder, 'node_modules/.package-lock.json'))
  if (installed !== undefined && installed >= modified(lock)) return
  console.log(`Installing what ${lock} asks for`)
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (npm.status === 0) return
  console.error('npm ci failed. Mend what it reports, then try again.')
  process.exit(1)
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
