import { execFileSync } from 'node:child_process'
import { devices, type PlaywrightTestConfig } from '@playwright/test'

// Kept in the environment, where the workers find it that load this file again.
process.env.E2E_CHROMIUM ??= execFileSync(process.execPath, ['.ci/browser.mjs'], {
  cwd: import.meta.dirname,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).trim()

const config: PlaywrightTestConfig = {
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  forbidOnly: true,
  workers: 1,
  reporter: 'list',
  use: { baseURL: process.env.E2E_DEMO ?? '', trace: 'retain-on-failure' },
  webServer: {
    command: 'node .ci/start.mjs',
    // Whichever port was free; the workers find it in the environment.
    wait: { stdout: /The demo is at (?<E2E_DEMO>\S+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
  projects: [
    {
      name: 'chromium',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: { executablePath: process.env.E2E_CHROMIUM },
      },
    },
  ],
}

export default config
