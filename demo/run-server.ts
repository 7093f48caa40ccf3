import { Redis } from 'ioredis'
import {
  chatRequest,
  memoryLog,
  redisLog,
  resumeResponse,
  toNodeResponse,
  toServerSentEventsResponse,
  type RunLog,
} from 'nanowire/server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerTo } from './script/wires/answer.ts'

export interface RunServerOptions {
  /** The URL of Redis; without it the runs are kept in this process. */
  readonly redisUrl?: string | undefined
  /** Milliseconds before each word; 25 by default. */
  readonly pace?: number
}

/**
 * Built on `nanowire/server`: POST `/api/runs` begins an answer that outlives its request, GET
 * `/api/runs/<chat or run>` resumes one, DELETE stops it.
 */
export function runServer({ redisUrl, pace = 25 }: RunServerOptions = {}): (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> {
  let opened: RunLog | undefined
  const openLog = (): RunLog => (opened ??= redisUrl ? redisLog(new Redis(redisUrl)) : memoryLog())

  return async (request, response) => {
    const log = openLog()
    const { method, url = '' } = request
    if (method === 'GET') return toNodeResponse(resumeResponse(request, log), response)
    if (method === 'DELETE') {
      const isStopped = await log.stop(decodeURIComponent(url.replace(/^.*\//, '')))
      response.writeHead(isStopped ? 204 : 404).end()
      return
    }
    const chat = await chatRequest(request)
    if (!chat.ok) return toNodeResponse(chat.response, response)
    const prompt = chat.messages.at(-1)?.content ?? ''
    const options = { ...chat, log, runId: chat.runId ?? crypto.randomUUID() }
    await toNodeResponse(
      toServerSentEventsResponse(signal => model(prompt, pace, signal), options),
      response,
    )
  }
}

/** The scripted model, a word at a time. */
async function* model(
  prompt: string,
  pace: number,
  signal: AbortSignal,
): AsyncGenerator<object, void, undefined> {
  const { reasoning, opening, text } = answerTo(prompt)
  const words = [
    ...reasoning.map(delta => ({ type: 'reasoning-delta', delta })),
    ...[...opening, ...text].map(delta => ({ type: 'text-delta', delta })),
  ]
  for (const word of words) {
    await new Promise(resolve => setTimeout(resolve, pace))
    if (signal.aborted) return
    yield word
  }
}
