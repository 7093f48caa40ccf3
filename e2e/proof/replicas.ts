import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from '../../src/testing/free-port.ts'

export interface Replicas {
  readonly ports: readonly number[]
  /** The names of the killed processes; every start has its own name. */
  readonly killed: ReadonlySet<string>
  /** Kills one with SIGKILL and starts it again, on the same port. */
  restart(index: number): Promise<void>
  close(): Promise<void>
}

/** Starts processes of this script, each on its own port. */
export async function startReplicas(
  script: string,
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<Replicas> {
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const killed = new Set<string>()
  let started = 0

  const start = async (
    port: number,
  ): Promise<{ readonly name: string; readonly child: ChildProcess }> => {
    const name = `p${started++}`
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...env, PORT: `${port}`, PRODUCER: name },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const end = (): void => void child.kill('SIGKILL')
    process.once('exit', end)
    child.once('exit', () => process.off('exit', end))
    await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'exit').then(() => {
        throw new Error('A replica has ended at its start.')
      }),
    ])
    return { name, child }
  }
  const running = await Promise.all(ports.map(start))
  const kill = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  return {
    ports,
    killed,
    async restart(index) {
      const { name, child } = running[index]!
      killed.add(name)
      await kill(child)
      running[index] = await start(ports[index]!)
    },
    async close() {
      await Promise.all(running.map(({ child }) => kill(child)))
    },
  }
}
