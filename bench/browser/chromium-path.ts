import { execFileSync } from 'node:child_process'

/** Where Chromium is; it is installed where it is missing. */
export function chromiumPath(): string {
  return (
    process.env.E2E_CHROMIUM ??
    execFileSync(process.execPath, ['.ci/browser.mjs', 'chromium'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim()
  )
}
