import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { logRun } from '../../src/server/log-run.ts'
import { redisLog } from '../../src/server/redis-log.ts'
import { resumeResponse } from '../../src/server/resume-response.ts'
import { isRunLogError, type RunRecord } from '../../src/server/run-log.ts'
import { toNodeResponse } from '../../src/server/to-node-response.ts'
import { createRandom } from '../../src/testing/random.ts'
import { seedOf, wordsOf } from './durable-words.ts'

// One replica, in a process of its own: POST /chat/<chat>?runId=<run> begins a run, or follows it where
// it was begun before, and GET /runs/<chat> resumes the chat's newest.

const env = process.env as Readonly<Record<string, string>>
const log = redisLog(new Redis(Number(env['REDIS_PORT'])), { lease: Number(env['LEASE']) })

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
  const name = pathname.replace(/^.*\//, '')
  const asked = new Request(`http://localhost${request.url}`, {
    headers: request.headers as HeadersInit,
  })
  await text(request)
  const runId = searchParams.get('runId')
  if (runId === null) return toNodeResponse(resumeResponse(asked, log, { runId: name }), response)
  try {
    await logRun(log, runId, said(runId), {
      alias: name,
      headers: { 'x-producer': env['PRODUCER']! },
    })
  } catch (error) {
    if (!isRunLogError(error)) throw error
  }
  return toNodeResponse(resumeResponse(asked, log, { runId }), response)
})
server.listen(Number(env['PORT']), '127.0.0.1', () => process.stdout.write('ready\n'))

/** The run in the AI SDK's wire, at the uneven pace of a model. */
async function* said(runId: string): AsyncGenerator<RunRecord, void, undefined> {
  const random = createRandom(seedOf(`pace of ${runId}`))
  const record = (chunk: object): RunRecord => ({ data: JSON.stringify(chunk) })
  yield record({ type: 'start', messageId: `answer-${runId}` })
  yield record({ type: 'text-start', id: '0' })
  for (const delta of wordsOf(runId)) {
    if (random() < 0.7) await pause(random.below(80))
    yield record({ type: 'text-delta', id: '0', delta })
  }
  yield record({ type: 'text-end', id: '0' })
  yield record({ type: 'finish', finishReason: 'stop' })
  yield { data: '[DONE]' }
}
