import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import {
  redisLog,
  resumeResponse,
  toNodeResponse,
  toServerSentEventsResponse,
} from '../../src/server/index.ts'
import { createRandom } from '../../src/testing/random.ts'
import { producerKey, seedOf, wordsOf } from './durable-words.ts'

// One replica, in its own process: POST /chat/<chat>?runId=<run> begins a run, or follows it if it
// was begun before, and GET /runs/<chat> resumes the chat's newest.

const env = process.env as Readonly<Record<string, string>>
const redis = new Redis(Number(env['REDIS_PORT']))
const log = redisLog(redis, { lease: Number(env['LEASE']) })

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
  const name = pathname.replace(/^.*\//, '')
  await text(request)
  const runId = searchParams.get('runId')
  if (runId === null) {
    const headers = request.headers as HeadersInit
    const asked = new Request(`http://localhost${request.url}`, { headers })
    return toNodeResponse(resumeResponse(asked, log), response)
  }
  // Written before the run begins, in case this process is killed in between.
  await redis.set(producerKey(runId), env['PRODUCER']!, 'NX')
  const source = async (): Promise<AsyncIterable<string>> => {
    await redis.set(producerKey(runId), env['PRODUCER']!)
    return said(runId)
  }
  return toNodeResponse(toServerSentEventsResponse(source, { log, runId, alias: name }), response)
})
server.listen(Number(env['PORT']), '127.0.0.1', () => process.stdout.write('ready\n'))

/** The run at the uneven pace of a model. */
async function* said(runId: string): AsyncGenerator<string, void, undefined> {
  const random = createRandom(seedOf(`pace of ${runId}`))
  for (const word of wordsOf(runId)) {
    if (random() < 0.7) await pause(random.below(80))
    yield word
  }
}
