import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createChat, fetchServerSentEvents, type Chat, type Message } from '../../src/core.ts'
import { aiSdk } from '../../src/protocols/ai-sdk.ts'
import { followRun } from '../../src/server/follow-run.ts'
import { redisLog } from '../../src/server/redis-log.ts'
import type { RunLog } from '../../src/server/run-log.ts'
import { createRandom, type Random } from '../../src/testing/random.ts'
import { startRedis } from '../../src/testing/redis-server.ts'
import { openBalancer, type Balancer } from './balancer.ts'
import { producerKey, wordsOf } from './durable-words.ts'
import { startReplicas, type Replicas } from './replicas.ts'

export interface DurableOptions {
  readonly runs: number
  readonly seed: number
  /** The built script of a replica. */
  readonly script: string
  readonly redis: string
  /** How many runs are under way at once. */
  readonly atOnce?: number
  /** Milliseconds between two kills, on average. */
  readonly killEvery?: number
  readonly onRun?: (done: number) => void
}

export interface DurableCounts {
  /** Runs that ended whole. */
  whole: number
  /**
   * Runs that ended in the error because their producer was killed, with all that it had written.
   */
  lost: number
  cuts: number
  reloads: number
  tabs: number
  /** Answers that a page gave up on after all retries, then resumed or asked for again. */
  retaken: number
  kills: number
  characters: number
  /** What did not hold, one line per run. */
  readonly wrong: string[]
}

/** A process may be held up for two seconds on two cores that a hundred pages share. */
const LEASE = 3_000
/** The waits between retries are multiplied by this, so that a cut does not cost a second. */
const SHORTENED = 0.2

interface Stage {
  readonly balancer: Balancer
  readonly replicas: Replicas
  readonly redis: Redis
  readonly log: RunLog
  readonly counts: DurableCounts
}

/**
 * Proves this many runs on two replicas behind a proxy, with one log in Redis, while connections
 * are cut, pages reloaded, second tabs opened and replicas killed, all at random.
 */
export async function proveDurable(options: DurableOptions): Promise<DurableCounts> {
  const { runs, seed, script, redis, atOnce = 50, killEvery = 4_000, onRun } = options
  const server = await startRedis(redis)
  const replicas = await startReplicas(script, 2, {
    REDIS_PORT: `${server.port}`,
    LEASE: `${LEASE}`,
  })
  const balancer = await openBalancer(replicas.ports)
  const client = new Redis(server.port)
  const log = redisLog(client, { lease: LEASE })
  const counts: DurableCounts = {
    whole: 0,
    lost: 0,
    cuts: 0,
    reloads: 0,
    tabs: 0,
    retaken: 0,
    kills: 0,
    characters: 0,
    wrong: [],
  }
  const stage: Stage = { balancer, replicas, redis: client, log, counts }
  const restore = shortenWaits()
  const ending = new AbortController()
  const killing = killAtRandom(stage, createRandom(seed), killEvery, ending.signal)

  let begun = 0
  let done = 0
  const worker = async (): Promise<void> => {
    while (begun < runs) {
      const index = begun++
      const random = createRandom(seed * 1_000_003 + index)
      await proveRun(stage, `c${index}`, random)
      onRun?.(++done)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, runs) }, worker))
  } finally {
    ending.abort()
    await killing
    restore()
    await log.close()
    client.disconnect()
    await balancer.close()
    await replicas.close()
    await server.kill()
  }
  return counts
}

/** A conversation of one question, from its send to what every page of it shows in the end. */
async function proveRun(stage: Stage, chatId: string, random: Random): Promise<void> {
  const { balancer, log, counts } = stage
  let runId = ''
  const open = (messages: readonly Message[]): Chat =>
    createChat({
      id: chatId,
      messages,
      flush: 'sync',
      connection: fetchServerSentEvents(
        ({ request }) => `${balancer.url}/chat/${chatId}?runId=${(runId = request.runId)}`,
        { protocol: aiSdk, resume: { url: `${balancer.url}/runs/${chatId}` } },
      ),
    })
  const pages = [open([])]
  /** What a page does after a broken connection: it resumes the run, or asks again. */
  const live = async (page: Chat, asked: Promise<unknown>): Promise<void> => {
    await asked
    while (pages.includes(page) && brokenOff(page)) {
      counts.retaken += 1
      await ((await log.find(chatId)) ? page.resume() : page.retry())
    }
  }
  const lives = [live(pages[0]!, pages[0]!.sendMessage('Tell me'))]
  let isOver = false
  let ended: Promise<void>
  const follow = (): void => {
    const now: Promise<void> = Promise.all(lives).then(() => {
      // A page that was reloaded is gone, but the new one continues what it showed.
      if (now === ended) isOver = true
    })
    ended = now
  }
  follow()

  while (!isOver) {
    await Promise.race([ended!, pause(50 + random.below(700))])
    if (isOver) break
    const at = random.below(pages.length)
    const page = pages[at]!
    const shown = page.$messages.get()
    const what = random()
    if (what < 0.5) {
      if (balancer.cut(chatId, random)) counts.cuts += 1
    } else if (page.$status.get() === 'streaming' && what < 0.75) {
      counts.reloads += 1
      const kept = JSON.parse(JSON.stringify(shown)) as Message[]
      const again = open(kept)
      pages[at] = again
      page.destroy()
      lives[at] = live(again, again.resume())
    } else if (page.$status.get() === 'streaming' && what < 0.85 && pages.length < 3) {
      counts.tabs += 1
      const other = open(JSON.parse(JSON.stringify(shown)) as Message[])
      pages.push(other)
      lives.push(live(other, other.resume()))
    } else continue
    follow()
  }
  await judge(stage, runId, chatId, pages)
}

function brokenOff(page: Chat): boolean {
  const { code = 'server' } = page.$error.get() ?? {}
  return code !== 'server'
}

async function judge(
  { redis, log, counts, replicas }: Stage,
  runId: string,
  chatId: string,
  pages: readonly Chat[],
): Promise<void> {
  const run = await log.find(runId)
  const wrong = (what: string): void => void counts.wrong.push(`${chatId}, run ${runId}: ${what}`)
  if (!run) return wrong('the log does not know it')
  const whole = wordsOf(runId).join('')
  const { text: produced, isFinished } = await logged(log, runId)
  const killed = replicas.killed.has((await redis.get(producerKey(runId))) ?? '')
  if (isFinished ? produced !== whole : !whole.startsWith(produced)) {
    return wrong(`the log holds ${different(produced, whole)}`)
  }
  if (!isFinished && !killed) {
    return wrong(`it was ended after ${produced.length} characters, and its producer lives`)
  }
  const due = isFinished ? 'complete' : 'error'
  for (const page of pages) {
    const messages = page.$messages.get()
    // A run that was lost before its first word has no answer, only the error.
    const { status, content } = messages[1] ?? { status: page.$status.get(), content: '' }
    const error = page.$error.get()
    const isWhole = messages.length === (produced === '' ? messages.length : 2)
    if (!isWhole || messages.length > 2 || status !== due || content !== produced) {
      const failure = error ? ` (${error.code}: ${error.message})` : ''
      return wrong(
        `a page shows ${messages.length} messages, the last ${status}${failure} in place of ${due}, ` +
          different(content, produced),
      )
    }
    if (!isFinished && error?.code !== 'server') return wrong(`the error is ${error?.code}`)
    page.destroy()
  }
  counts.characters += produced.length
  if (isFinished) counts.whole += 1
  else counts.lost += 1
}

function different(text: string, due: string): string {
  let at = 0
  while (at < due.length && text[at] === due[at]) at += 1
  return `${text.length} characters in place of ${due.length}, the first ${at} as due`
}

/** The text that reached the log, and whether the run finished. */
async function logged(
  log: RunLog,
  runId: string,
): Promise<{ readonly text: string; readonly isFinished: boolean }> {
  let text = ''
  let isFinished = false
  for await (const { data } of followRun(log, runId)) {
    if (data === '[DONE]') continue
    const chunk = JSON.parse(data) as { type: string; delta?: string }
    if (chunk.type === 'text-delta') text += chunk.delta
    if (chunk.type === 'finish') isFinished = true
  }
  return { text, isFinished }
}

async function killAtRandom(
  { replicas, counts }: Stage,
  random: Random,
  every: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await pause(every * (0.5 + random()), undefined, { signal })
    } catch {
      return
    }
    await replicas.restart(random.below(replicas.ports.length))
    counts.kills += 1
  }
}

function shortenWaits(): () => void {
  const { random } = Math
  Math.random = () => SHORTENED * (1 + random()) - 1
  return () => {
    Math.random = random
  }
}
