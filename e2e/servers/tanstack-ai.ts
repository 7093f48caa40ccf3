import {
  chat,
  chatParamsFromRequest,
  EventType,
  memoryStream,
  toHttpResponse,
  toolDefinition,
  toServerSentEventsResponse,
  type AnyTextAdapter,
  type ModelMessage,
} from '@tanstack/ai'
import { speak, weather, type Pace } from './model.ts'
import { defaultPace, serveWeb, type PeerOptions, type PeerServer } from './serve.ts'

type AdapterChunks = ReturnType<AnyTextAdapter['chatStream']>
type AdapterChunk = AdapterChunks extends AsyncIterable<infer Chunk> ? Chunk : never

/**
 * TanStack AI: POST `/sse`, or `/ndjson`, answered as its documentation shows; `/durable/sse` and
 * `/durable/ndjson` number their chunks. A body that TanStack AI refuses is answered with its 400.
 */
export function serveTanstackAi({ pace = defaultPace }: PeerOptions = {}): Promise<PeerServer> {
  const adapter = textAdapter(pace)
  return serveWeb(async request => {
    const { pathname } = new URL(request.url)
    // By default a numbered stream gathers 32 chunks before it sends any.
    const durability = pathname.startsWith('/durable') && {
      adapter: memoryStream(request),
      batch: 1,
    }
    try {
      const { messages, threadId, runId } = await chatParamsFromRequest(request)
      const abortController = new AbortController()
      request.signal.addEventListener('abort', () => abortController.abort())
      const stream = chat({
        adapter,
        messages,
        threadId,
        runId,
        tools: [askOracle, getWeather],
        abortController,
        debug: false,
      })
      const options = { abortController, ...(durability && { durability }) }
      return pathname.endsWith('ndjson')
        ? toHttpResponse(stream, options)
        : toServerSentEventsResponse(stream, options)
    } catch (error) {
      if (error instanceof Response) return error
      throw error
    }
  })
}

const getWeather = toolDefinition({
  name: 'getWeather',
  description: 'The weather in a city, now',
  inputSchema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  },
}).server(input => ({ ...weather, ...(input as object) }))

const askOracle = toolDefinition({
  name: 'askOracle',
  description: 'The answer to everything',
  inputSchema: { type: 'object', properties: {} },
}).server(() => new Promise<string>(() => {}))

/** The model, as TanStack AI takes one. */
export function textAdapter(pace: Pace): AnyTextAdapter {
  return {
    kind: 'text',
    name: 'mock',
    model: 'm-1',
    '~types': {} as AnyTextAdapter['~types'],
    chatStream: ({ messages, threadId = '', runId = '' }) =>
      modelStream(messages, threadId, runId, pace),
    structuredOutput: () => Promise.reject(new Error('The mock model has no structured output')),
  }
}

async function* modelStream(
  messages: readonly ModelMessage[],
  threadId: string,
  runId: string,
  pace: Pace,
): AsyncGenerator<AdapterChunk> {
  const round = messages.at(-1)?.role === 'tool' ? 1 : 0
  const textId = `text_${round}`
  const reasoningId = `reasoning_${round}`
  const model = 'm-1'
  let open: 'reasoning' | 'text' | undefined
  let finishReason: 'stop' | 'tool_calls' = 'stop'
  yield { type: EventType.RUN_STARTED, threadId, runId, model }
  for await (const saying of speak(lastQuestion(messages), round, pace)) {
    if (saying.type === 'failure') throw new Error(saying.message)
    if (open !== undefined && open !== saying.type) {
      yield* open === 'text' ? endText(textId) : endReasoning(reasoningId)
      open = undefined
    }
    if (saying.type === 'text') {
      if (open === undefined)
        yield { type: EventType.TEXT_MESSAGE_START, messageId: textId, role: 'assistant', model }
      yield { type: EventType.TEXT_MESSAGE_CONTENT, messageId: textId, delta: saying.text, model }
      open = 'text'
    } else if (saying.type === 'reasoning') {
      if (open === undefined) {
        yield { type: EventType.REASONING_START, messageId: reasoningId }
        yield { type: EventType.REASONING_MESSAGE_START, messageId: reasoningId, role: 'reasoning' }
      }
      yield {
        type: EventType.REASONING_MESSAGE_CONTENT,
        messageId: reasoningId,
        delta: saying.text,
      }
      open = 'reasoning'
    } else {
      const { id: toolCallId, name: toolCallName, input } = saying
      yield {
        type: EventType.TOOL_CALL_START,
        toolCallId,
        toolCallName,
        index: 0,
        parentMessageId: textId,
        model,
      }
      for (const delta of input) yield { type: EventType.TOOL_CALL_ARGS, toolCallId, delta }
      yield {
        type: EventType.TOOL_CALL_END,
        toolCallId,
        toolCallName,
        input: JSON.parse(input.join('')),
      }
      finishReason = 'tool_calls'
    }
  }
  if (open !== undefined) yield* open === 'text' ? endText(textId) : endReasoning(reasoningId)
  yield { type: EventType.RUN_FINISHED, threadId, runId, model, finishReason, usage }
}

function* endText(messageId: string): Generator<AdapterChunk> {
  yield { type: EventType.TEXT_MESSAGE_END, messageId }
}

function* endReasoning(messageId: string): Generator<AdapterChunk> {
  yield { type: EventType.REASONING_MESSAGE_END, messageId }
  yield { type: EventType.REASONING_END, messageId }
}

function lastQuestion(messages: readonly ModelMessage[]): string {
  const content = messages.findLast(message => message.role === 'user')?.content ?? ''
  if (typeof content === 'string') return content
  return content.map(part => (part.type === 'text' ? part.content : '')).join('')
}

const usage = { promptTokens: 31, completionTokens: 12, totalTokens: 43 }
