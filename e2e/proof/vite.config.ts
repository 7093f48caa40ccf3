import type { ViteUserConfig } from 'vitest/config'
import { sources } from '../../vite.config.ts'

const config: ViteUserConfig = {
  ...sources,
  test: {
    include: ['e2e/proof/*.proof.ts'],
    // Reached only by a proof that hangs.
    testTimeout: 3_600_000,
    maxWorkers: 1,
    pool: 'forks',
    execArgv: ['--expose-gc'],
    server: { deps: { inline: ['@microsoft/fetch-event-source'] } },
  },
}

export default config
