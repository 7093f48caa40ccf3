import { expect, test, vi } from 'vitest'
import type { FetchOptions } from '../adapters/adapter.ts'
import { fetchServerSentEvents } from '../adapters/fetch-server-sent-events.ts'
import { stream } from '../adapters/stream.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { StreamError } from '../stream-error.ts'
import { freePort } from '../testing/free-port.ts'
import { messageRows } from '../testing/message-rows.ts'
import { httpServer, type HttpExchange } from '../testing/http-server.ts'
import { DONE, textEvent } from '../testing/openai-stream.ts'
import { createSource } from '../testing/source.ts'
import { uncaughtErrors } from '../testing/uncaught-errors.ts'
import { until } from '../testing/until.ts'
import type { Chat } from './chat.ts'
import { createChat } from './create-chat.ts'

function chatWith(url: string, options: Partial<FetchOptions> = {}): Chat {
  const connection = fetchServerSentEvents(url, {
    protocol: openaiChat,
    retry: { attempts: 0 },
    ...options,
  })
  return createChat({ connection })
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return ({ response }: HttpExchange): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))
}

function events(text: string) {
  return ({ head, response }: HttpExchange): void => {
    head()
    response.end(text)
  }
}

const ANSWER = events(textEvent('Hello') + DONE)

/** What Gemini says to one who asks too often. */
const QUOTA = {
  code: 429,
  message: 'You exceeded your quota.',
  status: 'RESOURCE_EXHAUSTED',
  details: [
    { '@type': 'type.googleapis.com/google.rpc.Help', links: [] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' },
  ],
}

interface Failure {
  readonly name: string
  readonly answer: (exchange: HttpExchange) => void
  readonly options?: Partial<FetchOptions>
  readonly error: Partial<StreamError>
  /** The messages at the end; the user’s alone where it is left out. */
  readonly messages?: readonly string[]
}

const failures: readonly Failure[] = [
  {
    name: 'a status with JSON in the shape of OpenAI',
    answer: json(404, { error: { message: 'No such model.', code: 'x' } }, { 'x-id': '7' }),
    error: {
      code: 'http',
      message: 'The server answered 404: No such model. Check the address and the request.',
      status: 404,
      headers: expect.objectContaining({ 'x-id': '7', 'content-type': 'application/json' }),
      body: { error: { message: 'No such model.', code: 'x' } },
    },
  },
  {
    name: 'a status with JSON in the shape of FastAPI',
    answer: json(401, { detail: 'Not signed in' }),
    error: {
      code: 'http',
      message: 'The server answered 401: Not signed in. Sign in, then try again.',
    },
  },
  {
    name: 'a status with a message beside the name of the failure, as of NestJS and Spring',
    answer: json(400, { statusCode: 400, error: 'Bad Request', message: ['Name is required'] }),
    error: {
      code: 'http',
      message: 'The server answered 400: Name is required. Check the address and the request.',
    },
  },
  {
    name: 'a status with an error of OAuth',
    answer: json(401, { error: 'invalid_token', error_description: 'The token has expired' }),
    error: {
      code: 'http',
      message: 'The server answered 401: The token has expired. Sign in, then try again.',
    },
  },
  {
    name: 'a status with a message of AWS',
    answer: json(403, { Message: 'Not authorized to invoke the model' }),
    error: {
      code: 'http',
      message:
        'The server answered 403: Not authorized to invoke the model. Sign in, then try again.',
    },
  },
  {
    name: 'a status with a text, as Poe and LibreChat tell it',
    answer: json(404, { text: 'There is no such bot', error_type: 'unknown_bot' }),
    error: {
      code: 'http',
      message: expect.stringContaining('The server answered 404: There is no such bot.') as string,
    },
  },
  {
    name: 'a status with a list of what is wrong and where, in the shape of FastAPI',
    answer: json(422, {
      detail: [{ loc: ['body', 'messages', 0], msg: 'Field required', type: 'missing' }],
    }),
    error: {
      code: 'http',
      status: 422,
      message:
        'The server answered 422: body.messages.0: Field required. Check the address and the request.',
    },
  },
  {
    name: 'a status with a list of what is wrong in its message, in the shape of Mistral',
    answer: json(422, {
      object: 'error',
      message: { detail: [{ loc: ['body', 'stream_options'], msg: 'Not permitted' }] },
      type: 'invalid_request_error',
    }),
    error: {
      code: 'http',
      message:
        'The server answered 422: body.stream_options: Not permitted. Check the address and the request.',
    },
  },
  {
    name: 'a status with problem+json',
    answer: json(
      400,
      { type: 'about:blank', title: 'Too long', status: 400 },
      { 'content-type': 'application/problem+json' },
    ),
    error: {
      code: 'http',
      message: 'The server answered 400: Too long. Check the address and the request.',
    },
  },
  {
    name: 'a status with Retry-After',
    answer: json(429, { error: 'Slow down' }, { 'retry-after': '7' }),
    error: {
      code: 'http',
      message: 'The server answered 429: Slow down. Try again in a moment.',
      status: 429,
      retryAfter: 7000,
    },
  },
  {
    name: 'a status with the wait in milliseconds, as OpenAI tells it, beside the one in seconds',
    answer: json(429, { error: 'Slow down' }, { 'retry-after-ms': '6789', 'retry-after': '7' }),
    error: { code: 'http', retryAfter: 6789 },
  },
  {
    name: 'a status whose wait in milliseconds is no number',
    answer: json(429, { error: 'Slow down' }, { 'retry-after-ms': '', 'retry-after': '7' }),
    error: { code: 'http', retryAfter: 7000 },
  },
  {
    name: 'a status with the wait in the body, as Gemini tells it',
    answer: json(429, { error: QUOTA }),
    error: {
      code: 'http',
      message: 'The server answered 429: You exceeded your quota. Try again in a moment.',
      retryAfter: 34_500,
    },
  },
  {
    name: 'a status with the wait in the body of a proxy, which hands on what Gemini said as text',
    answer: json(429, [{ error: { message: JSON.stringify({ error: QUOTA }, null, 2) } }]),
    error: { code: 'http', retryAfter: 34_500 },
  },
  {
    name: 'a status with all that a long message says',
    answer: json(400, { message: `${'Not this. '.repeat(99)}Nor that.` }),
    error: {
      code: 'http',
      message: `The server answered 400: ${'Not this. '.repeat(99)}Nor that. Check the address and the request.`,
    },
  },
  {
    name: 'a status with the start of what is too long to show',
    answer: json(400, { message: 'x'.repeat(1_001) }),
    error: {
      code: 'http',
      message: `The server answered 400: ${'x'.repeat(1_000)}…. Check the address and the request.`,
      body: { message: 'x'.repeat(1_001) },
    },
  },
  {
    name: 'a status with a line of text',
    answer: ({ response }) => void response.writeHead(400).end('No such model.\n'),
    error: {
      code: 'http',
      message: 'The server answered 400: No such model. Check the address and the request.',
    },
  },
  {
    name: 'a status with HTML, whose markup is kept out of the message',
    answer: ({ response }) =>
      void response
        .writeHead(500, { 'content-type': 'text/html' })
        .end('<!doctype html><h1>Oops</h1>'),
    error: {
      code: 'http',
      message: 'The server answered 500: Internal Server Error. Try again in a moment.',
      body: '<!doctype html><h1>Oops</h1>',
    },
  },
  {
    name: 'a status without a body',
    answer: ({ response }) => void response.writeHead(418, 'Teapot').end(),
    error: {
      code: 'http',
      message: 'The server answered 418: Teapot. Check the address and the request.',
      body: '',
    },
  },
  {
    name: 'a status whose body breaks off',
    answer({ response }) {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.write('{"error":', () => response.destroy())
    },
    error: { code: 'http', status: 500, body: '{"error":' },
  },
  {
    name: 'HTML where a stream was due',
    answer: ({ response }) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'),
    error: {
      code: 'content-type',
      status: 200,
      message: expect.not.stringContaining('<') as string,
      body: '<h1>Sign in</h1>',
    },
  },
  {
    name: 'a malformed record in mid-stream',
    answer: events(`${textEvent('Hel')}data: {"choices":${'x'.repeat(300)}\n\n${textEvent('lo')}`),
    error: { code: 'malformed', record: `{"choices":${'x'.repeat(189)}…` },
    messages: ['user complete: Hi', 'assistant error: Hel'],
  },
  {
    name: 'an error that the stream tells',
    answer: events(
      `${textEvent('Hel')}data: {"error":{"message":"Overloaded","code":529}}\n\n${textEvent('lo')}${DONE}`,
    ),
    error: {
      code: 'server',
      message: 'Overloaded',
      serverCode: '529',
      data: { error: { message: 'Overloaded', code: 529 } },
    },
    messages: ['user complete: Hi', 'assistant error: Hel'],
  },
  {
    name: 'a stream without its terminator',
    answer: events(textEvent('Hel')),
    error: { code: 'truncated' },
    messages: ['user complete: Hi', 'assistant error: Hel'],
  },
  {
    name: 'a stream cut inside an event',
    answer: events(`${textEvent('Hel')}data: {"choices":[{"delta":{"con`),
    error: { code: 'truncated', record: '{"choices":[{"delta":{"con' },
    messages: ['user complete: Hi', 'assistant error: Hel'],
  },
  {
    name: 'an empty stream',
    answer: events(''),
    error: { code: 'truncated' },
  },
  {
    name: 'a record over the limit',
    answer: events(textEvent('Hel') + textEvent('x'.repeat(100))),
    options: { maxRecordLength: 100 },
    error: { code: 'too-large', limit: 100 },
    messages: ['user complete: Hi', 'assistant error: Hel'],
  },
]

for (const { name, answer, options, error, messages = ['user complete: Hi'] } of failures) {
  test(`${name} is told once, and the chat can be used again`, async () => {
    const answers = [answer, ANSWER]
    const server = await httpServer(exchange => answers.shift()?.(exchange))
    const told = vi.fn<(error: StreamError) => void>()
    const connection = fetchServerSentEvents(server.url, {
      protocol: openaiChat,
      retry: { attempts: 0 },
      ...options,
    })
    const chat = createChat({ connection, onError: told })
    await chat.sendMessage('Hi')

    expect(chat.$error.get()).toBeInstanceOf(StreamError)
    expect(chat.$error.get()).toMatchObject(error)
    expect(told.mock.calls).toEqual([[chat.$error.get()]])
    expect(chat.$status.get()).toBe('error')
    expect(chat.$isLoading.get()).toBe(false)
    expect(messageRows(chat)).toEqual(messages)

    const next = chat.sendMessage('Again')
    expect(chat.$error.get()).toBeUndefined()
    expect(chat.$status.get()).toBe('submitted')
    await next
    expect(chat.$status.get()).toBe('ready')
    expect(messageRows(chat)).toEqual([
      ...messages,
      'user complete: Again',
      'assistant complete: Hello',
    ])
    expect(told).toHaveBeenCalledOnce()
  })
}

test('a message that failed carries its error, and its parts are closed', async () => {
  const server = await httpServer(events(textEvent('Hel')))
  const chat = chatWith(server.url)
  await chat.sendMessage('Hi')
  const { code, message } = chat.$error.get()!
  expect(chat.$messages.get()[1]).toMatchObject({
    status: 'error',
    error: { code, message },
    parts: [{ type: 'text', text: 'Hel', state: 'done' }],
  })
})

test('a connection that is cut in mid-stream keeps what had come', async () => {
  const server = await httpServer()
  const chat = chatWith(server.url)
  const sent = chat.sendMessage('Hi')
  const { head, response } = await server.next()
  head()
  response.write(textEvent('Hel'))
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hel')
  response.destroy()
  await sent
  expect(chat.$error.get()).toMatchObject({ code: 'network', cause: expect.any(Error) as Error })
  expect(chat.$status.get()).toBe('error')
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant error: Hel'])
})

test('a connection that is refused is a network error', async () => {
  const chat = chatWith(`http://127.0.0.1:${await freePort()}/`)
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({ code: 'network', cause: expect.any(Error) as Error })
  expect(messageRows(chat)).toEqual(['user complete: Hi'])
})

test('a connection that is closed before the head is a network error', async () => {
  const server = await httpServer(({ response }) => response.destroy())
  const chat = chatWith(server.url)
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({ code: 'network' })
})

test('an error body without end is read up to its limit, and its connection closed', async () => {
  const server = await httpServer(({ head, response }) => {
    head(500, { 'content-type': 'text/plain' })
    const write = (): void => {
      while (response.write('x'.repeat(1000))) continue
    }
    response.on('drain', write)
    write()
  })
  const chat = chatWith(server.url)
  const sent = chat.sendMessage('Hi')
  const { closed } = await server.next()
  await sent
  expect(chat.$error.get()).toMatchObject({ code: 'http', body: 'x'.repeat(10_000) })
  await closed
})

test('a malformed record is told although the server keeps the connection open', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.write(`${textEvent('Hel')}data: {oops}\n\n`)
  })
  const chat = chatWith(server.url)
  const sent = chat.sendMessage('Hi')
  const { closed } = await server.next()
  await sent
  expect(chat.$error.get()).toMatchObject({ code: 'malformed', record: '{oops}' })
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant error: Hel'])
  await closed
})

test('what a source of one’s own throws is a server error with its cause', async () => {
  const cause = new Error('Out of memory')
  const chat = createChat({
    connection: stream(async function* () {
      yield 'Hel'
      throw cause
    }),
  })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({ code: 'server', message: 'Out of memory', cause })
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant error: Hel'])
})

test('what the header function throws is reported, and the request neither made nor tried again', async () => {
  const server = await httpServer(ANSWER)
  const cause = new Error('No token')
  const headers = vi.fn<() => HeadersInit>(() => {
    throw cause
  })
  const chat = chatWith(server.url, { headers, retry: { attempts: 2 } })
  await chat.sendMessage('Hi')
  expect(chat.$error.get()).toMatchObject({ code: 'server', message: 'No token', cause })
  expect(headers).toHaveBeenCalledOnce()
  expect(server.requests).toEqual([])
})

test.each(['onResponse', 'onChunk', 'onFinish'] as const)(
  'what %s throws is uncaught, and neither ends the answer nor sends it again',
  async callback => {
    const uncaught = uncaughtErrors()
    const bug = new Error('A bug of the page')
    const server = await httpServer(ANSWER)
    const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
    const chat = createChat({
      connection,
      [callback]: vi.fn<() => void>().mockImplementationOnce(() => {
        throw bug
      }),
    })
    await chat.sendMessage('Hi')
    expect(uncaught).toEqual([bug])
    expect(server.requests).toHaveLength(1)
    expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
    expect(chat.$status.get()).toBe('ready')
  },
)

test('what onError throws is uncaught, and leaves the error as it is', async () => {
  const uncaught = uncaughtErrors()
  const bug = new Error('A bug of the page')
  const { connection, next } = createSource()
  const chat = createChat({
    connection,
    onError() {
      throw bug
    },
  })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.fail(new StreamError('network', 'Gone.'))
  await sent
  expect(uncaught).toEqual([bug])
  expect(chat.$error.get()?.code).toBe('network')
})

test('what onToolCall and onStop throw is uncaught, and neither ends the answer nor keeps it going', async () => {
  const uncaught = uncaughtErrors()
  const bugs = [new Error('A bug in onToolCall'), new Error('A bug in onStop')]
  const { connection, next } = createSource()
  const chat = createChat({
    connection,
    flush: 'sync',
    onToolCall() {
      throw bugs[0]
    },
    onStop() {
      throw bugs[1]
    },
  })
  const sent = chat.sendMessage('Hi')
  const answer = await next()
  answer.push({ type: 'tool-call', toolCallId: 'c1', toolName: 'tool', input: {} })
  answer.push({ type: 'text-delta', delta: 'Hello' })
  await until(chat.$messages, messages => messages.at(-1)?.content === 'Hello')
  expect(() => chat.stop()).not.toThrow()
  await sent
  expect(uncaught).toEqual(bugs)
  expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant stopped: Hello'])
})

test.each(['$messages', '$status', '$progress'] as const)(
  'what a listener of %s throws is uncaught, and neither ends the answer nor sends it again',
  async name => {
    const uncaught = uncaughtErrors()
    const bug = new Error('A bug of the page')
    const server = await httpServer(ANSWER)
    const connection = fetchServerSentEvents(server.url, { protocol: openaiChat })
    const chat = createChat({ connection })
    chat[name].listen(() => {
      throw bug
    })
    await chat.sendMessage('Hi')
    expect(uncaught).toContain(bug)
    expect(server.requests).toHaveLength(1)
    expect(messageRows(chat)).toEqual(['user complete: Hi', 'assistant complete: Hello'])
    expect(chat.$status.get()).toBe('ready')
    expect(chat.$isLoading.get()).toBe(false)
  },
)
