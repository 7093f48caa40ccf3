import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { listen } from './client.ts'
import type { LibraryName } from './libraries.ts'
import { TOKENS_A_SECOND } from './pace.ts'

export interface Load {
  readonly library: LibraryName
  readonly streams: number
  /** Seconds for which all streams run at once. */
  readonly seconds: number
}

export interface Measured extends Load {
  readonly whole: number
  /** Milliseconds from when a token was due to when the client had it. */
  readonly p50: number
  readonly p99: number
  /** Live bytes per open stream, after a garbage collection. */
  readonly bytesAStream: number
  /**
   * Microseconds of processor time that the server needs per token, from the source to the socket.
   */
  readonly cpuAToken: number
}

/** Measures a fresh server process under load. */
export async function measure(file: string, load: Load): Promise<Measured> {
  const { library, streams, seconds } = load
  const server = spawn(process.execPath, ['--expose-gc', file, library], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    const count = seconds * TOKENS_A_SECOND
    // One stream is opened first, so that what is loaded only once is not counted.
    const first = listen(port, count, [])
    await first.opened
    const before = await ask(port, 'memory')
    const delays: number[] = []
    const heard = Array.from({ length: streams - 1 }, () => listen(port, count, delays))
    await Promise.all(heard.map(({ opened }) => opened))
    const bytesAStream = ((await ask(port, 'memory')) - before) / (streams - 1)
    const cpuBefore = await ask(port, 'cpu')
    await ask(port, 'begin')
    const wholes = await Promise.all([first, ...heard].map(({ isWhole }) => isWhole))
    const cpuAToken = ((await ask(port, 'cpu')) - cpuBefore) / (streams * count)
    const whole = wholes.filter(Boolean).length
    delays.sort((a, b) => a - b)
    const at = (share: number): number => delays[Math.floor(delays.length * share)] ?? Number.NaN
    return {
      ...load,
      whole,
      p50: at(0.5),
      p99: at(0.99),
      bytesAStream,
      cpuAToken,
    }
  } finally {
    server.kill()
    await closed
  }
}

async function ask(port: number, what: 'memory' | 'cpu' | 'begin'): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/${what}`)).text())
}
