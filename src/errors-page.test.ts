import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test, vi } from 'vitest'
import type { ConnectionAdapter, FetchOptions } from './adapters/adapter.ts'
import { createCursor } from './adapters/cursor.ts'
import { repeatWait } from './adapters/repeat-wait.ts'
import { watchTime, type Timeout } from './adapters/timeouts.ts'
import { createChat, fetchHttpStream as fetchNamed, stream as streamNamed } from './core.ts'
import {
  attachFiles,
  fetchHttpStream,
  fetchServerSentEvents,
  stream,
  type AttachFilesOptions,
  type DetectedFetchOptions,
  type FileSource,
  type StreamError,
} from './index.ts'
import { openaiChat } from './protocols/openai-chat.ts'
import { fetchOf, responseOf } from './testing/fetch-of.ts'
import { textEvent } from './testing/openai-stream.ts'
import { tableUnder } from './testing/table-under.ts'
import { utf8 } from './testing/utf8.ts'

const page = readFileSync('docs/errors.md', 'utf8')

function rowsUnder(heading: string): readonly (readonly string[])[] {
  return tableUnder(page, heading).slice(1)
}

function answered(response: () => Response, more: DetectedFetchOptions = {}): ConnectionAdapter {
  return fetchServerSentEvents('/', { fetch: fetchOf(response), retry: { attempts: 0 }, ...more })
}

function said(text: string, more?: DetectedFetchOptions): ConnectionAdapter {
  return answered(() => responseOf([utf8(text)], 'text/event-stream'), more)
}

function refused(status: number, body: string, init: ResponseInit = {}): ConnectionAdapter {
  return answered(() => new Response(body, { status, ...init }))
}

async function failureOf(connection: ConnectionAdapter, maxParts?: number): Promise<StreamError> {
  const chat = createChat({ connection, ...(maxParts && { maxParts }) })
  await chat.sendMessage('Hi')
  return chat.$error.get()!
}

function timeout(which: Timeout, limit: number): StreamError {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const expire = vi.fn<(error: StreamError) => void>()
  watchTime({ [which]: limit }, expire).start(which)
  vi.advanceTimersByTime(limit)
  vi.useRealTimers()
  return expire.mock.lastCall![0]
}

/** One failure for each message that there is, in the order of the page. */
async function everyFailure(): Promise<readonly StreamError[]> {
  const protobuf = { 'content-type': 'application/vnd.ag-ui.event+proto' }
  const unreached = fetchServerSentEvents('/', {
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
    retry: { attempts: 0 },
  })
  const photo = new File(['a picture of a bird'], 'bird.png', { type: 'image/png' })
  return [
    await failureOf(unreached),
    await failureOf(refused(401, '{"error":{"message":"No key"}}')),
    await failureOf(refused(429, '{"detail":"Too fast"}', { headers: { 'retry-after': '30' } })),
    await failureOf(refused(503, '<h1>Oh</h1>', { statusText: 'Service Unavailable' })),
    await failureOf(refused(404, '', { statusText: 'Not Found' })),
    await failureOf(answered(() => responseOf([utf8('<form>')], 'text/html'))),
    await failureOf(said('data: {"choices":\n\n', { protocol: openaiChat })),
    await failureOf(said(`${textEvent('Hel')}data: {"choi`)),
    timeout('connect', 30_000),
    timeout('idle', 60_000),
    timeout('stall', 60_000),
    timeout('total', 300_000),
    await failureOf(said(textEvent('Hello'), { maxRecordLength: 20 })),
    await failureOf(said(textEvent('Hello'), { maxBytes: 20 })),
    await failureOf(
      stream(async function* () {
        yield { type: 'data', name: 'a', data: 1 }
        yield { type: 'data', name: 'b', data: 2 }
      }),
      1,
    ),
    await unsent(photo, { maxBytes: 10 }),
    await unsent(photo, { maxDataUrlBytes: 10 }),
    await failureOf(said('data: {"error":{"message":"The model is overloaded","code":503}}\n\n')),
    await failureOf(said('data: {"error":{"code":503}}\n\n', { protocol: openaiChat })),
    await failureOf(
      stream(() => {
        throw new Error('No model is loaded')
      }),
    ),
    await unsent(photo, { upload: () => Promise.reject(new Error('No space is left')) }),
    await failureOf(
      fetchHttpStream('/', { fetch: fetchOf(() => new Response('', { headers: protobuf })) }),
    ),
    await failureOf(said('data: {"kind":"hello"}\n\n')),
    await failureOf(streamNamed(() => new Response('Hello'))),
    await unsent('https://example.org/a.png'),
    await unsent(photo, { accept: 'audio/*,.pdf' }),
    await unsent('blob:https://example.org/a', {}),
    // As JavaScript may, which no type holds back.
    await failureOf(fetchNamed('/', {} as FetchOptions)),
    await resumed(fetchNamed('/', { protocol: openaiChat })),
  ]
}

async function unsent(files: FileSource, options?: AttachFilesOptions): Promise<StreamError> {
  const chat = createChat({
    connection: fetchHttpStream('/'),
    ...(options && { files: attachFiles(options) }),
  })
  await chat.sendMessage({ files })
  return chat.$error.get()!
}

async function resumed(connection: ConnectionAdapter): Promise<StreamError> {
  const chat = createChat({ connection, messages: [{ role: 'user', content: 'Hi' }] })
  await chat.resume()
  return chat.$error.get()!
}

/** The names of the type `StreamErrorCode`, in its order. */
function everyCode(): readonly string[] {
  const source = ts.createSourceFile(
    'stream-error.ts',
    readFileSync('src/stream-error.ts', 'utf8'),
    ts.ScriptTarget.ESNext,
  )
  const alias = source.statements.find(
    statement => ts.isTypeAliasDeclaration(statement) && statement.name.text === 'StreamErrorCode',
  ) as ts.TypeAliasDeclaration
  return (alias.type as ts.UnionTypeNode).types.map(
    type => ((type as ts.LiteralTypeNode).literal as ts.StringLiteral).text,
  )
}

test('every code has a row in each table about codes', () => {
  const codes = everyCode().map(code => `\`${code}\``)
  expect(codes.length).toBeGreaterThan(8)
  expect(rowsUnder('What can fail').map(([code]) => code)).toEqual(codes)
  expect(rowsUnder('What to show').map(([code]) => code)).toEqual(codes)
})

test('every message is told as it is', async () => {
  const failures = await everyFailure()
  expect(rowsUnder('Every message')).toEqual(
    failures.map(({ code, message }) => [`\`${code}\``, message]),
  )
})

test('no sentence of an error in the sources is missing', () => {
  const messages = rowsUnder('Every message').map(([, message = '']) => message)
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(name => /(?<!\.test)\.ts$/.test(name) && !/^(testing|mock)\b/.test(name))
    .map(name => readFileSync(`src/${name}`, 'utf8'))
    .filter(code => code.includes('new StreamError('))
  // A sentence begins with a capital, ends with a full stop, and may have holes.
  const sentences = files.flatMap(code => [...code.matchAll(/(['`])([A-Z][^'`\n]*\.)\1/g)])
  expect(sentences.length).toBeGreaterThan(9)
  for (const [, , sentence = ''] of sentences) {
    const parts = sentence.split(/\$\{.*?\}/).filter(part => part.trim().length > 2)
    const isTold = messages.some(message => parts.every(part => message.includes(part)))
    expect(isTold, sentence).toBe(true)
  }
})

test('what is on an error, and what is asked again and taken up, is told as it is', async () => {
  const failures = await everyFailure()
  const cursor = createCursor()
  cursor.open(openaiChat, new Response()).push({ data: '{}', id: '1' })
  const options = { protocol: openaiChat, resume: true }
  const share = (own: readonly StreamError[], isDone: (error: StreamError) => boolean): string => {
    const done = own.filter(isDone).length
    return done === 0 ? '–' : done === own.length ? 'yes' : 'some'
  }
  for (const [code, , properties = '', again, up] of rowsUnder('What can fail')) {
    const own = failures.filter(failure => `\`${failure.code}\`` === code)
    const known = own.flatMap(failure =>
      Object.entries(failure).flatMap(([name, value]) =>
        value === undefined || name === 'code' || name === 'name' ? [] : [`\`${name}\``],
      ),
    )
    expect(new Set(properties.split(', ')), code).toEqual(new Set(known))
    expect(
      share(own, error => repeatWait(error, 1, options, false) !== undefined),
      code,
    ).toBe(again)
    expect(
      share(own, error => repeatWait(error, 1, options, cursor) !== undefined),
      code,
    ).toBe(up)
  }
})
