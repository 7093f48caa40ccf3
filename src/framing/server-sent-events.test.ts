import { expect, test } from 'vitest'
import { decodeAll } from '../testing/decode-all.ts'
import { expectAtEveryCut } from '../testing/expect-at-every-cut.ts'
import { utf8 } from '../testing/utf8.ts'
import {
  serverSentEvents,
  type ServerSentEvent,
  type ServerSentEventsOptions,
} from './server-sent-events.ts'

interface Case {
  readonly name: string
  readonly text: string
  readonly options?: ServerSentEventsOptions
  readonly events: readonly ServerSentEvent[]
  /** The id at the end; that of the last event where it is left out. */
  readonly lastEventId?: string
  readonly retry?: number
  readonly error?: string
}

const event = (data: string, id = '', name = 'message'): ServerSentEvent => ({
  event: name,
  data,
  id,
})

const cases: readonly Case[] = [
  {
    name: 'ignores JSON among the lines',
    text: '{"a":1}\ndata: b\n{\n"c": 2\n}\n\n',
    events: [event('b')],
  },
  {
    name: 'takes JSON among the lines where it is asked to',
    text: '{"a":1}\ndata: b\n\n{"c":"}"}\r\n\r\n: {\n{\n  "d": {\n    "e": []\n  }\n}\ndata: {\ndata: }\n\n',
    options: { bareJson: true },
    events: [
      event('{"a":1}'),
      event('b'),
      event('{"c":"}"}'),
      event('{\n  "d": {\n    "e": []\n  }\n}'),
      event('{\n}'),
    ],
  },
  {
    name: 'takes the objects of an array among the lines where it is asked to',
    text: '[{\n  "a": [\n    1\n  ]\n}\n,\r\n{\n  "b": 2\n}\n]\n2:[{}]\n[{"c":3}]\ndata: d\n\n',
    options: { bareJson: true },
    events: ['{\n  "a": [\n    1\n  ]\n}', '{\n  "b": 2\n}', '2:[{}]', 'd'].map(data =>
      event(data),
    ),
  },
  {
    name: 'ignores a field of failure',
    text: 'error: {"code":500}\n\ndata: b\n\n',
    events: [event('b')],
  },
  {
    name: 'takes an object in a field of failure where it is asked to',
    text: 'error: {"code":500}\n\nerror: none\n\ndata: b\n\n',
    options: { bareJson: true },
    events: [event('{"error":{"code":500}}'), event('b')],
  },
  {
    name: 'discards JSON that the end cuts off',
    text: '{"a":1',
    options: { bareJson: true },
    events: [],
  },
  {
    name: 'hands over JSON that the end cuts off where it is asked to',
    text: '{\n"a":1',
    options: { bareJson: true, unfinished: true },
    events: [event('{\n"a":1')],
  },
  {
    name: 'limits the length of JSON among the lines',
    text: '{\n"a":\n"bcd",\n',
    options: { bareJson: true, maxRecordLength: 8 },
    events: [],
    error: 'too-large',
  },
  { name: 'gives no event for nothing', text: '', events: [] },
  { name: 'gives no event for empty lines', text: '\n\r\n\r\r\n', events: [] },
  {
    name: 'ends an event at an empty line',
    text: 'data: a\n\ndata: b\r\rdata: c\r\n\r\n',
    events: [event('a'), event('b'), event('c')],
  },
  {
    name: 'reads line ends that are mixed within an event',
    text: 'data: a\r\ndata: b\rdata: c\n\rdata: d\r\n\n',
    events: [event('a\nb\nc'), event('d')],
  },
  {
    name: 'drops one leading space of a value',
    text: 'data:a\n\ndata: a\n\ndata:  a\n\ndata:\ta\n\ndata: \n\n',
    events: ['a', 'a', ' a', '\ta', ''].map(data => event(data)),
  },
  { name: 'keeps all after the first colon', text: 'data::a: b:\n\n', events: [event(':a: b:')] },
  {
    name: 'joins data lines by LF',
    text: 'data: a\ndata\ndata: b\ndata:\n\n',
    events: [event('a\n\nb\n')],
  },
  {
    name: 'gives an event for empty data',
    text: 'data\n\ndata:\n\ndata\ndata\n\n',
    events: [event(''), event(''), event('\n')],
  },
  {
    name: 'gives no event without data',
    text: 'event: x\n\n: ping\n\nid: 1\n\nretry: 1\n\n',
    events: [],
    lastEventId: '1',
    retry: 1,
  },
  {
    name: 'names an event, and only that one',
    text: 'event: x\ndata: a\n\ndata: b\n\n',
    events: [event('a', '', 'x'), event('b')],
  },
  {
    name: 'forgets the name of an event without data',
    text: 'event: x\n\ndata: a\n\n',
    events: [event('a')],
  },
  {
    name: 'takes the last name given',
    text: 'event: x\nevent: y\ndata: a\n\nevent: x\nevent\ndata: b\n\n',
    events: [event('a', '', 'y'), event('b')],
  },
  {
    name: 'keeps an id for the events after it',
    text: 'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n',
    events: [event('a', '1'), event('b', '1'), event('c', '2')],
  },
  {
    name: 'resets the id at an empty one',
    text: 'id: 1\ndata: a\n\nid:\ndata: b\n\nid: 2\n\nid\ndata: c\n\n',
    events: [event('a', '1'), event('b'), event('c')],
  },
  {
    name: 'ignores an id with NUL',
    text: 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n',
    events: [event('a', '1'), event('b', '1')],
  },
  {
    name: 'resumes after no event that is unfinished',
    text: 'id: 1\ndata: a\n\nid: 2\ndata: b\n',
    events: [event('a', '1')],
    lastEventId: '1',
  },
  {
    name: 'resumes after an event without data',
    text: 'id: 1\ndata: a\n\nid: 2\n\n',
    events: [event('a', '1')],
    lastEventId: '2',
  },
  {
    name: 'takes a retry of digits alone',
    text: 'retry: 10\nretry: -1\nretry: 1.5\nretry: 1e3\nretry:  7\nretry: 8 \nretry:\nretry\nretry: ٣\n',
    events: [],
    retry: 10,
  },
  {
    name: 'takes a retry before the event ends',
    text: 'retry: 10\nretry:0020\n',
    events: [],
    retry: 20,
  },
  {
    name: 'ignores a retry line that the end cuts off',
    text: 'retry: 10\nretry: 2',
    events: [],
    retry: 10,
  },
  {
    name: 'ignores other fields, and names in another case',
    text: 'Data: a\nDATA: a\ndata : a\n data: a\ndatum: a\nfoo\n\ndata: b\n\n',
    events: [event('b')],
  },
  {
    name: 'ignores comments',
    text: ':\n: data: a\n:data: b\ndata: c\n: d\n\n',
    events: [event('c')],
  },
  {
    name: 'drops one byte order mark at the start',
    text: '\uFEFFdata: a\n\n',
    events: [event('a')],
  },
  {
    name: 'keeps a byte order mark elsewhere',
    text: 'data: \uFEFFa\uFEFF\n\n\uFEFFdata: b\n\n',
    events: [event('\uFEFFa\uFEFF')],
  },
  {
    name: 'keeps multi-byte characters and other separators',
    text: 'event: é\nid: €\ndata: 😀\u2028\u0085\n\n',
    events: [event('😀\u2028\u0085', '€', 'é')],
  },
  {
    name: 'leaves no name of an object special',
    text: 'event: __proto__\ndata: a\n\n__proto__: b\nconstructor\n\n',
    events: [event('a', '', '__proto__')],
  },
  {
    name: 'discards an event without its empty line',
    text: 'data: a\n\ndata: b\n',
    events: [event('a')],
  },
  {
    name: 'discards an event whose last line is unfinished',
    text: 'data: a\n\ndata: b',
    events: [event('a')],
  },
  {
    name: 'hands over an event without its empty line if told to',
    text: 'data: a\n\nevent: x\nid: 1\ndata: b\n',
    options: { unfinished: true },
    events: [event('a'), event('b', '1', 'x')],
  },
  {
    name: 'hands over an event whose last line is unfinished if told to',
    text: 'data: a\ndata: b',
    options: { unfinished: true },
    events: [event('a\nb')],
  },
  {
    name: 'hands over no unfinished event without data',
    text: 'data: a\n\nid: 1\nretry: 5',
    options: { unfinished: true },
    events: [event('a')],
    lastEventId: '1',
    retry: 5,
  },
  {
    name: 'hands over no event twice',
    text: 'data: a\n\n',
    options: { unfinished: true },
    events: [event('a')],
  },
  {
    name: 'takes lines and data as long as the limit',
    text: 'data:abcd\n\ndata:abc\ndata:defgh\n\n',
    options: { maxRecordLength: 10 },
    events: [event('abcd'), event('abc\ndefgh')],
  },
  {
    name: 'refuses a longer line after the events before it',
    text: 'data:a\n\ndata:abcdef\n\ndata:b\n\n',
    options: { maxRecordLength: 10 },
    events: [event('a')],
    error: 'too-large',
  },
  {
    name: 'refuses longer data of many lines',
    text: 'id:1\ndata:a\n\ndata:a\ndata:b\ndata:c\ndata:d\n\n',
    options: { maxRecordLength: 6 },
    events: [event('a', '1')],
    error: 'too-large',
  },
  {
    name: 'refuses a longer comment',
    text: 'data:a\n\n:abcdefghij\n',
    options: { maxRecordLength: 10 },
    events: [event('a')],
    error: 'too-large',
  },
]

const long = 'x'.repeat(2048)

// The cases of eventsource/format-* and event-data of https://github.com/web-platform-tests/wpt,
// with the line ends that their server adds.
const published: readonly Case[] = [
  {
    name: 'event-data',
    text: 'data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n',
    events: [event('msg\nmsg'), event(''), event('end')],
  },
  {
    name: 'format-bom',
    text: '\uFEFFdata:1\n\n\uFEFFdata:2\n\ndata:3\n\n\n',
    events: [event('1'), event('3')],
  },
  {
    name: 'format-bom-2',
    text: '\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n\n',
    events: [event('2'), event('3')],
  },
  {
    name: 'format-comments',
    text: `data:1\r:\0\n:\r\ndata:2\n:${long}\rdata:3\n:data:fail\r:${long}\ndata:4\n\n`,
    events: [event('1\n2\n3\n4')],
  },
  {
    name: 'format-data-before-final-empty-line',
    text: 'retry:1000\ndata:test1\n\nid:test\ndata:test2\n',
    events: [event('test1')],
    retry: 1000,
  },
  {
    name: 'format-field-data',
    text: 'data:\n\ndata\ndata\n\ndata:test\n\n\n',
    events: [event(''), event('\n'), event('test')],
  },
  {
    name: 'format-field-event',
    text: 'event:test\ndata:x\n\ndata:x\n\n\n',
    events: [event('x', '', 'test'), event('x')],
  },
  { name: 'format-field-event-empty', text: 'event: \ndata:data\n\n\n', events: [event('data')] },
  {
    name: 'format-field-id',
    text: 'id: …\nretry: 200\ndata: hello\n\n',
    events: [event('hello', '…')],
    retry: 200,
  },
  {
    name: 'format-field-id (resumed)',
    text: 'data: …\n\n',
    options: { lastEventId: '…' },
    events: [event('…', '…')],
  },
  {
    name: 'format-field-id-3 (persists)',
    text: 'id: 1\ndata: 1\n\ndata: 2\n\nid: 2\ndata:3\n\ndata:4\n\n',
    events: [event('1', '1'), event('2', '1'), event('3', '2'), event('4', '2')],
  },
  {
    name: 'format-field-id-3 (resets)',
    text: 'id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n',
    events: [event('1', '1'), event('2'), event('3')],
  },
  {
    name: 'format-field-id-3 (resets without colon)',
    text: 'id: 1\ndata: 1\n\nid\ndata:2\n\ndata:3\n\n',
    events: [event('1', '1'), event('2'), event('3')],
  },
  ...['\0\0', 'x\0', '\0x', 'x\0x', ' \0'].map(id => ({
    name: `format-field-id-null (${JSON.stringify(id)})`,
    text: `id: ${id}\nretry: 200\ndata: hello\n\n`,
    events: [event('hello')],
    retry: 200,
  })),
  {
    name: 'format-field-parsing',
    text: 'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
    events: [event('\0\n 2\n1\n3\n\n4')],
  },
  {
    name: 'format-field-retry',
    text: 'retry:03000\ndata:x\n\n\n',
    events: [event('x')],
    retry: 3000,
  },
  {
    name: 'format-field-retry-bogus',
    text: 'retry:3000\nretry:1000x\ndata:x\n\n\n',
    events: [event('x')],
    retry: 3000,
  },
  { name: 'format-field-retry-empty', text: 'retry\ndata:test\n\n\n', events: [event('test')] },
  {
    name: 'format-field-unknown',
    text: 'data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n\n',
    events: [event('test\n\ntest')],
  },
  {
    name: 'format-leading-space',
    text: 'data:\ttest\rdata: \ndata:test\n\n\n',
    events: [event('\ttest\n\ntest')],
  },
  {
    name: 'format-newlines',
    text: 'data:test\r\ndata\ndata:test\r\n\r\n',
    events: [event('test\n\ntest')],
  },
  { name: 'format-null-character', text: 'data:\0\n\n\n\n\n', events: [event('\0')] },
  { name: 'format-utf-8', text: 'data:ok…\n\n\n', events: [event('ok…')] },
]

function expectCase({ text, events, lastEventId, retry, error, options }: Case): void {
  const decode = (reads: readonly Uint8Array[]): unknown => {
    const decoder = serverSentEvents(options)
    const decoded = decodeAll(decoder, reads)
    return { ...decoded, lastEventId: decoder.lastEventId, retry: decoder.retry }
  }
  expectAtEveryCut(utf8(text), decode, {
    out: events,
    error,
    lastEventId: lastEventId ?? events.at(-1)?.id ?? '',
    retry,
  })
}

test.each(cases)('$name', expectCase)

test.each(published)('agrees with the published case $name', expectCase)

test('replaces a character that the end of a line or of the stream cuts off', () => {
  const bytes = Uint8Array.of(...utf8('data: a'), 0xe2, 0x82, ...utf8('\n\ndata: b'), 0xf0, 0x9f)
  const decode = (reads: readonly Uint8Array[]): unknown =>
    decodeAll(serverSentEvents({ unfinished: true }), reads).out
  expectAtEveryCut(bytes, decode, [event('a\uFFFD'), event('b\uFFFD')])
})

test('hands over an event with the read that ends its empty line', () => {
  const decoder = serverSentEvents()
  expect(decoder.push(utf8('retry: 5\rid: 1\rdata: a\r'))).toEqual([])
  expect([decoder.lastEventId, decoder.retry]).toEqual(['', 5])
  expect(decoder.push(utf8('\r'))).toEqual([event('a', '1')])
  expect(decoder.lastEventId).toBe('1')
  expect(decoder.push(utf8('\ndata: b\n\n'))).toEqual([event('b', '1')])
})
