import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  jsonSchema,
  streamText,
  tool,
  toUIMessageStream,
  type UIMessage,
} from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { speak, weather, type Pace } from './model.ts'
import { defaultPace, serveWeb, type PeerOptions, type PeerServer } from './serve.ts'

type CallOptions = Parameters<MockLanguageModelV4['doStream']>[0]
type StreamResult = Awaited<ReturnType<MockLanguageModelV4['doStream']>>
type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never

/**
 * The AI SDK: POST `/api/chat`, answered as its documentation shows; POST `/api/parts` answers with
 * the parts of its `fullStream` as lines of JSON, as many servers do.
 */
export function serveAiSdk({ pace = defaultPace }: PeerOptions = {}): Promise<PeerServer> {
  const model = new MockLanguageModelV4({
    doStream: async options => ({ stream: readable(modelStream(options, pace)) }),
  })
  return serveWeb(async request => {
    const { messages } = (await request.json()) as { messages: UIMessage[] }
    const result = streamText({
      model,
      messages: await convertToModelMessages(messages),
      tools: { askOracle, getWeather },
      stopWhen: isStepCount(5),
      abortSignal: request.signal,
      // The default prints each failure to the console.
      onError: () => {},
    })
    if (new URL(request.url).pathname === '/api/parts') {
      const lines = new TransformStream<unknown, string>({
        transform: (part, controller) => controller.enqueue(`${JSON.stringify(part)}\n`),
      })
      return new Response(result.stream.pipeThrough(lines).pipeThrough(new TextEncoderStream()), {
        headers: { 'Content-Type': 'application/x-ndjson' },
      })
    }
    return createUIMessageStreamResponse({
      stream: toUIMessageStream({
        stream: result.stream,
        originalMessages: messages,
        generateMessageId: () => `msg_${messages.length}`,
        onError: error => (error as Error).message,
      }),
    })
  })
}

const getWeather = tool({
  description: 'The weather in a city, now',
  inputSchema: jsonSchema<{ city: string }>({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  }),
  execute: ({ city }) => ({ ...weather, city }),
})

const askOracle = tool({
  description: 'The answer to everything',
  inputSchema: jsonSchema<object>({ type: 'object', properties: {} }),
  execute: () => new Promise<string>(() => {}),
})

async function* modelStream(options: CallOptions, pace: Pace): AsyncGenerator<StreamPart> {
  const round = options.prompt.at(-1)?.role === 'tool' ? 1 : 0
  let open: 'reasoning' | 'text' | undefined
  let finishReason: 'stop' | 'tool-calls' = 'stop'
  yield { type: 'stream-start', warnings: [] }
  yield { type: 'response-metadata', id: `resp_${round}`, modelId: 'm-1', timestamp: new Date(0) }
  for await (const saying of speak(lastQuestion(options), round, pace, options.abortSignal)) {
    if (saying.type === 'failure') {
      yield { type: 'error', error: new Error(saying.message) }
      return
    }
    if (open !== undefined && open !== saying.type) {
      yield { type: `${open}-end`, id: open }
      open = undefined
    }
    if (saying.type === 'tool') {
      const { id, name: toolName, input } = saying
      yield { type: 'tool-input-start', id, toolName }
      for (const delta of input) yield { type: 'tool-input-delta', id, delta }
      yield { type: 'tool-input-end', id }
      yield { type: 'tool-call', toolCallId: id, toolName, input: input.join('') }
      finishReason = 'tool-calls'
    } else {
      if (open === undefined) yield { type: `${saying.type}-start`, id: saying.type }
      open = saying.type
      yield { type: `${open}-delta`, id: open, delta: saying.text }
    }
  }
  if (open !== undefined) yield { type: `${open}-end`, id: open }
  yield { type: 'finish', finishReason: { unified: finishReason, raw: finishReason }, usage }
}

function lastQuestion({ prompt }: CallOptions): string {
  const question = prompt.findLast(message => message.role === 'user')
  return (question?.content ?? []).map(part => (part.type === 'text' ? part.text : '')).join('')
}

const usage = {
  inputTokens: { total: 31, noCache: 31, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 12, text: 9, reasoning: 3 },
}

function readable<T>(source: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await source.return(undefined)
    },
  })
}
