import { expect, onTestFinished, test } from 'vitest'
import { createChat, fetchServerSentEvents, withFallback } from '../index.ts'
import { createMailbox } from '../testing/mailbox.ts'
import { httpServer } from '../testing/http-server.ts'
import { until } from '../testing/until.ts'
import { chatRequest } from './chat-request.ts'
import { memoryLog } from './memory-log.ts'
import { resumeResponse } from './resume-response.ts'
import { toNodeResponse } from './to-node-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'

interface Speech {
  readonly signal: AbortSignal
  say(word: string): void
  end(): void
  fail(error: unknown): void
}

/** A replica with a model that speaks by the test's hand, and the log of its runs. */
async function serve() {
  const log = memoryLog()
  onTestFinished(() => log.close())
  const speeches = createMailbox<Speech>()
  const ends: Promise<unknown>[] = []
  const model = (signal: AbortSignal) =>
    new ReadableStream<string>({
      start(controller) {
        speeches.put({
          signal,
          say: word => controller.enqueue(word),
          end: () => controller.close(),
          fail: error => controller.error(error),
        })
      },
    })
  const { url, requests } = await httpServer(async ({ request, body, response }) => {
    const { method, headers } = request
    if (method === 'GET') return toNodeResponse(resumeResponse(request, log), response)
    const chat = await chatRequest({ headers, body })
    if (!chat.ok) return toNodeResponse(chat.response, response)
    const run = {
      log,
      runId: chat.runId ?? 'run',
      waitUntil: (end: Promise<unknown>) => void ends.push(end),
    }
    await toNodeResponse(toServerSentEventsResponse(model, { ...chat, ...run }), response)
  })
  return { log, url, requests, speeches, ends }
}

function ask(url: string, runId: string, headers: HeadersInit = {}): Promise<Response> {
  const body = JSON.stringify({ id: 'chat', runId, messages: [{ role: 'user', content: 'Hi' }] })
  return fetch(url, { method: 'POST', body, headers })
}

test('a chat that is cut off goes on with the rest, and nothing is doubled', async () => {
  const { url, requests, speeches } = await serve()
  const chat = createChat({
    connection: fetchServerSentEvents(url, { resume: true, retry: { attempts: 0 } }),
  })
  const sent = chat.sendMessage('Hi')
  const speech = await speeches.take()
  speech.say('One ')
  await until(chat.$messages, messages => messages.at(-1)?.content === 'One ')
  requests[0]!.response.destroy()
  speech.say('two ')
  speech.say('three')
  speech.end()
  await sent
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$messages.get().at(-1)).toMatchObject({
    content: 'One two three',
    status: 'complete',
  })
  expect(requests[1]?.request.headers['last-event-id']).toBeTruthy()
})

test('a connection that is fallen back on is not told the run that failed', async () => {
  const { log, url, speeches } = await serve()
  const stopped: string[] = []
  const chat = createChat({
    connection: withFallback(fetchServerSentEvents(url), fetchServerSentEvents(url)),
    onStop: ({ runId }) => void stopped.push(runId),
  })
  const sent = chat.sendMessage('Hi')
  const first = await speeches.take()
  first.fail(new Error('Overloaded'))
  const second = await speeches.take()
  second.say('Hello')
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hello')
  chat.stop()
  await sent
  expect(await log.stop(stopped[0]!)).toBe(true)
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, true])
})

test('an id that no run goes by begins none where the rest of one is asked', async () => {
  const { url, ends } = await serve()
  const response = await ask(url, 'gone', { 'last-event-id': '7-0' })
  expect([response.status, ends.length]).toEqual([404, 0])
})

test('a stop through the log stops the model, and every client is told', async () => {
  const { log, url, speeches, ends } = await serve()
  const answer = ask(url, 'r1')
  const speech = await speeches.take()
  speech.say('Hel')
  await answer
  expect(await log.stop('chat')).toBe(true)
  expect(await ends[0]).toEqual({ how: 'stopped' })
  expect(speech.signal.aborted).toBe(true)
  const text = await (await answer).text()
  expect(text).toContain('"delta":"Hel"')
  expect(text).toMatch(/data: \{"type":"abort"\}\n\nid: .*\ndata: \[DONE\]\n\n$/)
})

test('plain text is not logged', async () => {
  const log = memoryLog()
  onTestFinished(() => log.close())
  const options = { log, runId: 'r', wire: 'plain-text' } as const
  await expect(toServerSentEventsResponse(new ReadableStream(), options)).rejects.toThrow(
    'Plain text cannot be logged',
  )
})
