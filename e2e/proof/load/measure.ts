import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { listen } from './client.ts'
import type { LibraryName } from './libraries.ts'
import { TOKENS_A_SECOND } from './pace.ts'

export interface Load {
  readonly library: LibraryName
  readonly streams: number
  /** Seconds that each stream lasts, and in which all of them begin. */
  readonly seconds: number
  readonly rampSeconds: number
}

export interface Measured extends Load {
  readonly whole: number
  /** Milliseconds from when a token was due to when the client had it. */
  readonly p50: number
  readonly p99: number
  /** Bytes that are alive for each stream that is open, after a collection. */
  readonly bytesAStream: number
}

/** Puts a fresh server process under load and tells how it bore it. */
export async function measure(file: string, load: Load): Promise<Measured> {
  const { library, streams, seconds, rampSeconds } = load
  const server = spawn(process.execPath, ['--expose-gc', file, library], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    const count = seconds * TOKENS_A_SECOND
    // One stream is heard out first, so that what is loaded but once is not counted.
    await listen(port, 2, [])
    const before = await liveBytes(port)
    const delays: number[] = []
    const heard = Array.from({ length: streams }, async (_, index) => {
      await new Promise(resolve => setTimeout(resolve, (index * rampSeconds * 1_000) / streams))
      return listen(port, count, delays)
    })
    // All are open between the ramp's end and the first stream's.
    await new Promise(resolve => setTimeout(resolve, ((rampSeconds + seconds) / 2) * 1_000))
    const during = await liveBytes(port)
    const whole = (await Promise.all(heard)).filter(({ isWhole }) => isWhole).length
    delays.sort((a, b) => a - b)
    const at = (share: number): number => delays[Math.floor(delays.length * share)] ?? Number.NaN
    return {
      ...load,
      whole,
      p50: at(0.5),
      p99: at(0.99),
      bytesAStream: (during - before) / streams,
    }
  } finally {
    server.kill()
    await closed
  }
}

async function liveBytes(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/memory`)
  return ((await response.json()) as { readonly live: number }).live
}
