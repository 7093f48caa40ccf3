import { getRequestListener } from '@hono/node-server'
import type { Express } from 'express'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createChat, fetchServerSentEvents } from './index.ts'
import { openaiChat } from './protocols/openai-chat.ts'
import { listen } from './testing/listen.ts'
import { httpServer } from './testing/http-server.ts'
import { DONE, STOP_CHUNK, textEvent } from './testing/openai-stream.ts'
import { examplesOf, runExample } from './testing/page-examples.ts'
import { sayUntilShown } from './testing/say-until-shown.ts'
import { utf8 } from './testing/utf8.ts'

interface Page {
  answer(request: Request, model: string, key: string): Promise<Response>
  readonly app: unknown
  withHeartbeat(body: ReadableStream<Uint8Array>, every?: number): ReadableStream<Uint8Array>
}

async function pageOf(index: number): Promise<Page> {
  return runExample<Page>(examplesOf('docs/proxies.md')[index])
}

const HEADERS = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }

test('the server on web standards streams, and a page that leaves closes the model’s connection', async () => {
  const model = await httpServer()
  const { answer } = await pageOf(0)
  const asked = { method: 'POST', body: '{"messages":[]}' }
  const answered = answer(new Request('http://page.test/api/chat', asked), model.url, 'k')
  const upstream = await model.next()
  expect(upstream.body).toBe(asked.body)
  expect(upstream.request.headers.authorization).toBe('Bearer k')
  upstream.head()
  const response = await answered
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...HEADERS,
    'content-type': 'text/event-stream',
  })
  upstream.response.write(textEvent('Once'))
  const reader = response.body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(textEvent('Once'))
  await reader.cancel()
  await upstream.closed
})

const apps: readonly (readonly [
  name: string,
  index: number,
  of: (app: unknown) => RequestListener,
])[] = [
  ['Hono', 2, app => getRequestListener(new Hono().use(compress()).route('/', app as Hono).fetch)],
  ['Express', 3, app => app as Express],
]

test.each(apps)(
  'the server with %s streams, fails as the model does, and passes a stop on',
  async (_name, index, listenerOf) => {
    const model = await httpServer()
    vi.stubEnv('MODEL_URL', model.url)
    vi.stubEnv('MODEL_KEY', 'k')
    // Hono's server tells there of the connections that are broken here.
    vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => {
      vi.unstubAllEnvs()
      vi.restoreAllMocks()
    })
    const { app } = await pageOf(index)
    const origin = await listen(createServer(listenerOf(app)))
    const heads: Headers[] = []
    const chat = createChat({
      connection: fetchServerSentEvents(`${origin}/api/chat`, { protocol: openaiChat }),
      onResponse: ({ headers }) => heads.push(headers),
    })

    const whole = chat.sendMessage('Hi')
    const first = await model.next()
    expect(JSON.parse(first.body)).toMatchObject({ stream: true })
    expect(first.request.headers.authorization).toBe('Bearer k')
    await sayUntilShown(first, chat, 'Once')
    first.response.end(`data: ${STOP_CHUNK}\n\n${DONE}`)
    await whole
    expect(chat.$messages.get().at(-1)).toMatchObject({ content: 'Once', status: 'complete' })
    expect(Object.fromEntries(heads[0]!)).toMatchObject(HEADERS)
    expect(heads[0]!.has('content-encoding')).toBe(false)

    const failing = chat.sendMessage('And then?')
    const second = await model.next()
    await sayUntilShown(second, chat, 'Tw')
    second.response.destroy()
    await failing
    expect(chat.$error.get()?.code).toBe('network')

    const stopped = chat.retry()
    const third = await model.next()
    await sayUntilShown(third, chat, 'Twice')
    chat.stop()
    await third.closed
    await stopped
  },
)

test.each(['data: a\n\n', 'data: a\r\n\r\n', 'data: a\r\r'])(
  'a heartbeat comes behind %j and not within an event',
  async event => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { withHeartbeat } = await pageOf(4)
    let source!: ReadableStreamDefaultController<Uint8Array>
    const left = vi.fn<() => void>()
    const body = new ReadableStream<Uint8Array>({
      start: controller => void (source = controller),
      cancel: left,
    })
    const reader = withHeartbeat(body, 1000).getReader()
    const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)

    vi.advanceTimersByTime(1000)
    expect(await next()).toBe(': still here\n\n')
    source.enqueue(utf8(event.slice(0, -1)))
    expect(await next()).toBe(event.slice(0, -1))
    vi.advanceTimersByTime(5000)
    source.enqueue(utf8(event.slice(-1)))
    expect(await next()).toBe(event.slice(-1))
    vi.advanceTimersByTime(1000)
    expect(await next()).toBe(': still here\n\n')
    expect(vi.getTimerCount()).toBe(1)
    await reader.cancel()
    expect(left).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  },
)
