import type { EventsRead, Framing } from './peer.ts'

/**
 * An answer, written in some way: every record of it has to arrive, wherever the bytes are cut. Read
 * by parsers and by clients alike.
 */
export interface WrittenCase {
  readonly title: string
  readonly framing: Framing
  write(records: readonly string[]): string
}

/** A stream of which parsers have to make exactly this. */
export interface EventsCase {
  readonly title: string
  readonly stream: string | Uint8Array
  readonly expected: Partial<EventsRead>
  /** Why nanowire does not hold it, where it does not. */
  readonly ours?: string
}

const eventsIn =
  (end: string) =>
  (records: readonly string[]): string =>
    records.map(data => `data: ${data}${end}${end}`).join('')

const MIXED = ['\n\n', '\r\n\r\n', '\r\r', '\r\n\n', '\n\r\n']

/** The written cases of event streams, by the rules of the standard. */
export const eventCases: readonly WrittenCase[] = [
  { title: 'lines that end in LF', framing: 'events', write: eventsIn('\n') },
  { title: 'lines that end in CRLF', framing: 'events', write: eventsIn('\r\n') },
  { title: 'lines that end in CR', framing: 'events', write: eventsIn('\r') },
  {
    title: 'lines that end in each of them by turns',
    framing: 'events',
    write: records => records.map((data, at) => `data: ${data}${MIXED[at % 5]}`).join(''),
  },
  {
    title: 'a byte order mark first',
    framing: 'events',
    write: records => `\uFEFF${eventsIn('\n')(records)}`,
  },
  {
    title: 'no space after the colon',
    framing: 'events',
    write: records => records.map(data => `data:${data}\n\n`).join(''),
  },
  {
    title: 'JSON over several `data` lines',
    framing: 'events',
    write: records => records.map(data => `${dataLines(data, ',\n')}\n`).join(''),
  },
  {
    title: 'JSON with an empty `data` line in it',
    framing: 'events',
    write: records => records.map(data => `${dataLines(data, ',\n\n')}\n`).join(''),
  },
  {
    title: 'JSON over several `data` lines that end in CRLF',
    framing: 'events',
    write: records =>
      records.map(data => `${dataLines(data, ',\n')}\n`.replaceAll('\n', '\r\n')).join(''),
  },
  {
    title: 'keep-alive comments between the events',
    framing: 'events',
    write: records =>
      `: connected\n\n${records.map(data => `data: ${data}\n\n: keep-alive\n\n`).join('')}`,
  },
  {
    title: 'a comment inside every event',
    framing: 'events',
    write: records => records.map(data => `:\n: ping\ndata: ${data}\n:\n\n`).join(''),
  },
  {
    title: '`id` and `retry` with every event',
    framing: 'events',
    write: records =>
      records.map((data, at) => `id: ${at}\nretry: 3000\ndata: ${data}\n\n`).join(''),
  },
  {
    title: 'blocks of an `id` alone',
    framing: 'events',
    write: records => records.map((data, at) => `id: ${at}\n\ndata: ${data}\n\n`).join(''),
  },
  {
    title: 'blocks of an `event` alone',
    framing: 'events',
    write: records => records.map(data => `event: ping\n\ndata: ${data}\n\n`).join(''),
  },
  {
    title: 'blocks of empty lines alone',
    framing: 'events',
    write: records => `\n\n\n${records.map(data => `data: ${data}\n\n\n\n`).join('')}`,
  },
  {
    title: 'fields that the standard does not know, or not in this spelling',
    framing: 'events',
    write: records =>
      records
        .map(data => `Data: {}\n data: {}\ndatum\nfoo: {}\ndata : {}\ndata: ${data}\n\n`)
        .join(''),
  },
]

/** Answers as NDJSON. */
export const lineCases: readonly WrittenCase[] = [
  { title: 'lines that end in LF', framing: 'lines', write: linesIn('\n') },
  { title: 'lines that end in CRLF', framing: 'lines', write: linesIn('\r\n') },
  {
    title: 'no line end behind the last line',
    framing: 'lines',
    write: records => linesIn('\n')(records).trimEnd(),
  },
  {
    title: 'empty lines between',
    framing: 'lines',
    write: records => records.map(line => `\n${line}\n\n`).join(''),
  },
  {
    title: 'a byte order mark first',
    framing: 'lines',
    write: records => `\uFEFF${linesIn('\n')(records)}`,
  },
]

/** Answers as plain text. */
export const textCases: readonly WrittenCase[] = [
  {
    title: 'characters of two, three and four bytes',
    framing: 'text',
    write: pieces => pieces.join(''),
  },
]

/** What of an event stream only a parser can show. */
export const parserCases: readonly EventsCase[] = [
  {
    title: 'of several spaces after the colon, one is removed',
    stream: 'data:  there\n\ndata:a\n\n',
    expected: { events: messages(' there', 'a') },
  },
  {
    title: 'a `data` line without a colon is empty',
    stream: 'data\n\ndata\ndata\n\n',
    expected: { events: messages('', '\n') },
  },
  {
    title: 'an empty `data` is an event of no text',
    stream: 'data:\n\ndata: \n\n',
    expected: { events: messages('', '') },
  },
  {
    title: 'two empty `data` lines are a line end',
    stream: 'data:\ndata:\n\n',
    expected: { events: messages('\n') },
  },
  {
    title: 'an empty `data` line in between is an empty line',
    stream: 'data: a\ndata:\ndata: b\n\n',
    expected: { events: messages('a\n\nb') },
  },
  {
    title: 'colons in the text stay',
    stream: 'data: a: b\n\ndata::\n\n',
    expected: { events: messages('a: b', ':') },
  },
  {
    title: 'a byte order mark in the text stays',
    stream: 'data: \uFEFFa\n\n',
    expected: { events: messages('\uFEFFa') },
  },
  {
    title: 'the name of an event holds for that event alone',
    stream: 'event: delta\ndata: a\n\nevent: ping\n\ndata: b\n\n',
    expected: {
      events: [
        { event: 'delta', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    },
  },
  {
    title: 'of several `event` lines, the last one holds',
    stream: 'event: a\nevent: b\ndata: c\n\n',
    expected: { events: [{ event: 'b', data: 'c' }] },
  },
  {
    title: 'an `id` with NUL is ignored',
    stream: 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n',
    expected: { events: messages('a', 'b'), ids: ['1'] },
  },
  {
    title: 'a `retry` of digits is reported',
    stream: 'retry: 10\ndata: a\n\n',
    expected: { events: messages('a'), retry: 10 },
  },
  {
    title: 'a `retry` of anything but digits is ignored',
    stream: 'retry: 10abc\ndata: a\n\nretry: -1\ndata: b\n\nretry: 1.5\ndata: c\n\n',
    expected: { events: messages('a', 'b', 'c'), retry: undefined },
  },
  {
    title: 'an event that the end of the stream cuts off is discarded',
    stream: 'data: a\n\ndata: b\n',
    expected: { events: messages('a') },
  },
  {
    title: 'an event whose line the end of the stream cuts off is discarded',
    stream: 'data: a\n\ndata: b',
    expected: { events: messages('a') },
  },
  {
    title: 'bytes that are not UTF-8 become U+FFFD',
    stream: Uint8Array.of(...new TextEncoder().encode('data: a'), 0xff, 0xe2, 0x82, 10, 10),
    expected: { events: messages('a\uFFFD\uFFFD') },
  },
  {
    title: 'comments are visible',
    ours: 'The standard says to ignore them, and nothing here reports them.',
    stream: ': hello\n\ndata: a\n\n',
    expected: { events: messages('a'), comments: ['hello'] },
  },
]

function linesIn(end: string): WrittenCase['write'] {
  return records => records.flatMap(line => (line === '[DONE]' ? [] : [line + end])).join('')
}

/** A record in `data` lines, cut after each of its commas, where JSON has no text. */
function dataLines(record: string, cut: string): string {
  const isObject = record.startsWith('{')
  const text = isObject ? record.replaceAll(/,(?=")/g, cut) : record
  return text
    .split('\n')
    .map(line => `data: ${line}\n`)
    .join('')
}

function messages(...texts: readonly string[]): EventsRead['events'] {
  return texts.map(data => ({ event: 'message', data }))
}
