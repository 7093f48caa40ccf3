import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** Installs what package-lock.json asks for, unless that is what was installed last. */
export function installMissing() {
  const installed = modified('node_modules/.package-lock.json')
  if (installed !== undefined && installed >= modified('package-lock.json')) return
  console.log('Installing what package-lock.json asks for')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
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
