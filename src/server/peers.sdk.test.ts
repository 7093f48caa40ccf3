import { EventType, toServerSentEventsResponse as toTanstackResponse } from '@tanstack/ai'
import { ChatClient, fetchHttpStream, fetchServerSentEvents } from '@tanstack/ai-client'
import {
  createUIMessageStreamResponse,
  DefaultChatTransport,
  readUIMessageStream,
  TextStreamChatTransport,
  type UIMessage,
  type UIMessageChunk,
} from 'ai'
import { expect, test } from 'vitest'
import { httpServer } from '../testing/http-server.ts'
import { nextTurn } from '../testing/next-turn.ts'
import { PROTOCOLS } from '../testing/protocols.ts'
import { recordedAnswers, toolCallsOf, type RecordedAnswer } from '../testing/recorded-answers.ts'
import type { AnswerSource } from './answer-source.ts'
import type { WireResponseOptions } from './response-options.ts'
import { toHttpStreamResponse } from './to-http-stream-response.ts'
import { toNodeResponse } from './to-node-response.ts'
import { toServerSentEventsResponse } from './to-server-sent-events-response.ts'
import { toTextStreamResponse } from './to-text-stream-response.ts'

/** A real server that answers with what it is given at the time. */
async function serve(respond: () => Promise<Response>): Promise<string> {
  const { url } = await httpServer(({ response }) => void toNodeResponse(respond(), response))
  return url
}

const question = { id: 'q', role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hi' }] }

interface Heard {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly string[]
  readonly error: string | undefined
}

type PeerPart = { readonly type: string; readonly [name: string]: unknown }

function heardIn(parts: readonly PeerPart[], error: string | undefined): Heard {
  const textOf = (type: string): string =>
    parts.map(part => (part.type === type ? (part['text'] ?? part['content']) : '')).join('')
  return {
    text: textOf('text'),
    reasoning: textOf('reasoning') + textOf('thinking'),
    calls: parts.flatMap(part => {
      const id = part['toolCallId'] ?? (part.type === 'tool-call' ? part['id'] : undefined)
      return typeof id === 'string' && part.type !== 'tool-result' ? [id] : []
    }),
    error,
  }
}

/** What the AI SDK's own client hears. */
async function askAiSdk(
  transport: Pick<DefaultChatTransport<UIMessage>, 'sendMessages'>,
): Promise<Heard> {
  let message: UIMessage | undefined
  let error: string | undefined
  const stream = await transport.sendMessages({
    chatId: 'c',
    messageId: undefined,
    messages: [question],
    trigger: 'submit-message',
    abortSignal: undefined,
  })
  const onError = (failure: unknown): void => {
    error = (failure as Error).message
  }
  for await (const next of readUIMessageStream({ stream, onError })) message = next
  return heardIn(message?.parts ?? [], error)
}

/** What TanStack AI's own client hears. */
async function askTanstack(connection: ReturnType<typeof fetchServerSentEvents>): Promise<Heard> {
  const client = new ChatClient({ connection })
  await client.sendMessage('Hi')
  const answers = client.getMessages().filter(({ role }) => role === 'assistant')
  const parts = answers.flatMap(answer => answer.parts as unknown as readonly PeerPart[])
  return heardIn(parts, client.getError()?.message)
}

const clients: readonly {
  readonly name: string
  readonly ask: (url: string) => Promise<Heard>
  readonly respond: (source: AnswerSource, options: WireResponseOptions) => Promise<Response>
}[] = [
  {
    name: 'the AI SDK',
    ask: api => askAiSdk(new DefaultChatTransport({ api })),
    respond: toServerSentEventsResponse,
  },
  {
    name: 'TanStack AI',
    ask: url => askTanstack(fetchServerSentEvents(url)),
    respond: (source, options) => toServerSentEventsResponse(source, { ...options, wire: 'ag-ui' }),
  },
  {
    name: 'TanStack AI over lines',
    ask: url => askTanstack(fetchHttpStream(url)),
    respond: (source, options) => toHttpStreamResponse(source, { ...options, wire: 'ag-ui' }),
  },
]

/** What the wire of a peer, or the peer itself, has no way to tell. */
const untold: Readonly<Record<string, readonly string[]>> = {
  'the AI SDK': [
    // A conversation that replaces the page's.
    'ag-ui/messages-snapshot.sse',
  ],
  'TanStack AI': [
    'ag-ui/messages-snapshot.sse',
    // A step that is dropped.
    'ai-sdk/reset-step.sse',
    // A text that goes on after a thought in its midst: what came before is shown twice.
    'ai-sdk/deltas-only.sse',
    'ai-sdk/merged.sse',
  ],
}

/** What a peer can be told: an answer with text or calls that came to an end of its own. */
function isAnswer({ message }: RecordedAnswer): boolean {
  return message.status === 'complete' && message.parts.length > 0
}

// The third hears the same records in other lines.
test.each(clients.slice(0, 2))(
  '$name hears every recorded answer of every protocol',
  async client => {
    let told = 0
    let source!: AnswerSource
    let options!: WireResponseOptions
    const url = await serve(() => client.respond(source, options))
    const left = untold[client.name.replace(' over lines', '')] ?? []
    for (const protocol of PROTOCOLS) {
      for (const answer of recordedAnswers(protocol).filter(isAnswer)) {
        const { name, bytes, message } = answer
        const isText = name.endsWith('.txt')
        const type = name.endsWith('.sse')
          ? 'text/event-stream'
          : isText
            ? 'text/plain'
            : 'application/x-ndjson'
        source = new Response(bytes, { headers: { 'content-type': type } })
        const named = `${protocol.name}/${name}`
        if (left.includes(named)) continue
        // Text that begins as JSON does has to be named.
        options = isText ? { protocol } : {}
        const heard = await client.ask(url)
        const calls = new Set(toolCallsOf(message).map(({ toolCallId }) => toolCallId))
        expect
          .soft({ named, ...heard, reasoning: undefined, calls: new Set(heard.calls) })
          .toEqual({ named, text: message.content, error: undefined, calls })
        told++
      }
    }
    expect(told).toBeGreaterThan(60)
  },
)

test.each(clients)(
  '$name hears of a failure in the midst, and no more of it than it should',
  async client => {
    async function* failing(): AsyncGenerator<string, void, undefined> {
      yield 'Hel'
      throw new Error('No key sk-123')
    }
    const url = await serve(() => client.respond(failing(), { onError: () => 'The model sleeps.' }))
    expect(await client.ask(url)).toMatchObject({ text: 'Hel', error: 'The model sleeps.' })
  },
)

test.each(clients)('$name does not mind a silence that is filled', async client => {
  const { url, next } = await httpServer()
  let fill!: () => void
  const filled = new Promise<void>(resolve => (fill = resolve))
  async function* slow(): AsyncGenerator<string, void, undefined> {
    yield 'Hel'
    await filled
    yield 'lo'
  }
  const heard = client.ask(url)
  const { response } = await next()
  const { write } = response
  response.write = (piece: Uint8Array) => {
    if (/^(: alive\n)?\n$/.test(new TextDecoder().decode(piece))) fill()
    return write.call(response, piece, 'utf8')
  }
  await toNodeResponse(client.respond(slow(), { heartbeat: 5 }), response)
  expect(await heard).toMatchObject({ text: 'Hello', error: undefined })
})

test('the AI SDK reads text as it is', async () => {
  const url = await serve(() =>
    toTextStreamResponse(
      new Response('data: {"choices":[{"delta":{"content":"Hello"}}]}\n\ndata: [DONE]\n\n'),
    ),
  )
  expect(await askAiSdk(new TextStreamChatTransport({ api: url }))).toMatchObject({ text: 'Hello' })
})

test('a source is asked for what is read of its answer; the peers’ helpers ask for more', async () => {
  const ALL = 1_000
  /** How many tokens were asked for when one piece was read. */
  const askedBy = async <T>(
    token: T,
    respond: (source: AsyncGenerator<T, void, undefined>) => Response | Promise<Response>,
  ): Promise<number> => {
    let asked = 0
    async function* tokens(): AsyncGenerator<T, void, undefined> {
      while (asked++ < ALL) yield token
    }
    const reader = (await respond(tokens())).body!.getReader()
    await reader.read()
    await nextTurn()
    const before = asked
    await reader.cancel()
    return Math.min(before, ALL)
  }
  const chunk: UIMessageChunk = { type: 'text-delta', id: 't', delta: 'x' }
  const event = { type: EventType.TEXT_MESSAGE_CONTENT as const, messageId: 'm', delta: 'x' }
  expect(await askedBy('x', source => toServerSentEventsResponse(source))).toBe(1)
  expect(
    await askedBy(chunk, source =>
      createUIMessageStreamResponse({
        stream: new ReadableStream({
          async pull(controller) {
            const { value } = await source.next()
            if (value) controller.enqueue(value)
            else controller.close()
          },
        }),
      }),
    ),
  ).toBeLessThan(10)
  expect(await askedBy(event, source => toTanstackResponse(source))).toBe(ALL)
})
