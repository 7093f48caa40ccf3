import type { StreamEvent } from '../stream-event.ts'
import type { EventWriter } from '../writers/event-writer.ts'
import { serverSentEvent } from '../writers/server-sent-event.ts'
import { writeAgUi } from '../writers/write-ag-ui.ts'
import { writeAiSdk } from '../writers/write-ai-sdk.ts'
import { writeOpenaiChat } from '../writers/write-openai-chat.ts'
import { writePlainText } from '../writers/write-plain-text.ts'

/** The protocols in which events can be written. */
export type MockProtocolName = 'ai-sdk' | 'ag-ui' | 'openai-chat' | 'plain-text'

/** What a mocked response holds, in which format, and how it fails. */
export interface MockResponseOptions {
  /** The events of the answer. An end is added if there is none. */
  readonly events?: readonly StreamEvent[] | undefined
  /** The format of the body: a protocol, or its name; `ai-sdk` by default. */
  readonly protocol?: MockProtocolName | { readonly name: string } | undefined
  /**
   * Pieces of the body's text, instead of events, for any other format; server-sent events unless
   * `headers` name another content type.
   */
  readonly records?: readonly string[] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds before each event or record; none by default. */
  readonly delay?: number | undefined
  /** Breaks the connection after that many events or records, or bytes. */
  readonly cut?: { readonly events: number } | { readonly bytes: number } | undefined
  /** Fails instead of answering: with this response, or as a failed connection. */
  readonly fail?: 'network' | MockFailure | undefined
}

/** A response that is not a stream, with its status. */
export interface MockFailure {
  readonly status: number
  /** Text, or a value that is sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A response that streams these events as a server would, for a stubbed `fetch`, a service worker
 * or a handler of any mocking tool. Throws if a protocol cannot be written or cannot express an
 * event. Cancelling the body ends it at once.
 */
export function mockResponse(options: MockResponseOptions = {}): Response {
  const { fail, cut, delay = 0, headers } = options
  if (fail === 'network') return Response.error()
  if (fail) return failure(fail)
  const answer = options.records
    ? { headers: { 'content-type': 'text/event-stream' }, pieces: options.records, end: '' }
    : written(options)
  const whole = [...answer.pieces, answer.end].map(piece => new TextEncoder().encode(piece))
  const pieces = cut ? cutAt(whole, cut) : whole
  const left = pieces.filter(({ length }) => length > 0).values()
  let timer: ReturnType<typeof setTimeout> | undefined
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = left.next()
        const wait = done ? cut && BEFORE_CUT : delay
        if (wait) {
          await new Promise<void>(resolve => {
            timer = setTimeout(resolve, wait)
          })
        }
        if (!done) controller.enqueue(value)
        else if (cut) controller.error(new TypeError('The mocked connection is cut.'))
        else controller.close()
      },
      cancel: () => clearTimeout(timer),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { ...answer.headers, ...headers } })
}

/** Milliseconds: a failing stream drops what was not read yet, and a network does not. */
const BEFORE_CUT = 10

function failure({ status, body, headers }: MockFailure): Response {
  const isText = body === undefined || typeof body === 'string'
  return new Response(isText ? (body ?? null) : JSON.stringify(body), {
    status,
    headers: { ...(!isText && { 'content-type': 'application/json' }), ...headers },
  })
}

function written({ events = [], protocol = 'ai-sdk' }: MockResponseOptions): {
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: readonly string[]
  readonly end: string
} {
  const { wire, headers, write, end } = writerOf(
    typeof protocol === 'string' ? protocol : protocol.name,
  )
  const isText = wire === 'plain-text'
  const piece = (records: readonly string[]): string =>
    records.map(data => (isText ? data : serverSentEvent({ data }))).join('')
  const pieces = events.map(event => {
    const records = write(event)
    if (records) return piece(records)
    throw new Error(
      `${wire} has no words for the event ${event.type}. Leave it out, or mock another protocol.`,
    )
  })
  const type = isText ? 'text/plain; charset=utf-8' : 'text/event-stream'
  return { headers: { 'content-type': type, ...headers }, pieces, end: piece(end()) }
}

function writerOf(name: string): EventWriter {
  switch (name) {
    case 'ai-sdk':
      return writeAiSdk()
    case 'ag-ui':
      return writeAgUi()
    case 'openai-chat':
      return writeOpenaiChat()
    case 'plain-text':
      return writePlainText()
    default:
      throw new Error(
        `Events cannot be written as ${name}. Give the text of the body as \`records\`, or mock ai-sdk, ag-ui, openai-chat or plain-text.`,
      )
  }
}

/** The pieces of the body before the cut; the last may be halved. */
function cutAt(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  cut: NonNullable<MockResponseOptions['cut']>,
): readonly Uint8Array<ArrayBuffer>[] {
  // The last piece is the end of the answer, not an event.
  if ('events' in cut) return pieces.slice(0, -1).slice(0, cut.events)
  let room = cut.bytes
  return pieces.map(piece => {
    const kept = piece.subarray(0, Math.max(0, room))
    room -= piece.length
    return kept
  })
}
