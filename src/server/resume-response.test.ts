import { describe, expect, test, vi } from 'vitest'
import { createChat, fetchServerSentEvents, type Chat, type Message } from '../core.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { everyRunLog } from '../testing/run-logs.ts'
import { runServer, type RunServer } from '../testing/run-server.ts'
import { until } from '../testing/until.ts'

/** A page that asks one replica, and takes up what is under way at another. */
function openPage(
  asks: { readonly url: string },
  resumes: { readonly url: string } = asks,
  messages: readonly Message[] = [],
): Chat {
  return createChat({
    id: 'c1',
    messages,
    flush: 'sync',
    connection: fetchServerSentEvents(
      ({ request }) => `${asks.url}/chat/${request.chatId}?run=${request.runId}`,
      {
        protocol: aiSdk,
        resume: { url: ({ request }) => `${resumes.url}/runs/${request.chatId}` },
      },
    ),
    onStop: ({ chatId }) => void fetch(`${resumes.url}/runs/${chatId}`, { method: 'POST' }),
  })
}

/** What a page would find when it is loaded again. */
function keptBy(chat: Chat): Message[] {
  return JSON.parse(JSON.stringify(chat.$messages.get())) as Message[]
}

function answer(chat: Chat): string {
  const { status, content } = chat.$messages.get().at(-1)!
  return `${status}: ${content}`
}

/** A page that has been told a part of its answer, which is said on. */
async function beginRun(one: RunServer) {
  const first = openPage(one)
  const sent = first.sendMessage('Hi')
  const run = await one.next()
  run.say('Hel')
  await until(first.$messages, () => answer(first) === 'streaming: Hel')
  return { first, sent, run }
}

describe.each(everyRunLog())('%s', (_kind, replicas) => {
  const open = async (options?: Parameters<typeof replicas>[0]) => {
    const replica = replicas(options)
    const [one, two] = [replica(), replica()]
    return { log: one, one: await runServer(one), two: await runServer(two) }
  }

  test('an answer that is cut is taken up at another replica, and comes whole', async () => {
    const { one, two } = await open()
    const chat = openPage(one, two)
    const sent = chat.sendMessage('Hi')
    const run = await one.next()
    run.say('Hel', 'lo')
    await until(chat.$messages, () => answer(chat) === 'streaming: Hello')
    one.cut()
    run.say(', you')
    await until(chat.$messages, () => answer(chat) === 'streaming: Hello, you')
    two.cut()
    run.say('!')
    run.finish()
    await sent
    expect(answer(chat)).toBe('complete: Hello, you!')
    expect(two.asked[0]).toMatch(/^GET \/runs\/c1 after 4-\w+$/)
    expect(await run.ended).toEqual({ how: 'finished' })
    expect(run.signal.aborted).toBe(false)
  })

  test('a run goes on when its page has gone, and is told whole after a reload', async () => {
    const { one, two } = await open()
    const before = openPage(one)
    const left = before.sendMessage('Hi')
    const run = await one.next()
    run.say('Hel')
    await until(before.$messages, () => answer(before) === 'streaming: Hel')
    const kept = keptBy(before)
    before.destroy()
    await left
    run.say('lo')

    const after = openPage(two, two, kept)
    const resumed = after.resume()
    await until(after.$messages, () => answer(after) === 'streaming: Hello')
    run.finish()
    await resumed
    expect(answer(after)).toBe('complete: Hello')
    expect(after.$messages.get()).toHaveLength(2)

    // Also what has ended while nobody was there.
    const late = openPage(two, two, kept)
    await late.resume()
    expect(answer(late)).toBe('complete: Hello')
  })

  test('a second tab follows the same run at another replica', async () => {
    const { one, two } = await open()
    const { first, sent, run } = await beginRun(one)
    const second = openPage(two, two, keptBy(first))
    const resumed = second.resume()
    run.say('lo')
    await until(first.$messages, () => answer(first) === 'streaming: Hello')
    await until(second.$messages, () => answer(second) === 'streaming: Hello')
    run.finish()
    await Promise.all([sent, resumed])
    expect([answer(first), answer(second)]).toEqual(['complete: Hello', 'complete: Hello'])
  })

  test('a stop at any replica stops the model, and every tab is told', async () => {
    const { one, two } = await open()
    const { first, sent, run } = await beginRun(one)
    const second = openPage(two, two, keptBy(first))
    const resumed = second.resume()
    await until(second.$messages, () => second.$status.get() === 'streaming')
    second.stop()
    expect(await run.ended).toEqual({ how: 'stopped' })
    expect(run.signal.aborted).toBe(true)
    await Promise.all([sent, resumed])
    expect([answer(first), answer(second)]).toEqual(['stopped: Hel', 'stopped: Hel'])
  })

  test('a source that throws ends the run in a failure that tells nothing of it', async () => {
    const { one } = await open()
    const chat = openPage(one)
    const sent = chat.sendMessage('Hi')
    const run = await one.next()
    run.say('Hel')
    await until(chat.$messages, () => answer(chat) === 'streaming: Hel')
    const failure = new Error('at secret.ts:1')
    run.fail(failure)
    await sent
    expect(answer(chat)).toBe('error: Hel')
    expect(chat.$error.get()).toMatchObject({
      code: 'server',
      message: 'The answer could not be finished. Try again.',
    })
    expect(await run.ended).toEqual({ how: 'failed', error: failure })
  })

  test('a run whose producer is lost ends in an error and not in silence', async () => {
    const { log, one } = await open({ lease: 100 })
    await log.begin('r1', {
      alias: 'c1',
      lost: [{ data: '{"type":"error","errorText":"It is gone."}' }, { data: '[DONE]' }],
    })
    await log.append('r1', [
      { data: '{"type":"text-start","id":"0"}' },
      { data: '{"type":"text-delta","id":"0","delta":"Hel"}' },
    ])
    const question = { id: 'u1', role: 'user', status: 'complete', createdAt: 0 } as const
    const chat = openPage(one, one, [
      { ...question, content: 'Hi', parts: [{ type: 'text', text: 'Hi', state: 'done' }] },
    ])
    await chat.resume()
    expect(answer(chat)).toBe('error: Hel')
    expect(chat.$error.get()).toMatchObject({ code: 'server', message: 'It is gone.' })
  })

  test('what cannot be resumed is answered with a status that says why', async () => {
    const { one, two, log } = await open({ maxRecords: 4 })
    const status = async (path: string, after?: string): Promise<string> => {
      const headers: HeadersInit = after === undefined ? {} : { 'last-event-id': after }
      const response = await fetch(two.url + path, { headers })
      const body = await response.text()
      return `${response.status} ${body && (JSON.parse(body) as { error: Error }).error.message}`
    }
    expect(await status('/runs/c1')).toBe('404 There is no run c1, or it has expired.')
    const begun = fetch(`${one.url}/chat/c1?run=r1`, { method: 'POST' })
    const run = await one.next()
    expect(await status('/runs/c1', '99-zzzzzz')).toMatch(/^409 The run r1 has given no such event/)
    run.say('a', 'b', 'c', 'd', 'e', 'f')
    run.finish()
    await run.ended
    const { lastId = '' } = (await log.find('r1'))!
    expect(await status('/runs/r1', lastId)).toBe('204 ')
    expect(await status('/runs/r1')).toMatch(/^409 The log has dropped/)
    expect(await status('/elsewhere?runId=r1', lastId)).toBe('204 ')
    await log.expire('r1')
    expect(await status('/runs/r1')).toMatch(/^404 /)
    await (await begun).body?.cancel().catch(() => {})
  })

  test('a second producer of a run is refused, and the first goes on', async () => {
    const { one, two } = await open()
    const begin = (server: { readonly url: string }): Promise<Response> =>
      fetch(`${server.url}/chat/c1?run=r1`, { method: 'POST' })
    const [first] = await Promise.all([begin(one), vi.waitUntil(() => one.asked.length > 0)])
    const run = await one.next()
    expect((await begin(two)).status).toBe(409)
    run.say('Hello')
    run.finish()
    expect(await first.text()).toContain('Hello')
  })
})
