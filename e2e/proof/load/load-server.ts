// One server process under load: `node server.mjs LIBRARY`. It prints its port on stdout.
import {
  EventType,
  toServerSentEventsResponse as toTanstackResponse,
  type StreamChunk,
} from '@tanstack/ai'
import {
  createUIMessageStreamResponse,
  pipeUIMessageStreamToResponse,
  type UIMessageChunk,
} from 'ai'
import { toNodeResponse, toServerSentEventsResponse } from 'nanowire/server'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LibraryName } from './libraries.ts'
import { now, TOKENS_A_SECOND } from './pace.ts'

let begin: (() => void) | undefined
const begun = new Promise<void>(resolve => (begin = resolve))
let opened = 0

/**
 * Tokens, each with its number and the time at which it was due: the first at once, the others at
 * their pace, once every stream is open. Streams are spread evenly over the time between two
 * tokens.
 */
async function* tokens(count: number): AsyncGenerator<string, void, undefined> {
  const spread = (opened++ * 0.618_034) % 1
  yield `0@${now().toFixed(3)};`
  await begun
  const start = now()
  for (let index = 1; index < count; index++) {
    const due = start + ((index + spread) * 1_000) / TOKENS_A_SECOND
    const wait = due - now()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    yield `${index}@${due.toFixed(3)};`
  }
}

async function* uiChunks(count: number): AsyncGenerator<UIMessageChunk, void, undefined> {
  yield { type: 'start' }
  yield { type: 'text-start', id: 't' }
  for await (const delta of tokens(count)) yield { type: 'text-delta', id: 't', delta }
  yield { type: 'text-end', id: 't' }
  yield { type: 'finish' }
}

async function* agUiChunks(count: number): AsyncGenerator<StreamChunk, void, undefined> {
  const run = { threadId: 't', runId: 'r', model: 'm' }
  const message = { messageId: 'a', model: 'm' }
  yield { type: EventType.RUN_STARTED, ...run }
  yield { type: EventType.TEXT_MESSAGE_START, role: 'assistant', ...message }
  for await (const delta of tokens(count)) {
    yield { type: EventType.TEXT_MESSAGE_CONTENT, delta, ...message }
  }
  yield { type: EventType.TEXT_MESSAGE_END, ...message }
  yield { type: EventType.RUN_FINISHED, finishReason: 'stop', ...run }
}

/** A stream that is read on demand, as the AI SDK takes one. */
function streamOf<T>(values: AsyncGenerator<T, void, undefined>): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const { done, value } = await values.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void values.return(),
  })
}

const answers: Readonly<Record<LibraryName, (count: number, target: ServerResponse) => unknown>> = {
  nanowire: (count, target) => toNodeResponse(toServerSentEventsResponse(tokens(count)), target),
  'ai-sdk': (count, target) =>
    toNodeResponse(createUIMessageStreamResponse({ stream: streamOf(uiChunks(count)) }), target),
  'ai-sdk-node': (count, response) =>
    pipeUIMessageStreamToResponse({ response, stream: streamOf(uiChunks(count)) }),
  tanstack: (count, target) => toNodeResponse(toTanstackResponse(agUiChunks(count)), target),
}

const answer = answers[process.argv[2] as LibraryName]
const server = createServer((request, response) => {
  if (request.url === '/begin') {
    begin?.()
    response.end()
  } else if (request.url === '/cpu') {
    const { user, system } = process.cpuUsage()
    response.end(`${user + system}`)
  } else if (request.url === '/memory') {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    response.end(`${heapUsed + external}`)
  } else {
    answer(Number(request.url?.slice(1)), response)
  }
})
server.listen(0, '127.0.0.1', 4_096, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
// The parent process may end before it can kill this one.
process.stdin.on('end', () => process.exit()).resume()
