import OpenAI, { APIError } from 'openai'
import type { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions'
import { describe, expect, test } from 'vitest'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import { chatRequest, conversation } from '../testing/conversation.ts'
import { eventStream } from '../testing/event-stream.ts'
import { responseOf } from '../testing/fetch-of.ts'
import { createRandom } from '../testing/random.ts'
import { randomChat } from '../testing/random-chat.ts'
import {
  answerIn,
  messageOf,
  reasoningOf,
  recordedAnswers,
  toolCallsOf,
} from '../testing/recorded-answers.ts'
import { detect } from './detect.ts'
import { openaiChat } from './openai-chat.ts'

/** Recordings that OpenAI's package makes less of than is in them, and why. */
const BLIND = new Map([
  ['camel-case.sse', 'knows no names of other packages'],
  ['cloudflare-native.sse', 'knows no text without choices'],
  ['cloudflare-whole.ndjson', 'knows no text without choices'],
  ['completions.sse', 'knows no text of the older API here'],
  ['copilot.ndjson', 'reads the first choice alone'],
  ['custom-tools.sse', 'keeps the last piece of a custom tool’s input alone'],
  ['databricks.sse', 'takes a list of content for text'],
  ['deepinfra-error.sse', 'knows no failure without the word error'],
  ['empty-input.sse', 'puts the empty input before the one that follows'],
  ['gemini-error.sse', 'knows no failure in a list'],
  ['gemini-thoughts.sse', 'takes thoughts that are marked for text'],
  ['gemini-thoughts-whole.ndjson', 'takes thoughts that are marked for text'],
  ['gemini-tools.sse', 'takes calls without an index for one'],
  ['groq-compound.sse', 'knows no tools that Groq runs'],
  ['groq-error.sse', 'knows no failure of Groq’s'],
  ['images.sse', 'takes a list of content for text'],
  ['index-zero.sse', 'takes all calls at an index for one'],
  ['llama-error.txt', 'knows no field of failure'],
  ['minimax-search.sse', 'takes what a tool tells for text'],
  ['mistral.sse', 'takes a list of content for text'],
  ['moonshot.sse', 'takes calls without an index for one'],
  ['one-newline.sse', 'takes several events for one'],
  ['open-webui.sse', 'fails at a record without choices'],
  ['perplexity-steps.sse', 'knows no thought told as a step'],
  ['perplexity.sse', 'puts the whole message of the last chunk before its delta'],
  ['portkey-claude.sse', 'knows no thought told as a block'],
  ['portkey.sse', 'knows no thought told as a block'],
  ['repeated-inputs.sse', 'puts an input behind the same input'],
  ['snowflake-list.sse', 'knows no call in a list of content'],
  ['snowflake-whole.ndjson', 'knows no call in a list of content'],
  ['snowflake.sse', 'knows no call in a delta itself'],
  ['vllm-error.sse', 'knows no failure without the word error'],
])

/** A recording with a thought that comes twice and is kept once. */
const REPEATED = 'xai.sse'

interface Answer {
  readonly text: string
  readonly calls: readonly object[]
  readonly failed: boolean
}

describe('says what OpenAI’s package says of', () => {
  for (const { name, bytes, isWhole, message } of recordedAnswers(openaiChat)) {
    if (BLIND.has(name)) continue
    test(name, async () => {
      const chunks: ChatCompletionChunk[] = []
      const answer = isWhole ? await wholeBySdk(bytes) : await readBySdk(bytes, chunks)
      expect(message.status === 'error').toBe(answer.failed)
      expect(message.content).toBe(answer.text)
      expect(
        toolCallsOf(message).map(({ toolCallId, toolName, input }) => ({
          id: answer.calls.some(call => 'id' in call) ? toolCallId : undefined,
          toolName,
          input,
        })),
      ).toEqual(answer.calls)
      if (!isWhole && name !== REPEATED) expect(reasoningOf(message)).toBe(thoughtsOf(chunks))
    })
  }
})

test('says what OpenAI’s package says of answers of any structure', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const records = randomChat(createRandom(seed))
    const bytes = eventStream(records)
    const chunks: ChatCompletionChunk[] = []
    const { finish, ...answer } = await readBySdk(bytes, chunks)
    const usage = chunks.findLast(chunk => chunk.usage)?.usage
    for (const protocol of [openaiChat, detect()]) {
      const message = messageOf(protocol, serverSentEvents(), bytes)
      expect(
        { ...answerIn(message), finish: message.finishReason },
        `${protocol.name} of seed ${seed}`,
      ).toEqual({
        ...answer,
        reasoning: thoughtsOf(chunks),
        finish: finish?.replace('_', '-'),
        usage: {
          inputTokens: usage?.prompt_tokens,
          outputTokens: usage?.completion_tokens,
          totalTokens: usage?.total_tokens,
          cachedInputTokens: usage?.prompt_tokens_details?.cached_tokens,
          reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens,
        },
      })
    }
  }
})

function clientOf(bytes: Uint8Array, contentType: string): OpenAI {
  return new OpenAI({
    apiKey: 'none',
    maxRetries: 0,
    fetch: async () => responseOf([bytes], contentType),
  })
}

interface ReadAnswer extends Answer {
  readonly finish: string | undefined
}

async function readBySdk(bytes: Uint8Array, chunks: ChatCompletionChunk[]): Promise<ReadAnswer> {
  const stream = clientOf(bytes, 'text/event-stream').chat.completions.stream({
    model: 'm-1',
    messages: [],
  })
  let choice: ReturnType<typeof choiceOf>
  stream.on('chunk', (chunk, snapshot) => {
    chunks.push(chunk)
    choice = choiceOf(snapshot)
  })
  // It takes an answer that ends after [DONE] without a reason for cut off, and one without text.
  const failed = await stream.done().then(
    () => false,
    error => !choice?.finish_reason || error instanceof APIError,
  )
  const finish = choice?.finish_reason ?? undefined
  return { ...answerOf(choice?.message), failed, finish }
}

function choiceOf({ choices }: ChatCompletionStream['currentChatCompletionSnapshot'] & {}) {
  return choices[0]
}

async function wholeBySdk(bytes: Uint8Array): Promise<Answer> {
  const client = clientOf(bytes, 'application/json')
  const { choices }: Partial<ChatCompletion> = await client.chat.completions.create({
    model: 'm-1',
    messages: [],
  })
  return { ...answerOf(choices?.[0]?.message as Said | undefined), failed: !choices }
}

interface Said {
  readonly content?: string | null
  readonly refusal?: string | null
  readonly audio?: { readonly transcript?: string | null } | null
  readonly tool_calls?: readonly {
    readonly id?: string
    readonly function?: Called
  }[]
  readonly function_call?: Called | null
}

interface Called {
  readonly name?: string
  readonly arguments?: string
}

function answerOf(said: Said | undefined = {}): Omit<Answer, 'failed'> {
  const { content, refusal, audio, tool_calls, function_call } = said
  const calls = (tool_calls ?? []).map(call => ({ id: call.id, ...calledOf(call.function) }))
  return {
    text: [content, audio?.transcript, refusal].join(''),
    calls: function_call ? [...calls, calledOf(function_call)] : calls,
  }
}

/** The thoughts of a stream, which the package hands over without putting them together. */
function thoughtsOf(chunks: readonly ChatCompletionChunk[]): string {
  return chunks
    .map(({ choices }) => {
      const {
        reasoning,
        reasoning_content: content,
        reasoning_text: text,
      } = (choices[0]?.delta ?? {}) as {
        readonly reasoning?: string | null
        readonly reasoning_content?: string | null
        readonly reasoning_text?: string | null
      }
      return content ?? reasoning ?? text ?? ''
    })
    .join('')
}

function calledOf({ name, arguments: input }: Called = {}): object {
  return { toolName: name, input: JSON.parse(input || '{}') }
}

test('asks for a conversation in the package’s own types', () => {
  const turn: Message = {
    id: 'a2',
    role: 'assistant',
    status: 'complete',
    createdAt: 0,
    content: 'I look.',
    parts: [
      {
        type: 'reasoning',
        text: 'Hm.',
        state: 'done',
        metadata: {
          reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'EqQB' }],
        },
      },
      { type: 'text', text: 'I look.', state: 'done' },
      {
        type: 'tool-call',
        toolCallId: 'call_3',
        toolName: 'now',
        inputText: '{}',
        input: {},
        state: 'output-available',
        output: 'Noon',
        metadata: {
          extra_content: { google: { thought_signature: 'CkQB' } },
          thought_signature: 'CkQB',
          function: { thought_signature: 'CkQC' },
        },
      },
      {
        type: 'tool-call',
        toolCallId: 'call_4',
        toolName: 'runScript',
        inputText: 'print(1)',
        input: 'print(1)',
        state: 'output-available',
        output: '1',
      },
    ],
  }
  const file: Message = {
    ...turn,
    id: 'u3',
    role: 'user',
    content: 'And this?',
    parts: [
      { type: 'text', text: 'And this?', state: 'done' },
      {
        type: 'file',
        mediaType: 'application/pdf',
        url: 'data:application/pdf;base64,JVBE',
        filename: 'a.pdf',
      },
    ],
  }
  // What the servers of others want back is not among OpenAI's types.
  const details = {
    reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'EqQB' }],
  }
  const extra = {
    extra_content: { google: { thought_signature: 'CkQB' } },
    thought_signature: 'CkQB',
  }
  const signed = { thought_signature: 'CkQC' }
  const expected: ChatCompletionCreateParamsStreaming = {
    model: 'm-1',
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Where is this, and is it cold there?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me check.',
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'getWeather', arguments: '{"city":"Tromsø"}' },
          },
          { id: 'call_2', type: 'function', function: { name: 'getTide', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"celsius":4}' },
      { role: 'tool', tool_call_id: 'call_2', content: 'The gauge is frozen.' },
      { role: 'assistant', content: 'It is 4 °C.' },
      { role: 'user', content: 'And tomorrow?' },
      {
        role: 'assistant',
        content: 'I look.',
        ...details,
        tool_calls: [
          {
            id: 'call_3',
            type: 'function',
            function: { name: 'now', arguments: '{}', ...signed },
            ...extra,
          },
          { id: 'call_4', type: 'custom', custom: { name: 'runScript', input: 'print(1)' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_3', content: 'Noon' },
      { role: 'tool', tool_call_id: 'call_4', content: '1' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And this?' },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
          },
        ],
      },
    ],
  }
  const request = chatRequest([...conversation, turn, file], { data: { model: 'm-1' } })
  expect(openaiChat.encode(request)).toEqual(expected)
})
