import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'

export interface RedisServer {
  readonly port: number
  /** Kills it, as a crash does. */
  kill(): Promise<void>
}

/** The command that starts Redis: `REDIS_SERVER` or the default; `undefined` if it does not run. */
export function redisCommand(): string | undefined {
  const command = process.env['REDIS_SERVER'] ?? 'redis-server'
  if (command === '') return undefined
  return spawnSync(command, ['--version']).status === 0 ? command : undefined
}

/** A real Redis on a free port, which stores nothing on disk. */
export async function startRedis(
  command: string,
  { port = 0, args = [] }: { readonly port?: number; readonly args?: readonly string[] } = {},
): Promise<RedisServer> {
  const own = port || (await freePort())
  const server = spawn(
    command,
    [...`--port ${own} --bind 127.0.0.1 --appendonly no --dir /tmp --save`.split(' '), '', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exit = once(server, 'exit')
  const end = (): void => void server.kill('SIGKILL')
  process.once('exit', end)
  await new Promise<void>((resolve, reject) => {
    createInterface(server.stdout).on('line', line => {
      if (line.includes('Ready to accept connections')) resolve()
    })
    exit.then(([code]) => reject(new Error(`${command} ended with ${code}.`)), reject)
  })
  return {
    port: own,
    async kill() {
      process.off('exit', end)
      end()
      await exit
    },
  }
}
