import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { redisCommand, startRedis, type RedisServer } from '../testing/redis-server.ts'
import { followRun } from './follow-run.ts'
import { logRun } from './log-run.ts'
import { redisLog } from './redis-log.ts'
import type { RunLog, RunRecord } from './run-log.ts'

const command = redisCommand()

describe.runIf(command)('a log in Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis(command!)
  })
  afterAll(() => server.kill())

  function clientOf(): Redis {
    const client = new Redis(server.port)
    onTestFinished(() => client.disconnect())
    return client
  }

  function open(client: Redis, prefix: string): RunLog {
    const log = redisLog(client, { prefix })
    onTestFinished(() => log.close())
    return log
  }

  async function follow(log: RunLog, runId: string): Promise<string> {
    let text = ''
    for await (const { data } of followRun(log, runId)) text += `${data} `
    return text.trimEnd()
  }

  const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}`)

  test('five hundred followers wait on one connection', async () => {
    const client = clientOf()
    const log = open(client, 'many:')
    const runs = words(50).map(at => `r${at}`)
    await Promise.all(runs.map(run => log.begin(run)))
    const followers = Array.from({ length: 500 }, (_, at) => follow(log, runs[at % 50]!))
    for (const run of runs) await log.append(run, [{ data: 'a' }])
    // A Redis of its own: whoever waits there is one of this file, and between two waits nobody does.
    await vi.waitFor(async () => {
      const list = (await client.call('CLIENT', 'LIST')) as string
      expect(list.match(/ flags=b /g)).toHaveLength(1)
    })
    await Promise.all(runs.map(run => log.finish(run, [{ data: 'z' }])))
    expect(await Promise.all(followers)).toEqual(followers.map(() => 'a z'))
  })

  test('connections that break while a run is written and read lose and double nothing', async () => {
    const [writing, reading, killing] = [clientOf(), clientOf(), clientOf()]
    for (const client of [writing, reading]) client.on('error', () => {})
    const [here, there] = [open(writing, 'broken:'), open(reading, 'broken:')]
    const said = words(2_000)
    async function* records(): AsyncGenerator<RunRecord, void, undefined> {
      for (const [at, data] of said.entries()) {
        yield { data }
        if (at % 20 === 0) await new Promise(resolve => setImmediate(resolve))
        // All connections but the one that says so.
        if (at % 400 === 200)
          await killing.call('CLIENT', 'KILL', 'SKIPME', 'yes', 'TYPE', 'normal')
      }
    }
    const { ended } = await logRun(here, 'r1', records())
    const followers = [follow(here, 'r1'), follow(there, 'r1'), follow(there, 'r1')]
    expect(await ended).toEqual({ how: 'finished' })
    expect(await Promise.all(followers)).toEqual(followers.map(() => said.join(' ')))
    expect(await follow(there, 'r1')).toBe(said.join(' '))
  })

  test('a run of which Redis has lost something is not gone on with', async () => {
    const client = clientOf()
    const log = open(client, 'less:')
    await log.begin('r1')
    await log.append('r1', [{ data: 'a' }, { data: 'b' }])
    // As a replica has it that took over before the last word had reached it.
    await client.hset('less:{0}:run:r1', 'last', 1)
    await client.xdel('less:{0}:records:r1', '2-0')
    await expect(log.append('r1', [{ data: 'c' }])).rejects.toMatchObject({ code: 'lost' })
  })

  test('what is kept of a run vanishes from Redis by itself', async () => {
    const client = clientOf()
    const log = redisLog(client, { prefix: 'gone:', ttl: 20, lease: 10 })
    await log.begin('r1', { alias: 'c1' })
    await log.append('r1', [{ data: 'a' }])
    expect(await client.keys('gone:*')).toHaveLength(3)
    // Also that of a run whose producer died, and that nobody followed.
    await vi.waitUntil(async () => (await client.keys('gone:*')).length === 0)
  })
})

describe.runIf(command)('a log in a Redis Cluster', () => {
  let server: RedisServer
  const folder = mkdtempSync(join(tmpdir(), 'nanowire-'))
  beforeAll(async () => {
    server = await startRedis(command!, {
      args: `--cluster-enabled yes --cluster-announce-ip 127.0.0.1 --dir ${folder}`.split(' '),
    })
    const client = new Redis(server.port)
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    const isUp = async (): Promise<boolean> =>
      ((await client.call('CLUSTER', 'INFO')) as string).includes('cluster_state:ok')
    await vi.waitUntil(isUp, { timeout: 30_000 })
    client.disconnect()
  })
  afterAll(async () => {
    await server.kill()
    rmSync(folder, { recursive: true })
  })

  test('spreads runs over slots, and follows and stops those of all', async () => {
    const client = new Cluster([{ host: '127.0.0.1', port: server.port }])
    onTestFinished(() => client.disconnect())
    const log = redisLog(client, { shards: 4 })
    onTestFinished(() => log.close())
    const runs = Array.from({ length: 12 }, (_, at) => `r${at}`)
    const stopped: string[] = []
    const told = await Promise.all(
      runs.map(async run => {
        await log.begin(run, { alias: `c-${run}`, onStop: () => stopped.push(run) })
        const texts: string[] = []
        const following = (async () => {
          for await (const { data } of followRun(log, run)) texts.push(data)
        })()
        await log.append(run, [{ data: run }])
        await log.stop(`c-${run}`)
        await vi.waitUntil(() => stopped.includes(run))
        await log.finish(run)
        await following
        return texts
      }),
    )
    expect(told).toEqual(runs.map(run => [run]))
    const slots = await Promise.all(
      runs.map(async run => {
        const [key = ''] = await client.keys(`nanowire:*:run:${run}`)
        return /\{\d\}/.exec(key)?.[0]
      }),
    )
    expect(new Set(slots).size).toBe(4)
  })
})
