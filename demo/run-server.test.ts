import { createChat, fetchServerSentEvents } from 'nanowire'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../src/testing/until.ts'
import { runServer } from './run-server.ts'

test('an answer of the demo’s own server outlives its connection, and is stopped by its name', async () => {
  const cut: (() => void)[] = []
  const handle = runServer({ pace: 3 })
  const server = createServer((request, response) => {
    cut.push(() => response.destroy())
    void handle(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/runs`
  const connection = fetchServerSentEvents(url, { resume: true })

  const chat = createChat({ id: 'chat', connection })
  const sent = chat.sendMessage('Hi')
  await until(
    chat.$messages,
    messages => messages.at(-1)?.role === 'assistant' && messages.at(-1)!.content !== '',
  )
  cut[0]!()
  await sent
  const answer = chat.$messages.get().at(-1)!
  expect(answer).toMatchObject({ role: 'assistant', status: 'complete' })
  expect(cut.length).toBeGreaterThan(1)

  const whole = createChat({ id: 'other', connection })
  await whole.sendMessage('Hi')
  expect(whole.$messages.get().at(-1)?.content).toBe(answer.content)

  const stopped = createChat({ id: 'third', connection })
  const running = stopped.sendMessage('Hi')
  await until(
    stopped.$messages,
    messages => messages.at(-1)?.role === 'assistant' && messages.at(-1)!.content !== '',
  )
  expect((await fetch(`${url}/third`, { method: 'DELETE' })).status).toBe(204)
  await running
  expect(stopped.$messages.get().at(-1)?.status).toBe('stopped')
  expect((await fetch(`${url}/third`, { method: 'DELETE' })).status).toBe(404)
})
