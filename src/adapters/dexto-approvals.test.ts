import { expect, test } from 'vitest'
import { createChat } from '../chat/create-chat.ts'
import type { ApprovalResponse } from '../chat-request.ts'
import { dexto } from '../protocols/dexto.ts'
import { httpServer } from '../testing/http-server.ts'
import { until } from '../testing/until.ts'
import { dextoApprovals } from './dexto-approvals.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'

const approved: ApprovalResponse = {
  approvalId: 'ap/1?',
  toolCallId: 'call_1',
  approved: true,
  chatId: 's1',
}
const context = (): { signal: AbortSignal } => ({ signal: new AbortController().signal })

/** A server that takes every answer, and the address of its approvals. */
async function approvals(status = 200, body = '{"ok":true}') {
  const server = await httpServer(({ head, response }) => {
    head(status, { 'content-type': 'application/json' })
    response.end(body)
  })
  return { server, url: server.url.replace('/chat', '/api/approvals') }
}

test.each([
  [approved, { status: 'approved' }],
  [
    { ...approved, approved: false, reason: 'Too late.' },
    { status: 'denied', message: 'Too late.' },
  ],
])('posts what the user has answered', async (answer, body) => {
  const { server, url } = await approvals()
  expect(await dextoApprovals(url)(answer, context())).toBeUndefined()
  const [exchange] = server.requests
  expect(exchange?.request).toMatchObject({
    method: 'POST',
    url: '/api/approvals/ap%2F1%3F',
    headers: { 'content-type': 'application/json' },
  })
  expect(JSON.parse(exchange!.body)).toEqual(body)
})

test('adds the id to any address, and takes whole ones', async () => {
  const { server, url } = await approvals()
  const answer = { ...approved, approvalId: 'ap1' }
  await dextoApprovals(new URL(`${url}/?agent=a`))(answer, context())
  await dextoApprovals(({ chatId, approvalId }) => `${url}/${chatId}/${approvalId}`)(
    answer,
    context(),
  )
  expect(server.requests.map(({ request }) => request.url)).toEqual([
    '/api/approvals/ap1?agent=a',
    '/api/approvals/s1/ap1',
  ])
})

test('calls headers, credentials and body again for every answer, and uses the given fetch', async () => {
  const { server, url } = await approvals()
  const seen: (RequestInit | undefined)[] = []
  let count = 0
  const respond = dextoApprovals(url, {
    headers: async () => ({ authorization: `Bearer ${++count}` }),
    credentials: () => 'include',
    body: ({ toolCallId }) => ({ rememberChoice: toolCallId === 'call_1', status: 'mine' }),
    fetch(input, init) {
      seen.push(init)
      return fetch(input, init)
    },
  })
  await respond(approved, context())
  await respond({ ...approved, toolCallId: 'call_2' }, context())
  const sent = server.requests.map(({ request, body }) => [
    request.headers.authorization,
    JSON.parse(body) as unknown,
  ])
  expect(sent).toEqual([
    ['Bearer 1', { status: 'approved', rememberChoice: true }],
    ['Bearer 2', { status: 'approved', rememberChoice: false }],
  ])
  expect(seen.map(init => init?.credentials)).toEqual(['include', 'include'])
})

test('throws what the server says where it refuses', async () => {
  const { url } = await approvals(404, '{"error":"Approval request not found or expired"}')
  await expect(dextoApprovals(url)(approved, context())).rejects.toMatchObject({
    name: 'StreamError',
    code: 'http',
    status: 404,
    message: expect.stringContaining('not found or expired') as string,
  })
})

test('throws a network failure where there is no answer', async () => {
  const server = await httpServer(({ request }) => request.socket.destroy())
  await expect(dextoApprovals(server.url)(approved, context())).rejects.toMatchObject({
    name: 'StreamError',
    code: 'network',
  })
  expect(server.requests).toHaveLength(1)
})

test('an abort closes the connection, and throws its reason; one before sends nothing', async () => {
  const server = await httpServer()
  const controller = new AbortController()
  const answered = dextoApprovals(server.url)(approved, controller)
  const { closed } = await server.next()
  controller.abort('left')
  await expect(answered).rejects.toBe('left')
  await closed
  await expect(dextoApprovals(server.url)(approved, controller)).rejects.toBe('left')
  expect(server.requests).toHaveLength(1)
})

test('the waiting answer continues once the server has the approval', async () => {
  const server = await httpServer()
  const chat = createChat({
    id: 's1',
    connection: fetchServerSentEvents(server.url, { protocol: dexto }),
    onApproval: dextoApprovals(server.url.replace('/chat', '/api/approvals')),
    flush: 'sync',
  })
  const event = (name: string, payload: object): string =>
    `event: ${name}\ndata: ${JSON.stringify({ name, ...payload })}\n\n`
  const call = { toolName: 'remove', args: { file: 'a' } }
  const states = (): readonly unknown[] =>
    chat.$messages
      .get()
      .flatMap(({ parts }) => parts.flatMap(part => 'state' in part && part.state))
  const sent = chat.sendMessage('Go')
  const answer = await server.next()
  answer.head()
  answer.response.write(event('llm:tool-call', { ...call, callId: 'call_1' }))
  answer.response.write(
    event('approval:request', {
      approvalId: 'ap_1',
      type: 'tool_approval',
      metadata: { ...call, toolCallId: 'call_1' },
    }),
  )
  await until(chat.$messages, () => states().includes('approval-requested'))

  const refused = chat.respondToApproval('ap_1', true)
  const first = await server.next()
  first.response.writeHead(500).end()
  await expect(refused).rejects.toMatchObject({ code: 'http', status: 500 })
  expect(states()).toContain('approval-requested')

  const taken = chat.respondToApproval('ap_1', true)
  const second = await server.next()
  expect([second.request.url, second.body]).toEqual([
    '/api/approvals/ap_1',
    '{"status":"approved"}',
  ])
  second.response.end('{"ok":true}')
  await taken
  expect(chat.$isLoading.get()).toBe(true)
  answer.response.end(
    event('approval:response', { approvalId: 'ap_1', status: 'approved' }) +
      event('llm:tool-result', { toolName: 'remove', callId: 'call_1', success: true }) +
      event('run:complete', { finishReason: 'stop' }),
  )
  await sent
  expect(states()).toContain('output-available')
  expect(server.requests).toHaveLength(3)
})
