import express from 'express'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../testing/listen.ts'
import { httpServer } from '../testing/http-server.ts'
import { chatRequest } from './chat-request.ts'
import { toNodeResponse } from './to-node-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'
import { toTextStreamResponse } from './to-text-stream-response.ts'

/** A client that reads only when it is told to. */
function ask(url: string, version = '1.1'): Socket {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.pause()
  socket.on('error', () => {})
  socket.write(`POST ${pathname} HTTP/${version}\r\nhost: ${hostname}\r\ncontent-length: 0\r\n\r\n`)
  onTestFinished(() => void socket.destroy())
  return socket
}

test('status, headers, cookies and body arrive', async () => {
  const { url } = await httpServer(({ response }) => {
    const headers = new Headers({ 'x-run': '1', connection: 'close' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    void toNodeResponse(
      new Response('Hello', { status: 202, statusText: 'Told', headers }),
      response,
    )
  })
  const response = await fetch(url)
  expect([response.status, response.statusText]).toEqual([202, 'Told'])
  expect(response.headers.get('x-run')).toBe('1')
  expect(response.headers.get('connection')).toBe('keep-alive')
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await response.text()).toBe('Hello')
})

test('a response without a body ends', async () => {
  const { url } = await httpServer(({ response }) => {
    void toNodeResponse(new Response(null, { status: 204 }), response)
  })
  expect((await fetch(url)).status).toBe(204)
})

test('Express sends it too', async () => {
  const app = express()
  app.post('/chat', async (_request, response) => {
    await toNodeResponse(toServerSentEventsResponse(answer()), response)
  })
  const response = await fetch(`${await listen(createServer(app))}/chat`, { method: 'POST' })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(await response.text()).toContain('"delta":"lo"')
})

async function* answer(): AsyncGenerator<string, void, undefined> {
  yield 'Hel'
  yield 'lo'
}

test('a client that leaves stops the model, and its function is cleaned up', async () => {
  let signal!: AbortSignal
  let cleanUp!: () => void
  const isClean = new Promise<void>(resolve => (cleanUp = resolve))
  async function* model(): AsyncGenerator<string, void, undefined> {
    try {
      yield 'Hello'
      await new Promise(resolve => signal.addEventListener('abort', resolve))
    } finally {
      cleanUp()
    }
  }
  const { url, next } = await httpServer()
  const left = new AbortController()
  const asked = fetch(url, { method: 'POST', signal: left.signal })
  const { response } = await next()
  const sent = toNodeResponse(
    toServerSentEventsResponse(given => {
      signal = given
      return model()
    }),
    response,
  )
  const reader = (await asked).body!.getReader()
  await reader.read()
  expect(signal.aborted).toBe(false)
  left.abort()
  await isClean
  await sent
  expect(signal.aborted).toBe(true)
})

test('a client that leaves before the answer has begun stops the model', async () => {
  const { url, next } = await httpServer()
  const left = new AbortController()
  const asked = fetch(url, { method: 'POST', signal: left.signal }).catch(() => 'left')
  const { response, closed } = await next()
  let begin!: () => void
  const begun = new Promise<void>(resolve => (begin = resolve))
  let isAborted: Promise<unknown> | undefined
  const sent = toNodeResponse(
    toServerSentEventsResponse(
      signal => {
        isAborted = new Promise(resolve => signal.addEventListener('abort', resolve))
        begin()
        return new ReadableStream()
      },
      { headWithin: 20 },
    ),
    response,
  )
  await begun
  left.abort()
  expect(await asked).toBe('left')
  await closed
  await sent
  await isAborted
})

test('a slow client slows the model', async () => {
  const piece = 'x'.repeat(16 * 1024)
  let told = 0
  async function* model(): AsyncGenerator<string, void, undefined> {
    for (; told < 4_096; told++) yield piece
  }
  const { url, next } = await httpServer()
  const client = ask(url)
  const { response } = await next()
  let isSent = false
  const sent = toNodeResponse(toTextStreamResponse(model()), response).then(() => (isSent = true))
  // The buffers of two sockets are full once a write finds no room and none is made.
  await new Promise<void>(resolve => {
    const { write } = response
    response.write = (data: Uint8Array) => {
      const hasRoom = write.call(response, data, 'utf8')
      if (!hasRoom && response.socket?.writableLength) resolve()
      return hasRoom
    }
  })
  const before = told
  // Many turns of the loop, in which a model that is not held would tell all that it has.
  for (let turn = 0; turn < 2_000; turn++) await new Promise(resolve => setImmediate(resolve))
  expect([isSent, told < 2_048]).toEqual([false, true])
  expect(told - before).toBeLessThan(2_048)
  client.resume()
  await sent
  expect(told).toBe(4_096)
})

async function* failing(): AsyncGenerator<string, void, undefined> {
  yield 'Hel'
  throw new Error('No key sk-123')
}

test('a body that fails on the way breaks the connection', async () => {
  const { url } = await httpServer(({ response }) => {
    void toNodeResponse(toTextStreamResponse(failing()), response)
  })
  const client = ask(url)
  client.resume()
  const received = await text(client)
  expect(received).toContain('Hel')
  // A chunked body that is whole ends with an empty chunk.
  expect(received).not.toMatch(/\r\n0\r\n\r\n$|sk-123/)
})

test('a body that fails is no whole one to a proxy that speaks HTTP/1.0', async () => {
  let fail: () => void
  const heard = new Promise<void>(resolve => {
    fail = resolve
  })
  // Where a piece and the reset come at once, Node reads the piece and takes the rest for an end.
  async function* failingOnceHeard(): AsyncGenerator<string, void, undefined> {
    yield 'Hel'
    await heard
    throw new Error('The model is gone')
  }
  const { url } = await httpServer(({ response }) => {
    void toNodeResponse(toTextStreamResponse(failingOnceHeard()), response)
  })
  // There the end of the connection is the end of the body, unless the connection is reset.
  const client = ask(url, '1.0')
  let received = ''
  client.on('data', (piece: Uint8Array) => {
    received += new TextDecoder().decode(piece)
    if (received.includes('Hel')) fail()
  })
  client.resume()
  await expect(once(client, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(received).toContain('Hel')
})

test('a body that fails is no whole one over HTTP/2', async () => {
  const server = createHttp2Server((_request, response) => {
    void toNodeResponse(toTextStreamResponse(failing()), response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  const asked = client.request({ ':method': 'POST' })
  const [head] = (await once(asked, 'response')) as [Readonly<Record<string, unknown>>]
  expect(head[':status']).toBe(200)
  let received = ''
  asked.on('data', (piece: Uint8Array) => (received += new TextDecoder().decode(piece)))
  // Without an error code the stream is one that is over.
  await expect(once(asked, 'end')).rejects.toThrow('INTERNAL_ERROR')
  expect(received).toBe('Hel')
})

test('a client that leaves before all is asked is nobody’s failure', async () => {
  const server = createServer()
  const client = connect(Number(new URL(await listen(server)).port))
  client.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"mess')
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  const answered = chatRequest(request).then(() => new Response('Hi'))
  client.destroy()
  // Where nobody caught it, the process would end.
  await expect(toNodeResponse(answered, response)).resolves.toBeUndefined()
  await expect(answered).rejects.toThrow('aborted')
})

test('what fails before there is a response is thrown', async () => {
  const { url, next } = await httpServer()
  const asked = fetch(url, { method: 'POST' })
  const { response } = await next()
  const failed = Promise.reject(new Error('No route'))
  await expect(toNodeResponse(failed, response)).rejects.toThrow('No route')
  response.statusCode = 500
  response.end()
  expect((await asked).status).toBe(500)
})
