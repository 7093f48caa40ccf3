import { getEventListeners } from 'node:events'
import { vi } from 'vitest'
import { createChat, fetchServerSentEvents, type FetchOptions } from '../../src/core.ts'
import { openaiChat } from '../../src/protocols/openai-chat.ts'
import { nextTurn } from '../../src/testing/next-turn.ts'
import { DONE, textEvent } from '../../src/testing/openai-stream.ts'
import { stubPage } from '../../src/testing/page.ts'
import { until } from '../../src/testing/until.ts'
import { openServer, type Wire } from './server.ts'

/** What is left when all chats are gone. */
export interface Left {
  readonly listeners: number
  readonly frames: number
  readonly timers: number
  readonly sockets: number
}

const AT_ONCE = 8
const TURNS = 10_000

type Server = (wire: Wire) => void

const begin = (wire: Wire): void => {
  wire.head(200, { 'content-type': 'text/event-stream' })
  wire.chunk(Buffer.from(`id: 0\n${textEvent('Hello')}`))
}

/** The ways in which chats end, in turn. */
const LIVES: readonly {
  readonly server: Server
  readonly options?: Partial<FetchOptions>
  readonly ends: 'itself' | 'stop' | 'destroy' | 'signal' | 'stop at once' | 'stop while waiting'
}[] = [
  {
    server(wire) {
      wire.head(200, { connection: 'close', 'content-type': 'text/event-stream' })
      wire.chunk(Buffer.from(textEvent('Hello') + DONE))
      wire.finish()
      wire.cut()
    },
    ends: 'itself',
  },
  { server: begin, ends: 'stop' },
  { server: begin, options: { timeouts: { idle: 60_000, stall: 60_000 } }, ends: 'destroy' },
  { server: begin, ends: 'signal' },
  { server: () => {}, ends: 'stop at once' },
  {
    server(wire) {
      begin(wire)
      setImmediate(() => wire.reset())
    },
    ends: 'itself',
  },
  {
    server: wire => wire.reset(),
    options: { retry: { attempts: 1 } },
    ends: 'stop while waiting',
  },
]

/**
 * Creates this many chats on one page, streams an answer in each, ends it in one of the ways above,
 * and destroys it.
 */
export async function liveThrough(
  chats: number,
  onThousand: (done: number) => void = () => {},
): Promise<Left> {
  const page = stubPage()
  const listened = countListeners()
  const timed = countTimers()
  const owner = new AbortController()
  const servers = new Map<string, Server>()
  const server = await openServer(({ path }, wire) => servers.get(path)?.(wire))
  let begun = 0
  let done = 0

  const live = async (): Promise<void> => {
    const index = begun++
    const life = LIVES[index % LIVES.length]!
    const path = `/${index}`
    servers.set(path, life.server)
    const own = new AbortController()
    let isWaiting: () => void
    const waits = new Promise<void>(resolve => {
      isWaiting = resolve
    })
    const retry = { ...life.options?.retry, onRetry: () => isWaiting() }
    const options = { protocol: openaiChat, ...life.options, retry }
    const chat = createChat({ connection: fetchServerSentEvents(server.url + path, options) })
    const unbind = chat.$messages.listen(() => {})
    const signal = life.ends === 'signal' ? own.signal : owner.signal
    const sent = chat.sendMessage('Hi', { signal })
    if (life.ends === 'stop while waiting') await waits
    else if (life.ends !== 'itself' && life.ends !== 'stop at once') {
      await until(chat.$messages, ([, answer]) => answer?.content === 'Hello')
    }
    if (life.ends === 'signal') own.abort()
    else if (life.ends.startsWith('stop')) chat.stop()
    else if (life.ends === 'destroy') chat.destroy()
    await sent
    unbind()
    chat.destroy()
    servers.delete(path)
    if (++done % 1_000 === 0) onThousand(done)
  }

  const worker = async (): Promise<void> => {
    while (begun < chats) await live()
  }
  let isOver = false
  const frames = (async () => {
    for (; !isOver; await nextTurn()) page.frame()
  })()
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  isOver = true
  await frames
  // The server notices a little later.
  for (let turn = 0; turn < TURNS && server.answering > 0; turn++) await nextTurn()
  const left = {
    listeners:
      listened() + page.pending.listeners + getEventListeners(owner.signal, 'abort').length,
    frames: page.pending.frames,
    timers: timed(),
    sockets: server.answering,
  }
  await server.close()
  vi.unstubAllGlobals()
  return left
}

/** Counts the listeners of a stand-in for `window`, which Node lacks. */
function countListeners(): () => number {
  const listeners: unknown[] = []
  vi.stubGlobal('addEventListener', (_: string, listener: unknown) => listeners.push(listener))
  vi.stubGlobal('removeEventListener', (_: string, listener: unknown) => {
    const at = listeners.indexOf(listener)
    if (at >= 0) listeners.splice(at, 1)
  })
  return () => listeners.length
}

/** Counts the timers that have neither fired nor been cleared, except those of Node's own fetch. */
function countTimers(): () => number {
  const timers = new Set<unknown>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const count = (run: (...given: unknown[]) => void, wait?: number, ...given: unknown[]) => {
    const timer = set(() => {
      timers.delete(timer)
      run(...given)
    }, wait)
    if (!new Error('who').stack?.includes('undici')) timers.add(timer)
    return timer
  }
  vi.stubGlobal('setTimeout', count)
  vi.stubGlobal('clearTimeout', (timer: ReturnType<typeof set>) => {
    timers.delete(timer)
    clear(timer)
  })
  return () => timers.size
}
