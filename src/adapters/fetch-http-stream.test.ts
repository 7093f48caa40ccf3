import { expect, test } from 'vitest'
import type { Protocol } from '../protocol.ts'
import { detect } from '../protocols/detect.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { plainText } from '../protocols/plain-text.ts'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { chatRequest } from '../testing/conversation.ts'
import { eventsOf } from '../testing/events-of.ts'
import { fetchOf, responseOf } from '../testing/fetch-of.ts'
import { httpServer } from '../testing/http-server.ts'
import { DONE, STOP_CHUNK, textChunk, textEvent } from '../testing/openai-stream.ts'
import { utf8 } from '../testing/utf8.ts'
import type { ConnectionAdapter } from './adapter.ts'
import { decodeBody } from './decode-body.ts'
import { fetchHttpStream, framingOf } from './fetch-http-stream.ts'
import { fetchServerSentEvents } from './fetch-server-sent-events.ts'
import { stream } from './stream.ts'

function answering(response: () => Response, protocol: Protocol = openaiChat): ConnectionAdapter {
  return fetchHttpStream('http://localhost/', { protocol, fetch: fetchOf(response) })
}

const CHUNKS = [textChunk('Hé'), textChunk('llo'), STOP_CHUNK]
const LINES = CHUNKS.map(chunk => `${chunk}\n`).join('')
const ARRAY = `[${CHUNKS.join(',\n')}]`
const SEQUENCE = CHUNKS.map(chunk => `\u001e${chunk}\n`).join('')
const EVENTS = textEvent('Hé') + textEvent('llo') + DONE
const SAYS_NOTHING = [undefined, 'text/plain', 'application/octet-stream', 'application/json']

const framed: readonly [string, string, readonly (string | undefined)[]][] = [
  ['NDJSON', LINES, ['application/x-ndjson', 'application/ndjson; charset=utf-8', ...SAYS_NOTHING]],
  ['NDJSON without its last newline', LINES.trimEnd(), ['application/jsonl', ...SAYS_NOTHING]],
  ['lines after blank ones', `\r\n \n${LINES}`, ['application/jsonlines', ...SAYS_NOTHING]],
  ['a JSON array', ARRAY, ['application/x-ndjson', ...SAYS_NOTHING]],
  ['a JSON sequence', SEQUENCE, ['application/json-seq', ...SAYS_NOTHING]],
  ['server-sent events', EVENTS, ['text/event-stream', ...SAYS_NOTHING]],
  ['server-sent events after a comment', `: hi\n\n${EVENTS}`, ['text/event-stream', 'text/plain']],
  ['named server-sent events', `event: x\nid: 1\n${EVENTS}`, ['text/event-stream', 'text/plain']],
  ['server-sent events after a BOM', `\ufeff${EVENTS}`, ['text/event-stream', 'text/plain']],
]

/** The text that a body's reads give, by the framing that their type and their start tell. */
function decodeText(protocol: Protocol, type = '') {
  return (reads: readonly Uint8Array[]): string => {
    const head = new Response(null, { headers: { 'content-type': type } })
    const framing = framingOf(head, { protocol })
    const { out } = decodeAll(decodeBody(framing, protocol.decode(head)), reads)
    return out
      .filter(event => event.type !== 'data')
      .map(event => (event.type === 'text-delta' ? event.delta : event.type))
      .join('')
  }
}

test.each(framed.flatMap(([name, body, types]) => types.map(type => [name, type, body] as const)))(
  'reads %s of type %s, however it is cut',
  (_name, type, body) => {
    expectAtEveryCut(utf8(body), decodeText(openaiChat, type), 'Héllofinish')
  },
)

test.each([
  ['a comment', ': keep-alive\n\n'],
  ['a comment that fills a buffer', `:${' '.repeat(300)}\n\n`],
  ['a time to retry after', 'retry: 3000\n\n'],
  ['an id', 'id: 7f0a4c1e-2b5d-4d7e-9a3f-6c8b1e0d9f42:0:runs/today\nretry: 10\n'],
  ['blank lines', '\n  \r\n'],
  ['an empty object', 'data: {}\n\n'],
  ['null', 'data: null\n\n'],
  ['an empty list', 'data: []\n\n'],
  ['an empty text', 'data: ""\n\n'],
  ['a terminator', 'data: [DONE]\n\n'],
  ['an event without data', 'event: ping\n\n'],
  ['a ping', 'event: ping\ndata: {}\n\n'],
  ['a ping of a type', 'event: ping\ndata: {"type":"ping"}\n\n'],
  ['a ping with the time', 'event: ping\ndata: 2026-01-31T12:00:00Z\n\n'],
  ['a heartbeat', 'event: heartbeat\ndata: tick\n\n'],
  ['a greeting', 'event: open\ndata: connected\n\n'],
  ['a foreign record', 'event: session\ndata: {"type":"session","id":"s"}\n\n'],
])('detects the protocol of events behind %s, however they are cut', (_what, start) => {
  for (const type of ['text/event-stream', 'text/plain', 'application/octet-stream', '']) {
    expectAtEveryCut(utf8(start + EVENTS), decodeText(detect(), type), 'Héllofinish')
  }
})

test.each([
  ['blank lines', `\n \r\n${LINES}`],
  ['null', `null\n${LINES}`],
  ['an empty object', `{}\n${LINES}`],
  ['a foreign record', `{"type":"session","id":"s"}\n${LINES}`],
  [
    'events’ fields',
    LINES.replaceAll(/^/gm, ': hi\nevent: x\ndata: ').replace(/: hi\s+.*\s+.*$/, ''),
  ],
])('detects the protocol of lines with %s, however they are cut', (_what, body) => {
  expectAtEveryCut(utf8(body), decodeText(detect(), 'application/x-ndjson'), 'Héllofinish')
})

test('events that only keep a connection open disturb no protocol', () => {
  const ping = 'event: ping\ndata: ping\n\n'
  for (const protocol of [openaiChat, plainText]) {
    const decode = decodeText(protocol, 'text/event-stream')
    expect(decode([utf8(`${ping}${textEvent('Hi')}${ping}${DONE}`)])).toBe(
      decode([utf8(textEvent('Hi') + DONE)]),
    )
  }
})

test('reads coded lines that come as server-sent events', () => {
  const lines = '0:"Hé"\n2:[{"a":1}]\n0:"llo"\nd:{"finishReason":"stop"}\n'
  for (const type of ['text/event-stream', 'text/plain', '']) {
    expectAtEveryCut(utf8(lines), decodeText(detect(), type), 'Héllofinish')
  }
})

test.each([
  ['in words', 'event: error\ndata: Too busy\n\n'],
  ['in JSON', 'event: error\ndata: {"message":"Too busy"}\n\n'],
  ['as the only record', 'data: {"error":"Too busy"}\n\n'],
  ['as lines among events', '{\n  "error": {"message": "Too busy"}\n}\n'],
])('reports the failure that an event tells %s', async (_how, body) => {
  for (const protocol of [detect(), openaiChat]) {
    const connection = answering(() => responseOf([utf8(body)], 'text/event-stream'), protocol)
    expect((await eventsOf(connection)).at(-1)).toMatchObject({
      type: 'error',
      message: 'Too busy',
    })
  }
})

test.each([
  ['prose', 'Héllo, you.'],
  ['prose after blank lines', '\n\n  Héllo.'],
  ['blank lines alone', '\n'],
  ['a list', '- one\n- two'],
  ['a link', '[Héllo](/x)'],
  ['a link of a wiki', '[[Héllo]] says'],
  ['a list of texts', '["a", "b"] has two'],
  ['a list of numbers', '[1, 2] has two'],
  ['a set of lists', '[{x}, {y}]'],
  ['a set', '{a, b} has two'],
  ['a set of texts', '{"a", "b"} has two'],
  ['an empty set', '{} has none'],
  ['a quotation', '"Hi," she said.'],
  ['the word null', 'null and void'],
  ['the word [DONE]', '[DONE] ends it.'],
  ['a time', '0:30 is the time'],
  ['a digit before a quotation', '0:"Hi," she said.\n1:"Ho."'],
  ['a digit before a reference', '1:[x] y\n2:[z]'],
  ['a letter before a set', 'd:{x}\nthen'],
  ['numbers that begin with a field', 'data: 5 apples'],
  ['a set that begins with a field', 'data: {x}'],
  ['an invitation', 'event: Dinner\nWhen: now'],
  ['an invitation of a long name', `event: ${'x'.repeat(80)}\nWhen: now`],
  ['a record of YAML', 'id: 4\nname: x'],
  ['an answer to a question', 'retry: yes\n\nIt may work.'],
  ['a smile', ':smile: Héllo\nyou'],
  ['prose that begins with a field', 'data: the numbers'],
  ['prose that begins like a field', 'data is what you asked for: "x"'],
  ['prose with JSON in it', 'I said:\n\n{"a":1}\n'],
  ['prose in brackets', '[Héllo] [1]: x'],
  ['a field’s name alone', 'data'],
  ['a bracket alone', '['],
])('reads %s as text, however it is cut', (_what, text) => {
  for (const protocol of [plainText, detect()]) {
    for (const type of ['', 'text/plain', 'text/markdown; charset=utf-8']) {
      expectAtEveryCut(utf8(text), decodeText(protocol, type), `${text}finish`)
    }
  }
})

test.each([
  ['', 'H'],
  ['\n ', 'H'],
  ['d', 'o'],
  ['data', ' '],
  ['data: ', 't'],
  ['data: {', 'x'],
  ['event', ' '],
  ['event: Dinner\n', 'W'],
  ['id: 4\n', 'n'],
  [': hi\n', 'y'],
  ['0', '5'],
  ['0:', '3'],
  ['{', 'a'],
  ['{"a"', ','],
  ['[', '1'],
  ['[ {', 'x'],
])('holds %j back, and no more of prose', (start, next) => {
  for (const protocol of [openaiChat, detect()]) {
    const framing = framingOf(new Response(null), { protocol })
    for (const byte of utf8(start)) expect(framing.push(Uint8Array.of(byte))).toEqual([])
    expect(framing.push(utf8(next))).toEqual([{ data: start + next, isText: true }])
    expect(framing.push(utf8('…'))).toEqual(['…'])
  }
})

test('reads JSON lines, and a failure written out, that come as server-sent events', async () => {
  const failure = JSON.stringify({ error: { message: 'Busy', code: 'busy' } }, null, 2)
  for (const protocol of [openaiChat, detect()]) {
    const lines = answering(() => responseOf([utf8(LINES)], 'text/event-stream'), protocol)
    expect((await eventsOf(lines)).at(-1)).toMatchObject({ type: 'finish' })
    const mixed = textEvent('Hé') + failure
    const failing = answering(() => responseOf([utf8(mixed)], 'text/event-stream'), protocol)
    expect((await eventsOf(failing)).map(event => event.type)).toEqual(['text-delta', 'error'])
  }
  expectAtEveryCut(utf8(LINES), decodeText(openaiChat, 'text/event-stream'), 'Héllofinish')
})

test('reads an array written out, as Google’s, that comes as server-sent events', () => {
  const objects = CHUNKS.map(chunk => JSON.stringify(JSON.parse(chunk), null, 2))
  for (const protocol of [openaiChat, detect()]) {
    const decode = decodeText(protocol, 'text/event-stream')
    expectAtEveryCut(utf8(`[${objects.join('\n,\r\n')}\n]\n`), decode, 'Héllofinish')
  }
})

test.each(['application/vnd.ag-ui.event+proto', 'application/vnd.amazon.eventstream'])(
  'says that %s is not supported',
  async type => {
    const open = (): Response => responseOf([new Uint8Array([0, 0, 1, 255])], type)
    const connections = [
      answering(open),
      stream(open, { protocol: openaiChat }),
      fetchServerSentEvents('http://localhost/', { protocol: openaiChat, fetch: fetchOf(open) }),
    ]
    for (const connection of connections) {
      await expect(eventsOf(connection)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(type),
      })
    }
  },
)

test('hands prose over with the read that brings it, wherever it is cut', async () => {
  const bytes = utf8('Hello, you. {"a": 1}')
  for (let at = 1; at < bytes.length; at++) {
    const reads = [bytes.subarray(0, at), bytes.subarray(at)]
    const events = answering(() => responseOf(reads, 'text/plain'), detect()).connect(chatRequest())
    const first = await events[Symbol.asyncIterator]().next()
    expect(first.value).toEqual([
      { type: 'text-delta', delta: new TextDecoder().decode(bytes.subarray(0, at)) },
    ])
  }
})

test.each<[string, string | undefined, string]>([
  ['a line that is cut off', 'application/x-ndjson', LINES.slice(0, -12)],
  ['lines without a terminator', 'application/x-ndjson', LINES.slice(0, -STOP_CHUNK.length - 1)],
  ['JSON that is cut off', 'text/plain', LINES.slice(0, -12)],
  ['an array that is cut off', undefined, ARRAY.slice(0, -20)],
  ['an event that is cut off', undefined, `${textEvent('Hé')}data: {"cho`],
])('%s throws truncated, and gives what came before', async (_what, type, body) => {
  const connection = answering(() => responseOf([utf8(body)], type))
  const events: unknown[] = []
  const read = async (): Promise<void> => {
    for await (const batch of connection.connect(chatRequest())) events.push(...batch)
  }
  await expect(read()).rejects.toMatchObject({ code: 'truncated' })
  expect(events[0]).toEqual({ type: 'text-delta', delta: 'Hé' })
})

test('refuses HTML', async () => {
  const server = await httpServer(({ response }) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>'),
  )
  const connection = fetchHttpStream(server.url, { protocol: openaiChat })
  await expect(eventsOf(connection)).rejects.toMatchObject({
    code: 'content-type',
    body: '<title>Sign in</title>',
  })
})

test('a record over the limit throws too-large, by whichever framing', async () => {
  const undecided = ['0:"01234567890123456789', `:${' '.repeat(20)}`]
  for (const body of [LINES, ARRAY, SEQUENCE, EVENTS, ...undecided]) {
    const fetch = fetchOf(() => responseOf([utf8(body)]))
    const connection = fetchHttpStream('http://localhost/', {
      protocol: openaiChat,
      fetch,
      maxRecordLength: 20,
    })
    await expect(eventsOf(connection)).rejects.toMatchObject({ code: 'too-large', limit: 20 })
  }
})

test('reads a stream of lines off a socket while it comes', async () => {
  const server = await httpServer()
  const connection = fetchHttpStream(server.url, { protocol: openaiChat })
  const events = connection.connect(chatRequest())[Symbol.asyncIterator]()
  const first = events.next()
  const { head, response } = await server.next()
  head(200, { 'content-type': 'application/x-ndjson' })
  response.write(LINES.slice(0, textChunk('Hé').length + 5))
  expect((await first).value).toEqual([{ type: 'text-delta', delta: 'Hé' }])
  response.end(LINES.slice(textChunk('Hé').length + 5))
  expect((await events.next()).value).toContainEqual({ type: 'text-delta', delta: 'llo' })
})
