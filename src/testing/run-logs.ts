import { Redis } from 'ioredis'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { memoryLog } from '../server/memory-log.ts'
import { redisLog } from '../server/redis-log.ts'
import type { RunLog } from '../server/run-log.ts'
import { redisCommand, startRedis, type RedisServer } from './redis-server.ts'

export interface LogOptions {
  readonly ttl?: number
  readonly lease?: number
  readonly maxRecords?: number
}

/** Returns, at each call, the log of another replica that shares the same store. */
export type Replicas = (options?: LogOptions) => () => RunLog

/**
 * Every kind of log, by name. The one in Redis gets a Redis of its own for each file of tests; if
 * there is none, it is left out, and a line says so.
 */
export function everyRunLog(): [kind: string, replicas: Replicas][] {
  const inMemory: Replicas = options => {
    const log = memoryLog(options)
    return () => log
  }
  const command = redisCommand()
  if (!command) {
    process.stderr.write('No Redis starts here: the log in Redis is not tested.\n')
    return [['memoryLog', inMemory]]
  }

  let server: RedisServer
  let opened = 0
  beforeAll(async () => {
    server = await startRedis(command)
  })
  afterAll(() => server.kill())
  const inRedis: Replicas = options => {
    const prefix = `test${opened++}:`
    return () => {
      const client = new Redis(server.port)
      const log = redisLog(client, { ...options, prefix })
      onTestFinished(async () => {
        await log.close()
        client.disconnect()
      })
      return log
    }
  }
  return [
    ['memoryLog', inMemory],
    ['redisLog', inRedis],
  ]
}
