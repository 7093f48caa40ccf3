import { expect, test } from 'vitest'
import { redisCommand } from '../../src/testing/redis-server.ts'
import { buildScript } from './build-script.ts'
import { proveDurable } from './durable.ts'

const redis = redisCommand()

test.runIf(redis)('runs outlive cut clients, reloaded pages and killed replicas', async () => {
  const script = await buildScript('e2e/proof/durable-server.ts')
  const counts = await proveDurable({
    runs: 24,
    seed: 1,
    atOnce: 24,
    killEvery: 1_500,
    script,
    redis: redis!,
  })
  expect(counts.wrong).toEqual([])
  expect(counts.whole + counts.lost).toBe(24)
})
