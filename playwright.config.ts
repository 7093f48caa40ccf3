import { execFileSync } from 'node:child_process'
import { devices, type PlaywrightTestConfig } from '@playwright/test'

// Kept in the environment, where the workers find it that load this file again.
process.env.E2E_CHROMIUM ??= browserOf('chromium')
process.env.E2E_FIREFOX ??= browserOf('firefox')
process.env.E2E_WEBKIT ??= browserOf('webkit')
const { E2E_CHROMIUM, E2E_FIREFOX, E2E_WEBKIT } = process.env

const inWebKit = '**/webkit.spec.ts'
// What depends on the engine: one peer of each framing, and the faults that it has a part in.
const ofTheEngine =
  /it is WebKit|(page|worker) does|(not-found|cut|no-terminator|too-long) is told as|(the AI SDK|TanStack AI as NDJSON|node-llm): (each piece|Stop closes|a failure)/

const config: PlaywrightTestConfig = {
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  forbidOnly: true,
  workers: 1,
  // A busy machine is slow, and that is no fault of the page.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  // No trace, which takes a seventh of the time; `--trace on` tells more of a failure.
  use: { baseURL: process.env.E2E_DEMO ?? '' },
  webServer: [
    {
      // Built, for a page of a few files opens in a fraction of the time.
      command: 'node .ci/start.mjs --built',
      // Whichever port was free; the workers find it in the environment.
      wait: { stdout: /The demo is at (?<E2E_DEMO>\S+)/ },
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    ...(E2E_WEBKIT
      ? [
          {
            command: `node .ci/webkit.mjs ${E2E_WEBKIT}`,
            wait: { stdout: /WebKit is at (?<E2E_WEBKIT_DRIVER>\S+)/ },
            gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 5_000 },
          },
        ]
      : []),
  ],
  projects: [
    {
      name: 'chromium',
      testIgnore: inWebKit,
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: { executablePath: E2E_CHROMIUM! },
      },
    },
    // The others hold how a stream is read, stopped, and fails.
    ...(E2E_FIREFOX
      ? [
          {
            name: 'firefox',
            testMatch: ['**/everywhere.spec.ts', '**/faults.spec.ts', '**/peers.spec.ts'],
            grep: ofTheEngine,
            use: {
              ...devices['Desktop Firefox'],
              // The channel is what lets Playwright drive a Firefox that is not its own build.
              channel: 'moz-firefox',
              launchOptions: { executablePath: E2E_FIREFOX },
            },
          },
        ]
      : []),
    ...(E2E_WEBKIT ? [{ name: 'webkit', testMatch: inWebKit, grep: ofTheEngine }] : []),
  ],
}

export default config

function browserOf(kind: string): string {
  return execFileSync(process.execPath, ['.ci/browser.mjs', kind], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
}
